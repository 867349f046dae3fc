import 'should';
import type { Account } from '../../nodes/cloud/account';
import { Projects } from '../../nodes/cloud/projects';
import { TokenStore } from '../../nodes/cloud/storage/token-store';
import { FakeClock } from '../support/fake-clock';

const ACCOUNT: Account = {
  mode: 'simple',
  client_id: 'id',
  secret: 'secret',
  baseUrl: 'http://127.0.0.1:9',
  timeout: 1000,
  rateLimit: 20,
};

describe('the projects in use', () => {
  let projects: Projects;
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
    projects = new Projects(clock);
  });

  it('L14: accounts with the same address, client_id and secret share token, pace and time', () => {
    const one = projects.join(ACCOUNT);
    const two = projects.join({ ...ACCOUNT, timeout: 5, bundleId: 'app' });
    two.token.should.equal(one.token);
    two.limiter.should.equal(one.limiter);
    two.time.should.equal(one.time);
  });

  it('L14: so do two of which one is in simple and one in code mode', () => {
    const store = new TokenStore(ACCOUNT, undefined, () => undefined);
    const one = projects.join(ACCOUNT);
    const two = projects.join({ ...ACCOUNT, mode: 'code', store });
    two.limiter.should.equal(one.limiter);
    two.time.should.equal(one.time);
  });

  for (const [name, value] of [
    ['client_id', 'other'],
    ['secret', 'other'],
    ['baseUrl', 'http://127.0.0.1:10'],
  ] as [keyof Account, string][]) {
    it(`accounts with another ${name} share nothing`, () => {
      const one = projects.join(ACCOUNT);
      const two = projects.join({ ...ACCOUNT, [name]: value });
      two.token.should.not.equal(one.token);
      two.limiter.should.not.equal(one.limiter);
      two.time.should.not.equal(one.time);
    });
  }

  describe('L14: those that use the same project and do not share its token', () => {
    const store = new TokenStore(ACCOUNT, undefined, () => undefined);
    const labelsOf = (label: string, more: Partial<Account> = {}): string[] =>
      projects
        .join({ ...ACCOUNT, label: 'asks', ...more } as Account)
        .rivals()
        .map((rival) => rival.label)
        .filter((name) => name === label);

    for (const [what, other, is] of [
      ['another secret', { secret: 'other' }, true],
      ['another address', { baseUrl: 'http://127.0.0.1:10' }, true],
      ['code mode', { mode: 'code', store }, true],
      ['the same of everything', {}, false],
      ['another client_id', { client_id: 'other' }, false],
    ] as [string, Partial<Account>, boolean][]) {
      it(`${what}: ${is ? 'yes' : 'no'}`, () => {
        const membership = projects.join({ ...ACCOUNT, label: 'other', ...other } as Account);
        labelsOf('other').should.eql(is ? ['other'] : []);
        membership.leave();
        labelsOf('other').should.eql([]);
      });
    }

    it('two in code mode, each with its own store', () => {
      projects.join({ ...ACCOUNT, mode: 'code', store, label: 'other' });
      labelsOf('other', { mode: 'code', store }).should.eql(['other']);
    });

    it('a guest is none, and has some; nobody is his own', () => {
      projects.forGuests.join({ ...ACCOUNT, secret: 'other', label: 'guest' });
      const account = projects.join({ ...ACCOUNT, label: 'account' });
      account.rivals().should.eql([]);
      projects.forGuests
        .join({ ...ACCOUNT, secret: 'third' })
        .rivals()
        .should.eql([{ label: 'account' }]);
      projects
        .join({ ...ACCOUNT, secret: 'fourth' })
        .rivals()
        .should.eql([{ label: 'account' }]);
    });
  });

  it('L14: what calls have taught belongs to all accounts with the key', () => {
    const one = projects.join(ACCOUNT);
    projects.join(ACCOUNT).experience.should.equal(one.experience);
    projects.join({ ...ACCOUNT, secret: 'other' }).experience.should.not.equal(one.experience);
  });

  it('the last account to leave ends the project, and the next begins a new one', () => {
    const one = projects.join(ACCOUNT);
    const two = projects.join(ACCOUNT);
    one.leave();
    projects.join(ACCOUNT).limiter.should.equal(two.limiter);
    two.leave();
    two.leave();
    const again = projects.join(ACCOUNT);
    again.limiter.should.equal(one.limiter); // the third is still there
  });

  it('a project that everybody has left is gone', () => {
    const one = projects.join(ACCOUNT);
    one.leave();
    projects.join(ACCOUNT).limiter.should.not.equal(one.limiter);
  });

  it('an account that leaves twice takes nobody else’s project away', () => {
    const one = projects.join(ACCOUNT);
    one.leave();
    const two = projects.join(ACCOUNT);
    one.leave();
    projects.join(ACCOUNT).limiter.should.equal(two.limiter);
  });

  /** How many of ten calls start within a second. */
  async function startsIn(limiter: ReturnType<Projects['join']>['limiter']): Promise<number> {
    let started = 0;
    const signal = new AbortController().signal;
    const runs = Array.from({ length: 10 }, () =>
      limiter.run(
        () => {
          started++;
          return Promise.resolve();
        },
        { signal, kind: { name: 'GET x' } },
      ),
    );
    for (let i = 0; i < 99; i++) {
      clock.advance(10);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const count = started;
    clock.advance(100_000);
    for (let i = 0; i < 20; i++) {
      clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(runs);
    return count;
  }

  it('the least of their paces counts while its account is there; unlimited says nothing', async () => {
    const two = projects.join({ ...ACCOUNT, rateLimit: 2 });
    const one = projects.join({ ...ACCOUNT, rateLimit: 5 });
    projects.join({ ...ACCOUNT, rateLimit: 0 });
    (await startsIn(one.limiter)).should.equal(2);
    two.leave();
    (await startsIn(one.limiter)).should.equal(5);
    one.leave();
    (await startsIn(one.limiter)).should.equal(10);
  });

  it('a guest waits in the pace of the accounts and does not change it; alone it has its own', async () => {
    const guest = projects.forGuests.join({ ...ACCOUNT, rateLimit: 2 });
    (await startsIn(guest.limiter)).should.equal(2);
    const account = projects.join({ ...ACCOUNT, rateLimit: 5 });
    account.limiter.should.equal(guest.limiter);
    (await startsIn(guest.limiter)).should.equal(5);
    account.leave();
    (await startsIn(guest.limiter)).should.equal(2);
    projects.join(ACCOUNT).limiter.should.equal(guest.limiter);
    guest.leave();
  });

  it('a project that its last guest has left is gone', () => {
    const guest = projects.forGuests.join(ACCOUNT);
    guest.leave();
    projects.join(ACCOUNT).limiter.should.not.equal(guest.limiter);
  });

  it('remember what was sent of a queue, through accounts that come and go, until the cloud has forgotten it too', () => {
    const queue = ['host', 'id', 'sub', 'event'];
    const one = projects.remember(queue);
    projects.remember(['host', 'id', 'other', 'event']).memory.should.not.equal(one.memory);
    const two = projects.remember(queue);
    two.memory.should.equal(one.memory);
    one.leave();
    clock.advance(10 * 3_600_000);
    projects.remember(queue).leave();
    two.leave();
    clock.advance(135 * 60_000 - 1);
    const three = projects.remember(queue);
    three.memory.should.equal(one.memory);
    three.leave();
    clock.advance(135 * 60_000);
    projects.remember(queue).memory.should.not.equal(one.memory);
  });
});
