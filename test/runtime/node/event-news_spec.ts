import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import type { MessagesState } from '../../../nodes/cloud';
import { EventNews } from '../../../nodes/runtime/node/event-news';
import { FakeClock } from '../../support/fake-clock';

const lost = (code = 'TUYA_NETWORK'): MessagesState => ({
  is: 'lost',
  error: new TuyaError(code, 'x'),
  again: 1,
});
const refused = (code = 'TUYA_HTTP_401'): MessagesState => ({
  is: 'refused',
  error: new TuyaError(code, 'x'),
  again: 1,
});
const connected = (quiet = false, away = 0): MessagesState => ({ is: 'connected', since: 0, quiet, away });

describe('the news of a connection', () => {
  let told: string[];
  let logged: string[];
  let clock: FakeClock;
  let news: EventNews;
  beforeEach(() => {
    [told, logged, clock] = [[], [], new FakeClock()];
    news = new EventNews({
      clock,
      complain: ({ code }) => told.push(code),
      log: (line, which) => {
        if (line === 'lost' || line === 'refused') logged.push(`${line} ${which}`);
        else told.push(line);
      },
    });
  });
  const connect = (): void => {
    news.now({ is: 'connecting' });
    news.now(connected());
    told = [];
  };

  it('a connection is one line, and silence another', () => {
    news.now({ is: 'connecting' });
    news.now(connected());
    news.now(connected(true));
    news.now(connected(true));
    told.should.eql(['connected', 'quiet']);
    news.now(lost());
    news.now(connected(true));
    told.should.eql(['connected', 'quiet', 'quiet']);
  });

  it('silence is told of a connection that is silent already', () => {
    news.now(connected(true));
    told.should.eql(['connected', 'quiet']);
  });

  it('a loss is told however often it is tried to connect meanwhile', () => {
    connect();
    for (let tries = 0; tries < 3; tries++) {
      news.now(lost());
      news.now({ is: 'connecting' });
      clock.advance(10_000);
    }
    told.should.eql(['TUYA_NETWORK']);
  });

  it("a loss that mends within half a minute is nobody's news", () => {
    connect();
    clock.advance(120_000);
    news.now(lost());
    clock.advance(29_999);
    news.now(connected());
    clock.advance(120_000);
    told.should.eql([]);
    clock.waiting.should.equal(0);
  });

  it('R1: a longer one is told once however often it is tried, and once that it is over', () => {
    connect();
    clock.advance(120_000);
    for (let i = 0; i < 20; i++) {
      news.now(lost());
      clock.advance(10_000);
    }
    told.should.eql(['TUYA_NETWORK']);
    news.now(connected());
    told.should.eql(['TUYA_NETWORK', 'again']);
    clock.advance(60_000);
    news.now(lost());
    clock.advance(30_000);
    told.should.eql(['TUYA_NETWORK', 'again', 'TUYA_NETWORK']);
  });

  it('R8: one that is accepted and dropped for an hour is told once', () => {
    connect();
    clock.advance(120_000);
    for (let i = 0; i < 60; i++) {
      news.now(lost());
      clock.advance(50_000);
      news.now(connected());
      clock.advance(5000);
    }
    told.should.eql(['TUYA_NETWORK', 'again']);
  });

  it('R4: a refusal is told at once, once for each reason', () => {
    news.now({ is: 'connecting' });
    news.now(refused());
    told.should.eql(['TUYA_HTTP_401']);
    clock.advance(300_000);
    news.now(refused());
    news.now(refused('TUYA_HTTP_403'));
    told.should.eql(['TUYA_HTTP_401', 'TUYA_HTTP_403']);
    news.now(connected());
    should(told.at(-1)).equal('connected');
  });

  it('R4: a refusal that comes back after a good connection is news again', () => {
    news.now(refused());
    news.now(connected());
    clock.advance(600_000);
    told = [];
    news.now(refused());
    told.should.eql(['TUYA_HTTP_401']);
  });

  it('R1: another cause that stays for half a minute is another trouble, each once', () => {
    connect();
    clock.advance(120_000);
    const fail = (code: string, ms: number): void => {
      news.now(lost(code));
      clock.advance(ms);
    };
    fail('TUYA_NETWORK', 31_000);
    fail('TUYA_HTTP_503', 10_000);
    fail('TUYA_TIMEOUT', 29_000);
    told.should.eql(['TUYA_NETWORK']);
    fail('TUYA_TIMEOUT', 1000);
    told.should.eql(['TUYA_NETWORK', 'TUYA_TIMEOUT']);
    fail('TUYA_HTTP_503', 10_000);
    fail('TUYA_HTTP_503', 20_000);
    told.should.eql(['TUYA_NETWORK', 'TUYA_TIMEOUT', 'TUYA_HTTP_503']);
    for (const code of ['TUYA_NETWORK', 'TUYA_TIMEOUT', 'TUYA_NETWORK']) fail(code, 60_000);
    told.should.have.length(3);
    logged.should.eql(['lost TUYA_NETWORK', 'lost TUYA_TIMEOUT', 'lost TUYA_HTTP_503']);
    clock.waiting.should.equal(0);
  });

  it('R1: causes that change all the time are a loss as well', () => {
    connect();
    clock.advance(120_000);
    for (const code of ['TUYA_NETWORK', 'TUYA_TIMEOUT', 'TUYA_NETWORK', 'TUYA_TIMEOUT']) {
      news.now(lost(code));
      clock.advance(10_000);
    }
    told.should.eql(['TUYA_NETWORK']);
  });

  it('a refusal has its line in the log', () => {
    news.now(refused());
    logged.should.eql(['refused TUYA_HTTP_401']);
  });

  it('a refusal takes the place of a loss, and a loss behind it is another trouble', () => {
    connect();
    clock.advance(120_000);
    news.now(lost());
    clock.advance(20_000);
    news.now(refused());
    clock.advance(20_000);
    told.should.eql(['TUYA_HTTP_401']);
    news.now(lost());
    clock.advance(30_000);
    told.should.eql(['TUYA_HTTP_401', 'TUYA_NETWORK']);
  });

  it('R21: messages that were lost in a long outage are told of once', () => {
    connect();
    news.now(lost());
    clock.advance(3 * 3_600_000);
    told = [];
    news.now(connected(false, 3 * 3_600_000));
    news.now(connected(true, 3 * 3_600_000));
    told.should.eql(['again', 'gap', 'quiet']);
    news.now(lost());
    told = [];
    news.now(connected(false, 7_199_000));
    told.should.eql([]);
  });

  for (const end of ['closed', 'close']) {
    it(`nothing is told after ${end}`, () => {
      connect();
      news.now(lost());
      if (end === 'close') news.close();
      else news.now({ is: 'closed' });
      clock.advance(60_000);
      told.should.eql([]);
      clock.waiting.should.equal(0);
    });
  }
});
