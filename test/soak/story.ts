import { relieve, strike } from './blow';
import { shuffled } from '../support/chance';
import { KINDS } from './faults';
import type { Kind } from './faults';
import { weigh } from '../support/resources';
import type { Stage } from './stage';
import type { Tally } from './tally';

/** The story of the days: a fault each quarter of an hour, and between them time, deploys and quiet. */

const QUARTER = 15 * 60_000;
const DAY = 24 * 60 * 60_000;
const MB = 1024 * 1024;
/** Faults after which what is made once has been made, in a run of a day; a longer one has a whole day for it. */
const WARM = 20;
/** What happens each hour besides. */
const TOGETHER = KINDS.find(({ number }) => number === 'L6');

/** Bytes of heap of this process: after the first faults and at the end. */
export interface Weights {
  start: number;
  end: number;
}

/** Tells it day by day. */
export class Story {
  private turns = 0;
  private waiting = 0;

  constructor(
    private readonly stage: Stage,
    private readonly tally: Tally,
    private readonly tell: (text: string) => void,
  ) {}

  /** So many days, each fault at least once a day. */
  async run(days: number): Promise<Weights> {
    const { stage } = this;
    await stage.pass(QUARTER);
    await stage.round();
    this.waiting = stage.machine.turned.waiting;
    let start = 0;
    let told = 0;
    for (let cycle = 0; stage.machine.passed < days * DAY; cycle++) {
      for (const kind of shuffled(KINDS, stage.random)) {
        await this.turn(kind, cycle);
        if (this.turns === WARM) start = weigh();
        const day = Math.floor(stage.machine.passed / DAY);
        if (day === told) continue;
        told = day;
        const apart = await stage.apart.weigh(stage.machine.moment);
        const sizes = [weigh(), ...apart].map((bytes) => (bytes / MB).toFixed(1));
        this.tell(
          `day ${day}: ${sizes.join(', ')} MB, ${stage.redeploys} redeploys, ${stage.wrong.count} wrong`,
        );
      }
      if (cycle === 0 && days > 1) start = weigh();
    }
    return { start, end: weigh() };
  }

  /** A fault, a quarter of an hour, and then everything has to go well again. */
  private async turn(kind: Kind, cycle: number): Promise<void> {
    const { stage } = this;
    this.turns++;
    await this.play(kind, cycle);
    if (this.turns % 4 === 0) {
      await this.deploy();
      this.blame('after a deploy', await stage.round());
    }
    if (this.turns % 4 === 2 && TOGETHER !== undefined) await this.play(TOGETHER, cycle);
    const { waiting } = stage.machine.turned;
    if (waiting > this.waiting) stage.wrong.note('timers', `${waiting} instead of ${this.waiting}`);
    if (stage.listeners > 0) stage.wrong.note('listeners', String(stage.listeners));
  }

  private async play(kind: Kind, cycle: number): Promise<void> {
    const { stage } = this;
    const day = Math.floor(stage.machine.passed / DAY) + 1;
    stage.wrong.during = `day ${day}, turn ${this.turns}, ${kind.title}`;
    stage.forget();
    const before = stage.wrong.count;
    const { met, failures } = await strike(stage, kind, cycle);
    relieve(stage);
    if (kind.unharmed) this.blame('meanwhile', failures);
    await stage.pass(QUARTER);
    this.blame('afterwards', await stage.round());
    this.tally.add(kind.title, { met, recovered: stage.wrong.count === before });
  }

  private blame(when: string, failures: readonly { code: string; message: string }[]): void {
    for (const { code, message } of failures) this.stage.wrong.note('calls', `${when} ${code}: ${message}`);
  }

  /** One home after the other is closed and opened again. */
  private async deploy(): Promise<void> {
    const { stage } = this;
    switch ((this.turns / 4) % 4) {
      case 0:
        return stage.redeploy('simple');
      case 1:
        return stage.redeployApart(0);
      case 2:
        return stage.redeploy('here');
      default:
        return stage.redeployApart(1);
    }
  }
}
