import * as fc from 'fast-check';
import 'should';
import { Seal } from '../../../nodes/cloud/storage/seal';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import type { Clock } from '../../../nodes/cloud/time/clock';
import { FakeClock } from '../../support/fake-clock';
import { MemoryStorage } from '../../support/memory-storage';
import type { Held, Operation } from '../../support/memory-storage';

const KEY = { client_id: 'id', secret: 'secret' };
const UIDS = ['anna', 'ben'];
/** So long a login counts, in milliseconds. */
const STATE_TIME = 600_000;
const settle = (): Promise<void> => new Promise(setImmediate);

/** What may happen. `at` is a process, `user` one of the users. */
type Step =
  | { what: 'authorize' | 'rotate' | 'remove'; at: number; user: number; killedAfter?: number }
  | { what: 'break' | 'slow'; at: number; operation: Operation }
  | { what: 'claim'; at: number; user: number; killedAfter?: number }
  | { what: 'spoil'; at: number; user: number }
  | { what: 'mend' | 'kill' | 'retry' | 'lose'; at: number }
  | { what: 'clock back'; at: number };

interface Process {
  storage: MemoryStorage;
  store: TokenStore;
  held: Held[];
  /** A process that was killed does nothing more. */
  alive: boolean;
}

/** What Tuya and a careful observer know of a user. */
interface Truth {
  /** The number of the pair that Tuya takes; 0 for none. */
  current: number;
  /** The number of the pair with which the user has authorized last. */
  login: number;
  /** Whether the pair may be lost: its process was killed before it was stored, or its removal was tried. */
  excused: boolean;
  /** Whether the process of that login was told that it was not stored, though it was: then it is stored again, whoever removes it. */
  unheard: boolean;
}

/** Two processes on one storage, and what Tuya knows. */
class World {
  readonly texts = new Map<string, string>();
  readonly clock = new FakeClock();
  readonly processes: Process[] = [];
  /** When the logins that are under way end. */
  private readonly until = this.clock.now() + STATE_TIME;
  private readonly truth = new Map<string, Truth>();
  private pairs = 0;
  /** How often each claim was won. */
  readonly won = new Map<string, number>();

  constructor(count: number) {
    for (let i = 0; i < count; i++) this.processes.push(this.start());
  }

  private start(): Process {
    const storage = new MemoryStorage(this.texts);
    const started = { storage, held: [], alive: true };
    const clock: Clock = {
      now: () => this.clock.now(),
      monotonic: () => this.clock.monotonic(),
      after: (ms, task) =>
        this.clock.after(ms, () => {
          if (started.alive) task();
        }),
    };
    return Object.assign(started, { store: new TokenStore(KEY, storage, () => undefined, clock) });
  }

  private process(at: number): Process {
    const found = this.processes[at % this.processes.length];
    if (found === undefined) throw new Error('There are some');
    return found;
  }

  truthOf(uid: string): Truth {
    const known = this.truth.get(uid) ?? { current: 0, login: 0, excused: false, unheard: false };
    this.truth.set(uid, known);
    return known;
  }

  /** The number of the pair that a process which starts now finds; 0 for none. */
  async storedOf(uid: string): Promise<number> {
    return Number((await this.start().store.read(uid))?.refresh_token ?? 0);
  }

  /** Tuya issues a pair, and the one before is dead. */
  private pair(uid: string): Parameters<TokenStore['welcome']>[0] {
    const truth = this.truthOf(uid);
    truth.current = ++this.pairs;
    const refresh_token = String(truth.current);
    const now = this.clock.now();
    return { uid, refresh_token, access_token: 'a', expires_at: now, base_url: '', authorized_at: now };
  }

  async run(step: Step): Promise<void> {
    this.clock.advance(1);
    const process = this.process(step.at);
    switch (step.what) {
      case 'break':
        process.storage.break(step.operation);
        return;
      case 'slow':
        process.held.push(process.storage.hold(step.operation));
        return;
      case 'lose':
        process.storage.loseAnswer();
        return;
      case 'spoil':
        this.spoil(UIDS[step.user % UIDS.length] ?? '');
        return;
      case 'mend':
        this.mend(process);
        break;
      case 'retry':
        this.clock.advance(30_000);
        break;
      case 'clock back':
        this.clock.wall -= 3_600_000;
        return;
      case 'kill':
        await this.kill(step.at);
        return;
      default:
        await this.act(process, step);
    }
    await settle();
  }

  private mend(process: Process): void {
    process.storage.mend();
    for (const held of process.held.splice(0)) held.letGo();
  }

  /** A user's record is cut off: whoever knows no better has lost them. */
  private spoil(uid: string): void {
    const name = new Seal(KEY.client_id, KEY.secret).nameOf(uid);
    const text = this.texts.get(name);
    if (text === undefined) return;
    this.texts.set(name, text.slice(0, text.length / 2));
    this.truthOf(uid).excused = true;
  }

  /** A login comes back, at either process, now or later: its state says until when it counts. */
  async claim({ store }: Process, name: string): Promise<void> {
    const left = this.until - this.clock.now();
    if (left <= 0 || left > STATE_TIME) return;
    if (await store.claim(name, this.until)) this.won.set(name, (this.won.get(name) ?? 0) + 1);
  }

  /** A process is gone with all that only it knew. */
  private async kill(at: number): Promise<void> {
    for (const uid of UIDS)
      if ((await this.storedOf(uid)) !== this.truthOf(uid).current) this.truthOf(uid).excused = true;
    this.process(at).alive = false;
    this.processes[at % this.processes.length] = this.start();
  }

  private async act(
    process: Process,
    step: Step & { what: 'authorize' | 'rotate' | 'remove' | 'claim' },
  ): Promise<void> {
    const uid = UIDS[step.user % UIDS.length] ?? '';
    const { killedAfter } = step;
    if (killedAfter !== undefined) process.storage.dieAfter(killedAfter);
    const acting = this[step.what](process, uid).catch(() => undefined);
    let under = 1;
    void acting.then(() => under--);
    // Whoever waits for a storage that does not answer gives up after five seconds.
    for (let i = 0; i < 8 && under > 0; i++) {
      await settle();
      if (under > 0 && killedAfter === undefined) this.clock.advance(5000);
    }
    if (killedAfter !== undefined) await this.kill(step.at);
  }

  async authorize({ store, storage }: Process, uid: string): Promise<void> {
    const pair = this.pair(uid);
    Object.assign(this.truthOf(uid), { excused: false, login: this.pairs, unheard: storage.losesAnswer });
    await store.welcome(pair);
  }

  /** As it is done in earnest: what is stored counts, and a refused token is looked up once more. */
  async rotate({ store }: Process, uid: string): Promise<void> {
    for (let look = 0; look < 2; look++) {
      const record = await store.read(uid);
      if (record === undefined) return;
      const { current } = this.truthOf(uid);
      if (current !== 0 && record.refresh_token === String(current)) {
        await store.rotate(record, this.pair(uid));
        return;
      }
      store.trustStorage(uid);
    }
  }

  async remove({ store }: Process, uid: string): Promise<void> {
    const truth = this.truthOf(uid);
    const { current } = truth;
    // A login that another process has not stored yet is not removed: nobody here has heard of it.
    const known = Number((await store.read(uid))?.refresh_token ?? 0);
    const heard = Math.max(known, await this.storedOf(uid)) >= truth.login;
    truth.excused = true; // one that is reported as failed may still come about
    await store.remove(uid);
    if (heard && !truth.unheard && truth.current === current)
      Object.assign(truth, { current: 0, excused: false });
  }

  /** All storages work again, and every process has stored what it can. */
  async end(): Promise<void> {
    for (const process of this.processes) this.mend(process);
    await settle();
    this.clock.advance(30_000);
    await settle();
    for (const { store } of this.processes) {
      for (const uid of UIDS) await store.read(uid);
      await store.rest();
    }
  }
}

const at = fc.nat(1);
const user = fc.nat(1);
const act = (killed: boolean): fc.Arbitrary<Step> =>
  fc.record(
    {
      what: fc.constantFrom('authorize', 'rotate', 'rotate', 'remove', 'claim'),
      at,
      user,
      ...(killed ? { killedAfter: fc.nat(4) } : {}),
    },
    killed ? { requiredKeys: ['what', 'at', 'user'] } : {},
  );

/** Whether what a new process finds is what Tuya takes, user by user, at the end. */
async function check(count: number, steps: Step[]): Promise<void> {
  const world = new World(count);
  const newest = new Map<string, number>();
  for (const step of steps) {
    await world.run(step);
    for (const uid of UIDS) {
      const stored = await world.storedOf(uid);
      // An older pair never replaces a newer one: pairs are numbered as Tuya issues them.
      if (stored !== 0) stored.should.be.aboveOrEqual(newest.get(uid) ?? 0, `${uid}: an older pair`);
      newest.set(uid, Math.max(newest.get(uid) ?? 0, stored));
    }
  }
  for (const [name, times] of world.won) times.should.equal(1, `${name} was won twice`);
  await world.end();
  for (const uid of UIDS) {
    const { current, excused } = world.truthOf(uid);
    const stored = await world.storedOf(uid);
    if (current === 0) stored.should.equal(0, `${uid} was removed and is back`);
    else if (!excused) stored.should.equal(current, `${uid} is lost`);
  }
}

describe('the users’ store against a model: no user lost, no rotated pair back, removed stays removed, a claim won once', () => {
  /** Runs until something is found; the seed and the shrunk steps stand in the error. */
  const holds = (count: number, step: fc.Arbitrary<Step>, examples: [Step[]][] = []): Promise<void> =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), (steps) => check(count, steps)),
      { numRuns: 200, examples },
    );

  it('two processes, killed at any await, with a clock that goes back', () =>
    holds(
      2,
      fc.oneof(act(true), fc.record({ what: fc.constantFrom('kill' as const, 'clock back' as const), at })),
    ));

  it('two processes, one of them with a storage that takes nothing for a while', () =>
    holds(
      2,
      fc.oneof(
        act(false),
        fc.constant<Step>({ what: 'break', at: 0, operation: 'set' }),
        fc.constant<Step>({ what: 'mend', at: 0 }),
        fc.constant<Step>({ what: 'retry', at: 0 }),
      ),
      [
        // A login that only one process knows outlives a removal by another one, which knows of an older login alone.
        [
          [
            { what: 'authorize', at: 0, user: 1 },
            { what: 'break', at: 0, operation: 'set' },
            { what: 'authorize', at: 0, user: 1 },
            { what: 'remove', at: 1, user: 1 },
          ],
        ],
      ],
    ));

  it('two processes, with writes that are reported as failed and have happened', () =>
    holds(
      2,
      fc.oneof(
        act(true),
        fc.record({ what: fc.constantFrom('lose' as const, 'kill' as const, 'retry' as const), at }),
      ),
      [
        // A login that was stored, and whose process was told that it was not, outlives a removal by another one.
        [
          [
            { what: 'lose', at: 0 },
            { what: 'authorize', at: 0, user: 0 },
            { what: 'remove', at: 1, user: 0 },
          ],
        ],
      ],
    ));

  it('two processes, with records that are cut off', () =>
    holds(2, fc.oneof(act(true), fc.record({ what: fc.constant('spoil' as const), at, user }))));

  it('one process with a storage that is slow or broken', () =>
    holds(
      1,
      fc.oneof(
        act(false),
        fc.record({
          what: fc.constantFrom('break' as const, 'slow' as const),
          at: fc.constant(0),
          operation: fc.constantFrom<Operation>('set', 'get', 'delete'),
        }),
        fc.constant<Step>({ what: 'mend', at: 0 }),
        fc.constant<Step>({ what: 'retry', at: 0 }),
      ),
    ));
});
