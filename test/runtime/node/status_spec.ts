import type { Node } from 'node-red';
import should from 'should';
import { TuyaError, configError, speakEnglish } from '../../../nodes/cloud';
import { NodeStatus, roughly, shortText } from '../../../nodes/runtime/node/status';
import { FakeClock } from '../../support/fake-clock';

describe('the status of a node', () => {
  let shown: { fill?: string; shape?: string; text?: string }[];
  let waiting: number;
  let asked: number;
  let clock: FakeClock;
  let status: NodeStatus;

  beforeEach(() => {
    [shown, waiting, asked, clock] = [[], 0, 0, new FakeClock()];
    const node = { status: (one: object) => shown.push(one) } as unknown as Node;
    status = new NodeStatus(node, {
      keys: 'k',
      waiting: () => waiting,
      words: (count) => `${count} waiting (${++asked})`,
      speak: () => speakEnglish,
      after: (ms, task) => clock.after(ms, task),
    });
  });

  const texts = (): (string | undefined)[] => shown.map(({ text }) => text);

  it('shows nothing at first, blue while a call is under way, green when it went well', () => {
    status.begin();
    status.end();
    shown.should.eql([
      {},
      { fill: 'blue', shape: 'dot', text: 'k.requesting' },
      { fill: 'green', shape: 'dot', text: 'k.connected' },
    ]);
  });

  it('shows a red ring after an error, until the next call ends well', () => {
    status.begin();
    status.end(new TuyaError('TUYA_1106', 'no'));
    should(shown.at(-1)).eql({ fill: 'red', shape: 'ring', text: '1106 permission denied' });
    status.begin();
    status.end();
    should(texts().at(-1)).equal('k.connected');
  });

  it('stays blue until the last of several calls has ended', () => {
    status.begin();
    status.begin();
    status.end(configError('no'));
    should(texts().at(-1)).equal('k.requesting');
    status.end();
    should(texts().at(-1)).equal('k.connected');
  });

  it('says the same only once', () => {
    for (let i = 0; i < 3; i++) status.begin();
    texts().should.eql([undefined, 'k.requesting']);
  });

  it('shows a renewal while a call is under way, and none to an idle node', () => {
    status.setRenewing(true);
    status.setRenewing(false);
    shown.should.have.length(1);
    status.begin();
    status.setRenewing(true);
    should(shown.at(-1)).eql({ fill: 'yellow', shape: 'dot', text: 'k.renewing' });
    status.setRenewing(false);
    should(texts().at(-1)).equal('k.requesting');
  });

  it('counts what waits, and asks for the words only when the rounded number is another', () => {
    waiting = 1234;
    for (let i = 0; i < 100; i++) status.begin();
    waiting = 1299;
    status.begin();
    should(shown.at(-1)).eql({ fill: 'yellow', shape: 'dot', text: '1200 waiting (1)' });
    waiting = 1300;
    status.begin();
    should(texts().at(-1)).equal('1300 waiting (2)');
    asked.should.equal(2);
  });

  it('one that waits is counted as well', () => {
    waiting = 1;
    status.begin();
    should(shown.at(-1)).eql({ fill: 'yellow', shape: 'dot', text: '1 waiting (1)' });
  });

  it('looks again each second while a call is under way: it begins to wait, and its turn comes, without a word', () => {
    status.begin();
    status.begin();
    clock.waiting.should.equal(1);
    should(texts().at(-1)).equal('k.requesting');
    waiting = 2;
    clock.advance(1000);
    waiting = 1;
    clock.advance(999);
    should(texts().at(-1)).equal('2 waiting (1)');
    clock.advance(1);
    should(texts().at(-1)).equal('1 waiting (2)');
    waiting = 0;
    clock.advance(1000);
    should(texts().at(-1)).equal('k.requesting');
    status.end();
    status.end();
    clock.advance(1000);
    should(texts().at(-1)).equal('k.connected');
    clock.waiting.should.equal(0);
  });

  it('forgets how it went with an account that is replaced', () => {
    status.reset(configError('no'));
    should(shown.at(-1)).eql({ fill: 'red', shape: 'ring', text: 'k.config' });
    status.reset();
    should(shown.at(-1)).eql({});
    status.begin();
    status.setRenewing(true);
    status.reset();
    should(texts().at(-1)).equal('k.requesting');
  });

  it('an end without a begin leaves the count at nothing', () => {
    status.end();
    status.begin();
    should(texts().at(-1)).equal('k.requesting');
    status.end();
    should(texts().at(-1)).equal('k.connected');
  });

  it('a ring and a dot of one colour and text are two states', () => {
    status.stand({ fill: 'green', shape: 'ring', text: 'x' });
    status.stand({ fill: 'green', shape: 'dot', text: 'x' });
    status.stand({ fill: 'green', shape: 'dot', text: 'x' });
    shown
      .slice(1)
      .map(({ shape }) => shape)
      .should.eql(['ring', 'dot']);
  });

  it('shows a state that lasts between calls, and again after one that went well', () => {
    const [connecting, listening] = [
      { fill: 'yellow', shape: 'ring', text: 'k.connecting' },
      { fill: 'green', shape: 'ring', text: 'k.listening' },
    ] as const;
    status.stand(connecting);
    should(shown.at(-1)).eql(connecting);
    status.begin();
    status.stand(listening);
    should(texts().at(-1)).equal('k.requesting');
    status.end();
    should(shown.at(-1)).eql(listening);
    status.begin();
    status.end(configError('no'));
    should(texts().at(-1)).equal('k.config');
    status.begin();
    status.end();
    should(shown.at(-1)).eql(listening);
  });

  it('a state that lasts ends with its account', () => {
    status.stand({ fill: 'green', shape: 'ring', text: 'k.listening' });
    status.reset();
    should(shown.at(-1)).eql({});
    status.begin();
    status.end();
    should(texts().at(-1)).equal('k.connected');
    const refused = { fill: 'red', shape: 'ring', text: 'key refused' } as const;
    status.setAccount({ severity: 'error', shown: refused });
    should(shown.at(-1)).eql(refused);
  });

  describe('and its account', () => {
    const broken = { severity: 'error', shown: { fill: 'red', shape: 'ring', text: 'key refused' } } as const;
    const odd = { severity: 'warning', shown: { fill: 'yellow', shape: 'ring', text: 'clock' } } as const;

    it('an error of the account comes before how the last call went, and after a call under way', () => {
      status.begin();
      status.end();
      status.setAccount(broken);
      should(shown.at(-1)).eql(broken.shown);
      status.begin();
      should(texts().at(-1)).equal('k.requesting');
      status.end(new TuyaError('TUYA_1106', 'no'));
      should(shown.at(-1)).eql(broken.shown);
      status.setAccount(undefined);
      should(texts().at(-1)).equal('1106 permission denied');
    });

    it('a warning comes before what went well, and after what went wrong', () => {
      status.setAccount(odd);
      should(shown.at(-1)).eql(odd.shown);
      status.begin();
      status.end(new TuyaError('TUYA_1106', 'no'));
      should(texts().at(-1)).equal('1106 permission denied');
      status.begin();
      status.end();
      should(shown.at(-1)).eql(odd.shown);
    });

    it('a warning of the account that takes its place comes before what went wrong with the one before', () => {
      status.begin();
      status.end(new TuyaError('TUYA_1106', 'no'));
      status.reset();
      status.setAccount(odd);
      should(shown.at(-1)).eql(odd.shown);
    });

    it('an error that is told of the account goes with it', () => {
      status.begin();
      status.setAccount(broken);
      status.end(new TuyaError('TUYA_1004', 'no'), true);
      should(shown.at(-1)).eql(broken.shown);
      status.setAccount(odd);
      should(shown.at(-1)).eql(odd.shown);
      status.setAccount(undefined);
      should(shown.at(-1)).eql({});
    });

    it('a node with a state of its own keeps to that', () => {
      status.setAccount(broken);
      status.stand({ fill: 'green', shape: 'ring', text: 'k.listening' });
      should(texts().at(-1)).equal('k.listening');
      status.setAccount(odd);
      should(texts().at(-1)).equal('k.listening');
    });

    it('an account that cannot work says so itself, and one that takes its place begins with nothing', () => {
      status.reset(configError('no'));
      status.setAccount(broken);
      should(texts().at(-1)).equal('k.config');
      status.reset();
      should(shown.at(-1)).eql({});
      status.setAccount(broken);
      status.reset();
      should(shown.at(-1)).eql({});
    });
  });

  it('shows nothing after a close, whatever still ends, and leaves no timer', () => {
    waiting = 1;
    status.begin();
    status.close();
    should(shown.at(-1)).eql({});
    const { length } = shown;
    status.end();
    status.setRenewing(true);
    clock.waiting.should.equal(0);
    shown.should.have.length(length);
  });

  for (const [code, text] of [
    ['TUYA_CONFIG', 'k.config'],
    ['TUYA_AUTHORIZATION_REQUIRED', 'k.authorize'],
    ['TUYA_ABORTED', 'k.aborted'],
    ['TUYA_QUEUE_FULL', 'k.queue'],
    ['TUYA_1106', '1106 permission denied'],
    ['TUYA_28841004', "28841004 the trial's quota is used up"],
    ['TUYA_4711', '4711'],
    ['TUYA_SOMETHING_NEW', 'something new'],
    ['TUYA_TIMEOUT', 'no answer in time'],
    ['TUYA_HTTP_502', "502 Tuya's gateway has trouble"],
  ] as [string, string][]) {
    it(`${code} reads "${text}"`, () => {
      shortText(code, 'k', speakEnglish).should.equal(text);
    });
  }

  it('a long queue is told with two digits that count', () => {
    [1, 9, 10, 99, 100, 109, 119, 9999, 10_000]
      .map(roughly)
      .should.eql([1, 9, 10, 99, 100, 100, 110, 9900, 10_000]);
    should(roughly(5)).equal(5);
  });
});
