import should from 'should';
import { REMEMBERED, REMEMBERED_FOR, Recent } from '../../../nodes/cloud/messages/recent';
import { FakeClock } from '../../support/fake-clock';

describe('what is remembered for a while', () => {
  it('is there until its time is over', () => {
    const clock = new FakeClock();
    clock.advance(REMEMBERED_FOR);
    const recent = new Recent<number>(clock);
    recent.set('a', 1);
    clock.advance(REMEMBERED_FOR - 1);
    should(recent.get('a')).equal(1);
    clock.advance(1);
    should(recent.get('a')).be.undefined();
    recent.set('b', 2);
    recent.size.should.equal(1);
  });

  it('is no more than fits, and the oldest goes first', () => {
    const recent = new Recent<number>(new FakeClock(), 3);
    for (const name of ['a', 'b', 'c']) recent.set(name, 0);
    recent.set('a', 1);
    recent.set('d', 2);
    should(recent.get('b')).be.undefined();
    for (const name of ['a', 'c', 'd']) should(recent.get(name)).be.a.Number();
  });

  it('is ten thousand entries for two hours and a quarter unless told otherwise', () => {
    REMEMBERED.should.equal(10_000);
    REMEMBERED_FOR.should.equal(8_100_000);
    const recent = new Recent<number>(new FakeClock());
    for (let n = 0; n < 10_005; n++) recent.set(String(n), n);
    recent.size.should.equal(10_000);
    recent.delete('10000');
    should(recent.get('10000')).be.undefined();
  });
});
