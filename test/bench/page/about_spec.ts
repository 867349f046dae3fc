import 'should';
import { loadBetween, warningOf } from './about';

describe('the machine of the bench', () => {
  it('is quiet up to a quarter of its processors', () => {
    (warningOf({ load: 0.5, processors: 2, quick: false }) ?? 'quiet').should.equal('quiet');
    (warningOf({ load: 4, processors: 16, quick: false }) ?? 'quiet').should.equal('quiet');
  });

  it('is at work where time passes that is not idle', () => {
    const at = (
      user: number,
      idle: number,
    ): { times: Record<'user' | 'nice' | 'sys' | 'idle' | 'irq', number> } => ({
      times: { user, nice: 0, sys: 0, idle, irq: 0 },
    });
    loadBetween([at(900, 100), at(900, 100)], [at(900, 200), at(975, 125)]).should.equal(0.75);
    loadBetween([at(1, 1)], [at(1, 1)]).should.equal(0);
  });

  it('is busy beyond, and the page says so', () => {
    (warningOf({ load: 0.51, processors: 2, quick: false }) ?? '').should.startWith(
      'The machine was busy with something else: its load was 0.51 on 2 processors',
    );
  });

  it('does not matter to a trial, whose figures mean nothing anyway', () => {
    for (const load of [0, 9]) {
      (warningOf({ load, processors: 2, quick: true }) ?? '').should.containEql('its figures mean nothing');
    }
  });
});
