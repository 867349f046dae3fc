import should from 'should';
import { Month } from '../../../nodes/cloud/usage/month';
import { monthFrom, textOf } from '../../../nodes/cloud/usage/record';

describe('a month as text', () => {
  let month: Month;
  let good: string;
  beforeEach(() => {
    month = new Month('2026-11');
    month.spend({ kind: 'read', by: 'lamp', repeat: true }, { day: 30, hour: 23 }, 1);
    month.call('lamp', 'Desk lamp');
    month.hear({ day: 1, hour: 0 });
    good = textOf(month);
  });

  it('is read as it was written', () => {
    const read = monthFrom('2026-11', good);
    should(read?.total).eql({ reads: 1, commands: 0, tokens: 0, repeats: 1, messages: 1 });
    should(read?.nodes.get('lamp')).eql({ name: 'Desk lamp', days: month.nodes.get('lamp')?.days });
    should(read === undefined ? '' : textOf(read)).equal(good);
  });

  const changed = (change: (kept: Record<string, unknown>) => void): string => {
    const kept = JSON.parse(good) as Record<string, unknown>;
    change(kept);
    return JSON.stringify(kept);
  };
  const damaged: Record<string, () => string> = {
    'that was cut off': () => good.slice(0, -10),
    'that is empty': () => '',
    'that is no object': () => '[]',
    'of another version': () => changed((kept) => (kept.version = 2)),
    'of another month': () => changed((kept) => (kept.month = '2026-10')),
    'with a number below zero': () => good.replace('[1,0,0,1,0]', '[-1,0,0,1,0]'),
    'with half a call': () => good.replace('[1,0,0,1,0]', '[1.5,0,0,1,0]'),
    'with a text for a number': () => good.replace('[1,0,0,1,0]', '["1",0,0,1,0]'),
    'with a number too many': () => good.replace('[1,0,0,1,0]', '[1,0,0,1,0,0]'),
    'with a day that the month does not have': () =>
      changed((kept) => (kept.hours = { '720': [1, 0, 0, 0, 0] })),
    'with an hour and a half': () => changed((kept) => (kept.hours = { '1.5': [1, 0, 0, 0, 0] })),
    'with a node that is none': () => changed((kept) => (kept.nodes = { lamp: null })),
    'with a node of no day': () =>
      changed((kept) => (kept.nodes = { lamp: { name: '', days: { '0': [1, 0, 0, 0, 0] } } })),
    'with a node whose name is no text': () =>
      changed((kept) => (kept.nodes = { lamp: { name: 5, days: {} } })),
    'with a node whose days are none': () =>
      changed((kept) => (kept.nodes = { lamp: { name: '', days: 5 } })),
    'with hours that are none': () => changed((kept) => (kept.hours = 5)),
    'without hours': () => changed((kept) => delete kept.hours),
    'without nodes': () => changed((kept) => delete kept.nodes),
  };
  for (const [what, damage] of Object.entries(damaged)) {
    it(`a text ${what} is damaged`, () => {
      const text = damage();
      text.should.not.equal(good);
      should(monthFrom('2026-11', text)).be.undefined();
    });
  }
});
