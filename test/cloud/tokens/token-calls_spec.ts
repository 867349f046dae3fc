import { inspect } from 'node:util';
import 'should';
import { Performer } from '../../../nodes/cloud/call/perform';
import type { Kind } from '../../../nodes/cloud/pace/kind';
import type { Again } from '../../../nodes/cloud/pace/place';
import { CloudTime } from '../../../nodes/cloud/time/cloud-time';
import { Deadline } from '../../../nodes/cloud/time/deadline';
import { Abort } from '../../../nodes/cloud/time/signal';
import type { Signal } from '../../../nodes/cloud/time/signal';
import { TokenCalls } from '../../../nodes/cloud/tokens/token-calls';
import type { Patience } from '../../../nodes/cloud/tokens/token-calls';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { TransportFault } from '../../../nodes/cloud/wire/transport';
import type { RawReply, Transport, WireRequest } from '../../../nodes/cloud/wire/transport';
import { FakeClock } from '../../support/fake-clock';
import { failureOf } from '../../support/rig';
import { newcomer } from '../../support/refused';

const OWN = 'http://127.0.0.1:9';
const EU = 'https://openapi.tuyaeu.com';
const US = 'https://openapi.tuyaus.com';
const PAIR = { access_token: 'access', refresh_token: 'refresh', uid: 'u1', expire_time: 7200 };
const LOST = (): TransportFault =>
  new TransportFault(new TuyaError('TUYA_NETWORK', 'The connection broke'), 'unknown', true);

describe('token calls', () => {
  let clock: FakeClock;
  let sent: WireRequest[];
  /** What the cloud does next, call by call; the last one stays. */
  let replies: (() => RawReply)[];
  let turns: { kind: string; wait: number; signal: Signal; left: number }[];
  /** Which kinds were answered. */
  let eased: string[];
  let deadline: Deadline;

  const answer = (body: object): RawReply => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  });
  const grants = (result: unknown): void => {
    replies = [() => answer({ success: true, result, t: clock.now(), tid: 'tid1' })];
  };
  const calls = (): TokenCalls => {
    const transport: Transport = {
      async send(request) {
        sent.push(request);
        const reply = replies.length > 1 ? replies.shift() : replies[0];
        if (reply === undefined) throw new Error('There is no reply');
        return Promise.resolve().then(reply);
      },
      close: () => undefined,
    };
    let n = 0;
    const platform = { clock, transport, nonce: () => `nonce${++n}`, random: () => 0 };
    const brake = { slowDown: () => 0, ease: ({ name }: Kind) => eased.push(name) };
    const key = { client_id: 'id', secret: 'secret' };
    const performer = new Performer(key, platform, new CloudTime(clock), brake, newcomer());
    const pace =
      ({ name: kind }: Kind): Again =>
      (wait, signal, left) => {
        turns.push({ kind, wait, signal, left: left() });
        return Promise.resolve();
      };
    return new TokenCalls(performer, OWN, pace);
  };
  const patience = (more: Partial<Patience> = {}): Patience => ({ deadline, timeout: 5000, ...more });

  beforeEach(() => {
    clock = new FakeClock();
    sent = [];
    turns = [];
    eased = [];
    deadline = new Deadline(clock, []);
    grants(PAIR);
  });
  afterEach(() => {
    deadline.release();
    clock.waiting.should.equal(0);
  });

  describe('what they ask', () => {
    it('RULES 4: a login: grant_type 1, at the account’s own address', async () => {
      await calls().login(patience());
      sent.should.have.length(1);
      sent
        .map(({ method, baseUrl, url }) => ({ method, baseUrl, url }))
        .should.eql([{ method: 'GET', baseUrl: OWN, url: '/v1.0/token?grant_type=1' }]);
    });

    it('a refresh: the refresh token in the path, at the address of its pair', async () => {
      await calls().refresh('r3fresh', US, true, patience());
      sent
        .map(({ method, baseUrl, url }) => ({ method, baseUrl, url }))
        .should.eql([{ method: 'GET', baseUrl: US, url: '/v1.0/token/r3fresh' }]);
    });

    it('an exchange: code and grant_type 2', async () => {
      await calls().exchange('c0de', US, patience());
      sent
        .map(({ method, baseUrl, url }) => ({ method, baseUrl, url }))
        .should.eql([{ method: 'GET', baseUrl: US, url: '/v1.0/token?code=c0de&grant_type=2' }]);
    });

    it('RULES 8: none carries an access_token', async () => {
      await calls().login(patience());
      sent.forEach(({ headers }) => headers.should.not.have.property('access_token'));
    });
  });

  describe('the grant', () => {
    it('RULES 2: is what the cloud says, its life counted from when it was asked', async () => {
      clock.advance(1000);
      (await calls().login(patience())).should.eql({
        access_token: 'access',
        refresh_token: 'refresh',
        uid: 'u1',
        life: 7_200_000,
        base_url: OWN,
        askedAt: 1000,
      });
    });

    it('RULES 2: its life may be called `expire`; `expire_time` counts where both are there', async () => {
      grants({ access_token: 'a', expire: 60 });
      (await calls().login(patience())).life.should.equal(60_000);
      grants({ access_token: 'a', expire: 60, expire_time: 120 });
      (await calls().login(patience())).life.should.equal(120_000);
    });

    it('what is missing or no text is empty', async () => {
      grants({ access_token: 'a', refresh_token: 7, uid: null });
      const { refresh_token, uid } = await calls().login(patience());
      [refresh_token, uid].should.eql(['', '']);
    });

    for (const access_token of [undefined, null, 7, '', ' ', 'a b', 'a\n', '\na', 'tök', 'a\x7f', 'a\0']) {
      it(`without a usable access_token is refused: ${inspect(access_token)}`, async () => {
        grants({ ...PAIR, access_token });
        const error = (await calls()
          .login(patience())
          .catch((failure: unknown) => failure)) as TuyaError;
        error.code.should.equal('TUYA_BAD_RESPONSE');
        error.message.should.equal('The answer to the token call holds no usable access_token');
        ({ ...error.tuya }).should.eql({ t: clock.now(), tid: 'tid1' });
      });
    }

    it('an access_token of all characters that a header takes is usable', async () => {
      grants({ ...PAIR, access_token: '!~aZ09' });
      (await calls().login(patience())).access_token.should.equal('!~aZ09');
    });

    for (const result of [null, [], 'text', 7]) {
      it(`a result that is no object holds none: ${JSON.stringify(result)}`, async () => {
        grants(result);
        (await failureOf(calls().login(patience()))).code.should.equal('TUYA_BAD_RESPONSE');
      });
    }
  });

  describe('where the calls of a grant go', () => {
    const addressFor = async (platform_url: unknown): Promise<string> => {
      grants({ ...PAIR, platform_url });
      return (await calls().exchange('c0de', EU, patience())).base_url;
    };

    it('the data center that `platform_url` names, its path left out', async () => {
      (await addressFor(`${US}/somewhere`)).should.equal(US);
    });

    it('the account’s own address, when it is named', async () => {
      (await addressFor(OWN)).should.equal(OWN);
    });

    for (const made of [
      'https://evil.example',
      `${US}.evil.example`,
      US.replace('https', 'http'),
      '',
      'no',
      7,
    ]) {
      it(`never an address that somebody made up, but the one that was asked: ${JSON.stringify(made)}`, async () => {
        (await addressFor(made)).should.equal(EU);
      });
    }
  });

  describe('their turn', () => {
    it('a login and a refresh wait for theirs first, and their time begins with it', async () => {
      for (const ask of [
        () => calls().login(patience({ begun: () => turns.should.have.length(1) })),
        () => calls().refresh('r', OWN, true, patience({ begun: () => turns.should.have.length(1) })),
      ]) {
        turns = [];
        await ask();
        turns.map(({ wait, left }) => ({ wait, left })).should.eql([{ wait: 0, left: 5000 }]);
        deadline.left().should.equal(5000);
      }
    });

    it('A13: each is of a kind of its own, from its turn to its answer', async () => {
      await calls().login(patience());
      await calls().refresh('r', OWN, true, patience());
      await calls().exchange('c0de', OWN, patience());
      turns.map(({ kind }) => kind).should.eql(['GET /v1.0/token?grant_type=1', 'GET /v1.0/token/{}']);
      eased.should.eql([...turns.map(({ kind }) => kind), 'GET /v1.0/token?grant_type=2']);
    });

    it('an exchange has its turn already', async () => {
      let begun = 0;
      await calls().exchange('c0de', OWN, patience({ begun: () => begun++ }));
      turns.should.have.length(0);
      begun.should.equal(1);
    });

    it('waits by the signal that closes, where there is one', async () => {
      const closing = new Abort();
      await calls().login(patience({ closing }));
      await calls().login(patience());
      turns.map(({ signal }) => signal === closing).should.eql([true, false]);
      turns.map(({ signal }) => signal === deadline).should.eql([false, true]);
    });

    it('RULES 11: nothing is sent once it closes', async () => {
      const closing = new Abort();
      closing.abort('closed');
      (await failureOf(calls().login(patience({ closing })))).code.should.equal('TUYA_ABORTED');
      sent.should.have.length(0);
    });
  });

  describe('when the reply is lost', () => {
    beforeEach(() => {
      replies = [
        () => {
          throw LOST();
        },
      ];
    });

    it('a login is repeated twice', async () => {
      (await failureOf(calls().login(patience()))).code.should.equal('TUYA_NETWORK');
      sent.should.have.length(3);
      // Each repeat waits a while, and for its turn.
      turns.map(({ wait }) => wait > 0).should.eql([false, true, true]);
    });

    it('P4: a refresh is tried once more where that is allowed, and else not', async () => {
      await failureOf(calls().refresh('r3fresh', OWN, true, patience()));
      sent.should.have.length(2);
      await failureOf(calls().refresh('r3fresh', OWN, false, patience()));
      sent.should.have.length(3);
    });

    it('an exchange is not repeated', async () => {
      await failureOf(calls().exchange('c0de', OWN, patience()));
      sent.should.have.length(1);
    });

    it('an exchange that was never sent is, once', async () => {
      replies = [
        () => {
          throw new TransportFault(new TuyaError('TUYA_NETWORK', 'No connection'), 'not sent', true);
        },
      ];
      await failureOf(calls().exchange('c0de', OWN, patience()));
      sent.should.have.length(2);
    });
  });

  it('refresh token and code show in no error, though the cloud says them', async () => {
    const says = (word: string): void => {
      replies = [() => answer({ success: false, code: 1010, msg: `what is ${word}?`, t: clock.now() })];
    };
    says('r3fresh');
    const refused = await failureOf(calls().refresh('r3fresh', OWN, true, patience()));
    JSON.stringify([refused, refused.message])
      .should.match(/what is \*\*\*\?/)
      .and.not.match(/r3fresh/);
    says('c0de');
    const other = await failureOf(calls().exchange('c0de', OWN, patience()));
    JSON.stringify([other, other.message])
      .should.match(/what is \*\*\*\?/)
      .and.not.match(/c0de/);
  });
});
