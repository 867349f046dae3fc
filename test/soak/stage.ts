import { getEventListeners, setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import type { Beginning } from './apart';
import { numbersFrom } from '../support/chance';
import { Disk } from './disk';
import { openHome } from './home';
import type { NearHome } from './home';
import { Judge } from './judge';
import { Machine } from './machine';
import { Pair } from './pair';
import { Patience } from './patience';
import { play } from './round';
import type { Failure } from './round';
import { Ways } from './ways';
import type { Wrong } from './wrong';

/** What everything happens on: two clouds, a machine, and four homes in three processes. */

export const USERS = ['uid-anna', 'uid-ben'] as const;
/** When the machine was switched on. */
const BEGIN = Date.UTC(2026, 0, 1);
const nap = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
/** After so long a refresh token that nobody has used belongs to a login that was replaced. */
const DAY = 24 * 60 * 60_000;
/** Looks at what closes until it is closed. */
const LOOKS = 200;

/** The clouds, one for each mode, the homes that use them and what lies in between. */
export class Stage {
  readonly machine = new Machine();
  readonly patience = new Patience(this.machine.turned);
  readonly disk = new Disk(this.machine);
  readonly random: () => number;
  readonly folder = mkdtempSync(join(tmpdir(), 'tuya-soak-'));
  /** How often a home was closed and opened again. */
  redeploys = 0;
  /** Tokens that listeners were told, and calls that came to the clouds. */
  told = 0;
  calls = 0;
  private readonly giveUp = new AbortController();
  private readonly near = new Map<'simple' | 'here', NearHome>();
  private far: Pair | undefined;
  private readonly judge: Judge;
  private renewed = 0;

  private constructor(
    private readonly seed: number,
    readonly wrong: Wrong,
    readonly clouds: { simple: Cloud; code: Cloud },
    readonly ways: Ways,
  ) {
    this.random = numbersFrom(seed);
    this.judge = new Judge(wrong);
    setMaxListeners(0, this.giveUp.signal);
  }

  static async open(seed: number, wrong: Wrong): Promise<Stage> {
    // The cloud's time passes as the machine's does, whatever the machine's wall clock is set to.
    const passed = { by: (): number => 0 };
    const time = (): number => BEGIN + passed.by();
    const clouds = { simple: await startCloud({ time }), code: await startCloud({ time }) };
    const stage = new Stage(seed, wrong, clouds, await Ways.open());
    passed.by = () => stage.machine.passed;
    stage.machine.setWall(BEGIN);
    stage.near.set('simple', stage.make('simple')).set('here', stage.make('here'));
    for (const uid of USERS) await stage.patience.until(stage.here.authorize(clouds.code.issueCode(uid)));
    stage.far = await stage.startApart();
    return stage;
  }

  /** The home in simple mode. */
  get simple(): NearHome {
    return this.home('simple');
  }

  /** The home in code mode that is in this process. */
  get here(): NearHome {
    return this.home('here');
  }

  /** The two in processes of their own, in code mode too. */
  get apart(): Pair {
    if (this.far === undefined) throw new Error('They were not started');
    return this.far;
  }

  get allClouds(): [Cloud, Cloud] {
    return [this.clouds.simple, this.clouds.code];
  }

  /** What listens to the end of all, while nothing is on its way. */
  get listeners(): number {
    return getEventListeners(this.giveUp.signal, 'abort').length;
  }

  /** Renewals by each of the processes that share users, once they have ended. */
  get renewals(): number[] {
    return [this.renewed, ...this.apart.renewals];
  }

  /** A command and reads of both homes in this process, all at once; answers what failed. */
  async round(): Promise<Failure[]> {
    const { simple, code } = this.clouds;
    const value = this.random() < 0.5;
    const before = [simple.executed.length, code.executed.length];
    const outcomes = await this.patience.until(
      Promise.all([
        play(this.simple, { uids: [undefined, undefined], command: { value } }),
        play(this.here, { uids: USERS, command: { value, uid: USERS[0] } }),
      ]),
    );
    await this.patience.calm();
    [simple, code].forEach((cloud, i) => {
      this.judge.command(outcomes[i]?.command, cloud.executed.length - (before[i] ?? 0));
    });
    return outcomes.flatMap((outcome) => this.judge.round(outcome));
  }

  /** Both processes of their own read for both users at once, and one of them commands; answers what failed. */
  async roundApart(commands: 0 | 1): Promise<Failure[]> {
    const { code } = this.clouds;
    const before = code.executed.length;
    const reads = { uids: USERS };
    const both = { ...reads, command: { value: this.random() < 0.5, uid: USERS[0] } };
    const outcomes = await this.apart.play(
      this.machine.moment,
      commands === 0 ? [both, reads] : [reads, both],
    );
    this.judge.command(outcomes[commands].command, code.executed.length - before);
    return outcomes.flatMap((outcome) => this.judge.round(outcome));
  }

  /** Lets time pass for all. */
  async pass(ms: number): Promise<void> {
    await this.patience.pass(ms);
    await this.apart.pass(this.machine.moment);
  }

  /** Closes a home in this process and opens it again. */
  async redeploy(which: 'simple' | 'here'): Promise<void> {
    await this.patience.until(this.leave(which));
    this.near.set(which, this.make(which));
    this.redeploys++;
  }

  /** The same for one in a process of its own. */
  async redeployApart(which: 0 | 1): Promise<void> {
    await this.apart.redeploy(which, this.machine.moment);
    this.redeploys++;
  }

  /** Forgets what the clouds have recorded. */
  forget(): void {
    for (const cloud of this.allClouds) {
      this.calls += cloud.calls.length;
      cloud.forgetCalls();
      cloud.forgetTokens(DAY);
      cloud.executed.length = 0;
      for (const device of cloud.devices) device.logs.length = 0;
    }
    for (const home of this.near.values())
      for (const text of home.told.wrong.splice(0)) this.wrong.note('tokens', text);
  }

  async close(): Promise<void> {
    await this.apart.end(this.machine.moment);
    this.told += this.apart.told;
    for (const which of ['simple', 'here'] as const) await this.patience.until(this.leave(which));
    if (this.machine.turned.waiting > 0)
      this.wrong.note('timers', `${this.machine.turned.waiting} after the end`);
    for (const cloud of this.allClouds) {
      // What was closed is gone some turns of the loop later.
      for (let look = 0; look < LOOKS && cloud.openSockets > 0; look++) await nap();
      if (cloud.openSockets > 0) this.wrong.note('leftovers', `${cloud.openSockets} sockets after the end`);
    }
    if (this.ways.unchecked > 0) this.wrong.note('calls', 'a certificate was not checked');
    await this.raze();
  }

  /** Ends everything at once, well or not. */
  async raze(): Promise<void> {
    await this.far?.raze();
    await this.ways.close();
    for (const cloud of this.allClouds) await cloud.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Closes a home in this process. */
  private async leave(which: 'simple' | 'here'): Promise<void> {
    const { told, counts } = this.home(which);
    await this.home(which).close();
    this.told += told.count;
    if (which === 'here') this.renewed += counts.renewals;
    for (const text of told.wrong.splice(0)) this.wrong.note('tokens', text);
  }

  private home(which: 'simple' | 'here'): NearHome {
    const found = this.near.get(which);
    if (found === undefined) throw new Error('It was not opened');
    return found;
  }

  private make(which: 'simple' | 'here'): NearHome {
    const { machine, patience, random, giveUp, disk } = this;
    const ground = {
      machine,
      patience,
      random,
      signal: giveUp.signal,
      transport: this.ways.transport(machine),
    };
    return which === 'simple'
      ? openHome(ground, this.clouds.simple)
      : openHome(ground, this.clouds.code, { folder: this.folder, files: disk.files });
  }

  private startApart(): Promise<Pair> {
    const { client_id, secret, url } = this.clouds.code;
    const { folder, seed } = this;
    const begin = (): Beginning => ({
      key: { client_id, secret, url },
      folder,
      at: this.machine.moment,
      seed: seed + 1,
    });
    return Pair.start(begin, (text) => {
      this.wrong.note(text.includes('token') ? 'tokens' : 'leftovers', text);
    });
  }
}
