import should from 'should';
import { TuyaError, configError, speakEnglish } from '../../../nodes/cloud';
import type { MessagesState } from '../../../nodes/cloud';
import { EventStatus, clockTime, shownState } from '../../../nodes/runtime/node/event-status';
import type { Shown } from '../../../nodes/runtime/node/status';
import { FakeClock } from '../../support/fake-clock';

const words = (key: string, values: Record<string, string | number>): string =>
  `${key} ${Object.values(values).join()}`;
const speak = (): typeof speakEnglish => speakEnglish;
const AT = new Date(2026, 8, 25, 7, 4, 9).getTime();
const NETWORK = new TuyaError('TUYA_NETWORK', 'no way');
const CONNECTED: MessagesState = { is: 'connected', since: AT, quiet: false, away: 0 };

describe('what an event node shows', () => {
  for (const [state, fill, shape, text] of [
    [{ is: 'connecting' }, 'yellow', 'ring', 'k.connecting'],
    [CONNECTED, 'green', 'ring', 'k.nothing'],
    [{ ...CONNECTED, quiet: true }, 'green', 'ring', 'k.quiet'],
    [{ is: 'lost', error: NETWORK, again: 7200 }, 'yellow', 'ring', 'lost 8'],
    [{ is: 'lost', error: NETWORK, again: 0 }, 'yellow', 'ring', 'lost 1'],
    [
      { is: 'refused', error: new TuyaError('TUYA_HTTP_401', 'x', { statusCode: 401 }), again: 30_000 },
      'red',
      'ring',
      'refused 401',
    ],
    [{ is: 'refused', error: configError('x'), again: 30_000 }, 'red', 'ring', 'k.config'],
    [{ is: 'refused', error: new TuyaError('TUYA_TLS', 'x'), again: 30_000 }, 'red', 'ring', 'k.certificate'],
    [{ is: 'closed' }, 'red', 'ring', 'k.closed'],
  ] as [MessagesState, string, string, string][]) {
    it(`${state.is}: ${text}`, () => {
      shownState(state, { keys: 'k', words, speak }).should.eql({ fill, shape, text });
    });
  }

  it('times have two digits each', () => {
    clockTime(AT).should.equal('07:04:09');
  });

  describe('while messages come', () => {
    let shown: Shown[];
    let clock: FakeClock;
    let status: EventStatus;
    beforeEach(() => {
      [shown, clock] = [[], new FakeClock()];
      const stand = (one: Shown): void => {
        shown.push(one);
      };
      status = new EventStatus({ stand }, { keys: 'k', words, number: String, speak, clock });
      status.told(CONNECTED);
      shown = [];
    });
    const texts = (): unknown[] => shown.map(({ text }) => text);

    it('R23: a name is one short line, whatever it holds', () => {
      status.came(AT, 'a\n\u001b[31mb\u202e\u0000c', 0);
      status.came(AT, 'x'.repeat(1024 * 1024), 0);
      clock.advance(1000);
      status.came(AT, '灯'.repeat(40), 0);
      clock.advance(1000);
      status.came(AT, `x${'💡'.repeat(20)}`, 0);
      clock.advance(1000);
      texts().should.eql([
        '07:04:09 a[31mbc',
        `07:04:09 ${'x'.repeat(40)}…`,
        `07:04:09 ${'灯'.repeat(40)}`,
        `07:04:09 x${'💡'.repeat(19)}…`,
      ]);
    });

    it('the first is shown at once, then the latest, once a second at most', () => {
      status.came(AT, 'a', 0);
      shown.should.eql([{ fill: 'green', shape: 'dot', text: '07:04:09 a' }]);
      for (const name of ['b', 'c', 'd']) status.came(AT, name, 0);
      clock.advance(999);
      texts().should.eql(['07:04:09 a']);
      clock.advance(1);
      texts().should.eql(['07:04:09 a', '07:04:09 d']);
      status.came(AT, 'e', 0);
      shown.should.have.length(2);
      clock.advance(1000);
      shown.should.have.length(3);
      clock.waiting.should.equal(0);
      clock.advance(5000);
      status.came(AT, 'f', 0);
      shown.should.have.length(4);
    });

    it('a backlog is told, with a number that stays readable', () => {
      status.came(AT, 'a', 1234);
      shown.should.eql([{ fill: 'blue', shape: 'dot', text: 'waiting 1200' }]);
      status.came(AT, 'z', 19);
      clock.advance(1000);
      should(shown.at(-1)).eql({ fill: 'green', shape: 'dot', text: '07:04:09 z' });
      status.came(AT, 'b', 20);
      clock.advance(1000);
      should(texts().at(-1)).equal('waiting 20');
    });

    it('a backlog of which nothing more is wanted does not stay: after a second the last message is shown', () => {
      status.came(AT, 'a', 99);
      status.came(AT, 'b', 98);
      clock.advance(999);
      texts().should.eql(['waiting 99']);
      clock.advance(1);
      clock.advance(1000);
      should(shown.at(-1)).eql({ fill: 'green', shape: 'dot', text: '07:04:09 b' });
      clock.waiting.should.equal(0);
    });

    it('a loss is shown at once and nothing of before over it; then the last message is again the last', () => {
      status.came(AT, 'a', 0);
      status.came(AT, 'b', 0);
      status.told({ is: 'lost', error: NETWORK, again: 1000 });
      clock.advance(10_000);
      texts().should.eql(['07:04:09 a', 'lost 1']);
      status.told(CONNECTED);
      should(texts().at(-1)).equal('07:04:09 b');
      status.came(AT, 'c', 0);
      should(texts().at(-1)).equal('07:04:09 c');
    });

    it('a closed node has no timer left', () => {
      status.came(AT, 'a', 0);
      status.came(AT, 'b', 0);
      status.close();
      clock.waiting.should.equal(0);
    });
  });
});
