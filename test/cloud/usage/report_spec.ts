import should from 'should';
import { endOf } from '../../../nodes/cloud/usage/calendar';
import { Ledger } from '../../../nodes/cloud/usage/ledger';
import { usageBefore, usageOf } from '../../../nodes/cloud/usage/report';
import type { Spending } from '../../../nodes/cloud/usage/tally';

describe('what is told of a month', () => {
  const nobody = (): undefined => undefined;
  const read = (by: string): Spending => ({ kind: 'read', by, repeat: false });
  let now: number;
  let ledger: Ledger;
  beforeEach(() => {
    now = new Date(2026, 10, 5, 12).getTime();
    ledger = new Ledger(() => now);
  });

  it('a node whose calls have not left after all has spent nothing, and is not named', () => {
    ledger.takeBack(read('dead'), ledger.spend(read('dead')));
    ledger.spend(read('lamp'));
    usageOf(ledger, 0, nobody, now).byNode.should.eql([{ id: 'lamp', name: '', calls: 1 }]);
  });

  for (const [what, calls, messages] of [
    ['calls alone', 2, 0],
    ['messages alone', 0, 2],
    ['as many messages as calls', 2, 2],
  ] as const) {
    it(`the month before is told when it had ${what}`, () => {
      for (let n = 0; n < calls; n++) ledger.spend(read('lamp'));
      for (let n = 0; n < messages; n++) ledger.hear();
      now = endOf('2026-11');
      should(usageBefore(ledger, nobody)).containEql({ month: '2026-11', calls, messages });
    });
  }
});
