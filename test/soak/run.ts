import assert from 'node:assert/strict';
import { getEventListeners, setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { FakeClock } from '../support/fake-clock';
import { openHome } from './clients';
import type { Home, World } from './clients';
import { BLOWS } from './faults';
import { Patience } from './patience';

/**
 * `npm run soak -- DAYS SEED`: so many simulated days with a home in simple mode and two processes that share the users of code mode. Each
 * hour has a fault of its own, each sixth a redeploy, each twelfth a clock that is set. In the end nothing has grown and nobody is lost.
 */
const [, , days = '30', seed = '1'] = process.argv;
const HOURS = Number(days) * 24;
const QUARTER = 15 * 60_000;
const USERS = ['uid-anna', 'uid-ben'];
/** Bytes that the heap may differ between the first hours and the last. */
const FLAT = 4 * 1024 * 1024;
/** Hours after which what is made once has been made. */
const WARM = 6;

/** Looks at what closes until it is closed. */
const LOOKS = 100;
const nap = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

/** The same numbers for the same seed, each in [0, 1). */
function numbersFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function weigh(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

/** Timers and sockets of this process. */
function held(): Record<string, number> {
  const counts: Record<string, number> = { Timeout: 0, TCPSocketWrap: 0 };
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1;
  return { Timeout: counts.Timeout ?? 0, TCPSocketWrap: counts.TCPSocketWrap ?? 0 };
}

/** What went wrong, by what it breaks. */
interface Broken {
  users: string[];
  commands: string[];
  reads: string[];
  timers: string[];
  listeners: string[];
  sockets: string[];
}

/** A month, or as much of it as is asked for. */
class Soak {
  readonly broken: Broken = { users: [], commands: [], reads: [], timers: [], listeners: [], sockets: [] };
  private readonly clock = new FakeClock();
  private readonly patience = new Patience(this.clock);
  private readonly random = numbersFrom(Number(seed));
  private readonly giveUp = new AbortController();
  private readonly world: World = {
    clock: this.clock,
    patience: this.patience,
    random: this.random,
    signal: this.giveUp.signal,
  };
  private readonly folder = mkdtempSync(join(tmpdir(), 'tuya-soak-'));
  private hour = 0;

  private constructor(
    private readonly clouds: { simple: Cloud; code: Cloud },
    private readonly begin: number,
  ) {
    setMaxListeners(0, this.giveUp.signal);
  }

  static async run(): Promise<{ broken: Broken; grown: number; calls: number }> {
    // The cloud's time passes as the clock's does, whatever the machine's wall clock is set to.
    const begin = Date.UTC(2026, 0, 1);
    const passed = { by: (): number => 0 };
    const time = (): number => begin + passed.by();
    const clouds = { simple: await startCloud({ time }), code: await startCloud({ time }) };
    const soak = new Soak(clouds, begin);
    passed.by = () => soak.clock.mono;
    try {
      return await soak.live();
    } finally {
      await clouds.simple.close();
      await clouds.code.close();
      rmSync(soak.folder, { recursive: true, force: true });
    }
  }

  private async live(): Promise<{ broken: Broken; grown: number; calls: number }> {
    const { simple, code } = this.clouds;
    this.clock.wall = this.begin;
    const homes: [Home, Home, Home] = [this.open(0), this.open(1), this.open(2)];
    for (const uid of USERS) await this.patience.until(homes[1].authorize(code.issueCode(uid)));
    for (const home of homes.slice(1)) for (const uid of USERS) await this.patience.until(home.read(uid));
    await this.patience.until(homes[0].read());
    const waiting = this.clock.waiting;
    let weight = 0;
    let calls = 0;
    for (this.hour = 1; this.hour <= HOURS; this.hour++) {
      await this.spend(homes);
      await this.recover(homes);
      calls += simple.calls.length + code.calls.length;
      for (const cloud of [simple, code]) {
        cloud.forgetCalls();
        cloud.executed.length = 0;
        for (const device of cloud.devices) device.logs.length = 0;
      }
      if (this.clock.waiting > waiting) this.note('timers', `${this.clock.waiting} instead of ${waiting}`);
      const listening = getEventListeners(this.giveUp.signal, 'abort').length;
      if (listening > 0) this.note('listeners', String(listening));
      if (this.hour === WARM) weight = weigh();
      if (this.hour % 24 === 0)
        console.log(`  day ${this.hour / 24}: ${(weigh() / 1024 / 1024).toFixed(1)} MB`);
    }
    const grown = weigh() - weight;
    for (const home of homes) await this.patience.until(home.close());
    for (const cloud of [simple, code]) {
      // What was closed is gone some turns of the loop later.
      for (let look = 0; look < LOOKS && cloud.openSockets > 0; look++) await nap();
      if (cloud.openSockets > 0) this.note('sockets', `${cloud.openSockets} after the end`);
    }
    if (this.clock.waiting > 0) this.note('timers', `${this.clock.waiting} after the end`);
    return { broken: this.broken, grown, calls };
  }

  private open(which: 0 | 1 | 2): Home {
    return which === 0
      ? openHome(this.world, this.clouds.simple)
      : openHome(this.world, this.clouds.code, this.folder);
  }

  /** An hour with its fault: reads and commands of all, now and then a redeploy or a clock that is set. */
  private async spend(homes: [Home, Home, Home]): Promise<void> {
    const blow = BLOWS[this.hour % BLOWS.length] ?? BLOWS[0];
    if (blow === undefined) throw new Error('There is no fault');
    for (const [cloud, turn] of [
      [this.clouds.simple, 0],
      [this.clouds.code, 1],
    ] as const) {
      const kind = blow.kinds[(Math.floor(this.hour / BLOWS.length) + turn) % blow.kinds.length];
      cloud.fail(blow.fault, { times: 1 + Math.floor(this.random() * 2), kind: kind ?? 'business' });
      if (kind === 'token') cloud.expireTokens();
    }
    for (let quarter = 0; quarter < 4; quarter++) {
      await this.command(homes[0], this.clouds.simple);
      await this.command(homes[quarter % 2 === 0 ? 1 : 2], this.clouds.code, 'uid-anna');
      await this.patience.until(homes[0].read()).catch(() => undefined);
      const reads = homes.slice(1).flatMap((home) => USERS.map((uid) => home.read(uid)));
      for (const one of await this.patience.until(Promise.allSettled(reads)))
        if (one.status === 'rejected') this.judgeUser(one.reason);
      if (quarter === 2) await this.happen(homes);
      await this.patience.pass(QUARTER);
    }
  }

  /** What happens to a machine besides. */
  private async happen(homes: [Home, Home, Home]): Promise<void> {
    if (this.hour % 6 === 0) {
      const which = (Math.floor(this.hour / 6) % 3) as 0 | 1 | 2;
      const closing = homes[which].close();
      await this.patience.until(closing);
      homes[which] = this.open(which);
    }
    if (this.hour % 12 === 0) {
      const most = this.hour % 24 === 0 ? 24 * 60 : 10;
      this.clock.wall += Math.round((this.random() * 2 - 1) * most) * 60_000;
    }
    if (this.hour % 4 === 0) for (const cloud of Object.values(this.clouds)) cloud.expireTokens();
  }

  /** A command that succeeded ran once; one that failed ran at most once, and says so where it may have. */
  private async command(home: Home, cloud: Cloud, uid?: string): Promise<void> {
    const before = cloud.executed.length;
    const failure = await this.patience.until(home.command(this.random() < 0.5, uid)).then(
      () => undefined,
      (error: unknown) => error as Error,
    );
    await this.patience.calm();
    const times = cloud.executed.length - before;
    if (failure !== undefined) this.judgeUser(failure);
    if (failure === undefined ? times !== 1 : times > 1) this.note('commands', `ran ${times} times`);
    if (failure !== undefined && times === 1 && !failure.message.includes('unknown'))
      this.note('commands', `ran, and was told as: ${failure.message}`);
  }

  /** The fault is over: within a quarter of an hour everything goes well again. */
  private async recover(homes: [Home, Home, Home]): Promise<void> {
    for (const cloud of Object.values(this.clouds)) cloud.clearFaults();
    await this.patience.pass(QUARTER);
    const asks: (() => Promise<unknown>)[] = [
      () => homes[0].read(),
      ...homes.slice(1).flatMap((home) => USERS.map((uid) => () => home.read(uid))),
    ];
    for (const ask of asks) {
      await this.patience.until(ask()).catch((error: unknown) => {
        this.judgeUser(error);
        this.note('reads', String(error));
      });
    }
  }

  private judgeUser(error: unknown): void {
    const { code } = error as { code?: string };
    if (code === 'TUYA_AUTHORIZATION_REQUIRED') this.note('users', String(error));
  }

  private note(what: keyof Broken, text: string): void {
    const blow = BLOWS[this.hour % BLOWS.length];
    this.broken[what].push(`hour ${this.hour} (${JSON.stringify(blow?.fault)}): ${text}`);
  }
}

async function main(): Promise<void> {
  console.log(`${days} simulated days, seed ${seed}`);
  const before = held();
  const began = performance.now();
  const { broken, grown, calls } = await Soak.run();
  let after = held();
  for (let look = 0; look < LOOKS && JSON.stringify(after) !== JSON.stringify(before); look++) {
    await nap();
    after = held();
  }
  console.log(`${calls} calls in ${Math.round((performance.now() - began) / 1000)} s`);
  let failed = 0;
  const checks: [string, () => void][] = [
    [
      'no user is lost',
      () => {
        assert.deepEqual(broken.users, []);
      },
    ],
    [
      'no command is lost, and none runs twice',
      () => {
        assert.deepEqual(broken.commands, []);
      },
    ],
    [
      'after each fault everything goes well again',
      () => {
        assert.deepEqual(broken.reads, []);
      },
    ],
    [
      'no timer is left',
      () => {
        assert.deepEqual(broken.timers, []);
      },
    ],
    [
      'no listener is left',
      () => {
        assert.deepEqual(broken.listeners, []);
      },
    ],
    [
      'no socket and no timer of the process is left',
      () => {
        assert.deepEqual(broken.sockets, []);
        assert.deepEqual(after, before);
      },
    ],
    [
      'memory is flat',
      () => {
        assert.ok(grown < FLAT, `${grown} bytes more`);
      },
    ],
  ];
  for (const [title, check] of checks) {
    try {
      check();
      console.log(`  ✔ ${title}`);
    } catch (error) {
      failed++;
      console.log(`  ✘ ${title}\n`, error);
    }
  }
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
