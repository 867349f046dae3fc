import { Apart } from './apart';
import type { Beginning } from './apart';
import type { Moment } from './machine';
import type { Outcome, Round } from './round';

/** Two homes in processes of their own that share the users of a folder. */
export class Pair {
  /** Tokens that their listeners were told, by processes that have ended. */
  told = 0;
  /** Renewals of each, by processes that have ended. */
  readonly renewals: [number, number] = [0, 0];
  kills = 0;
  private readonly homes: Apart[] = [];

  private constructor(
    private readonly begin: () => Beginning,
    private readonly wrong: (text: string) => void,
  ) {}

  /** @param begin with what a process begins now */
  static async start(begin: () => Beginning, wrong: (text: string) => void): Promise<Pair> {
    const pair = new Pair(begin, wrong);
    for (const which of [0, 1] as const) await pair.start(which);
    return pair;
  }

  /** Each plays its round, both at once. */
  async play(at: Moment, rounds: readonly [Round, Round]): Promise<[Outcome, Outcome]> {
    const [one, other] = await Promise.all([
      this.home(0).ask({ what: 'round', at, round: rounds[0] }),
      this.home(1).ask({ what: 'round', at, round: rounds[1] }),
    ]);
    if (one === undefined || other === undefined) throw new Error('A round without an outcome');
    return [one, other];
  }

  /** Lets time pass for both until a moment. */
  async pass(at: Moment): Promise<void> {
    await Promise.all(this.homes.map((home) => home.ask({ what: 'pass', at })));
  }

  async redeploy(which: 0 | 1, at: Moment): Promise<void> {
    await this.home(which).ask({ what: 'redeploy', at });
  }

  /** Begins a round of which nobody will hear: the process is killed meanwhile. */
  abandon(which: 0 | 1, at: Moment, round: Round): void {
    this.home(which).send({ what: 'round', at, round });
  }

  /** Kills a process and starts it again. */
  async kill(which: 0 | 1): Promise<void> {
    await this.home(which).kill();
    this.count(which);
    await this.start(which);
    this.kills++;
  }

  /** What each weighs, in bytes. */
  async weigh(at: Moment): Promise<number[]> {
    for (const home of this.homes) await home.ask({ what: 'weigh', at });
    return this.homes.map(({ heap }) => heap);
  }

  /** Both have to end by themselves. */
  async end(at: Moment): Promise<void> {
    for (const which of [0, 1] as const) {
      await this.home(which).end(at);
      this.count(which);
    }
  }

  async raze(): Promise<void> {
    for (const home of this.homes) if (home.running) await home.kill();
  }

  private home(which: 0 | 1): Apart {
    const found = this.homes[which];
    if (found === undefined) throw new Error('It was not started');
    return found;
  }

  private count(which: 0 | 1): void {
    const { told, renewals } = this.home(which);
    this.told += told;
    this.renewals[which] += renewals;
  }

  private async start(which: 0 | 1): Promise<void> {
    const beginning = this.begin();
    this.homes[which] = await Apart.start({ ...beginning, seed: beginning.seed + which }, this.wrong);
  }
}
