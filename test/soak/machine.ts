import { clockOf } from '../../nodes/cloud/time/clock';
import type { Clock } from '../../nodes/cloud/time/clock';
import { FakeClock } from '../support/fake-clock';

/** The moment of a machine, as another process takes it over: milliseconds awake and asleep since the start, and the wall clock. */
export interface Moment {
  awake: number;
  asleep: number;
  wall: number;
}

/**
 * A machine whose time is turned: it sleeps, and its wall clock is set. The client reads it through its own clock, the one that notices a
 * sleep; a timer stands still while the machine sleeps, as Node's do.
 */
export class Machine implements Clock {
  /** Its time while it is awake, and its timers. */
  readonly turned = new FakeClock();
  private asleep = 0;
  private readonly read = clockOf({
    wall: () => this.turned.wall,
    awake: () => this.turned.mono,
    sinceBoot: () => this.turned.mono + this.asleep,
  });

  /** @param from the moment at which it begins */
  constructor({ awake, asleep, wall }: Moment = { awake: 0, asleep: 0, wall: 0 }) {
    this.turned.mono = awake;
    this.turned.wall = wall;
    this.asleep = asleep;
  }

  now(): number {
    return this.read.now();
  }

  monotonic(): number {
    return this.read.monotonic();
  }

  after(ms: number, task: () => void): () => void {
    return this.turned.after(ms, task);
  }

  /** Milliseconds that have really passed since the start. */
  get passed(): number {
    return this.turned.mono + this.asleep;
  }

  get moment(): Moment {
    return { awake: this.turned.mono, asleep: this.asleep, wall: this.turned.wall };
  }

  /** The lid is closed for so many milliseconds. */
  sleep(ms: number): void {
    this.asleep += ms;
    this.turned.wall += ms;
  }

  /** Somebody sets the wall clock. */
  setWall(wall: number): void {
    this.turned.wall = wall;
  }

  /** Takes over how another process of this machine sees the time; answers how many milliseconds are to pass until its moment. */
  follow({ awake, asleep, wall }: Moment): number {
    const ahead = this.turned.mono - awake;
    this.asleep = asleep;
    this.turned.wall = wall + ahead;
    return Math.max(0, -ahead);
  }
}
