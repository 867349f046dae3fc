import { DeviceNames } from './device-names';
import type { Acquaintance, Rival } from './facts';

/** What the client comes to know of a project and an account, for the day on which a call is refused. */

/** What all accounts with one key come to know. */
export class Experience {
  readonly names = new DeviceNames();
  /** The cloud has taken a signature of this key. */
  proven = false;
}

/** Where an account stands among those of its process. */
export interface Standing {
  mode: Acquaintance['mode'];
  /** The proxy for a base address; undefined for none. */
  proxyFor: ((baseUrl: string) => URL | undefined) | undefined;
  experience: Experience;
  rivals: () => readonly Rival[];
}

/** An account as its own calls know it. */
export class Known implements Acquaintance {
  readonly mode: Acquaintance['mode'];

  constructor(private readonly standing: Standing) {
    this.mode = standing.mode;
  }

  isProxied(baseUrl: string): boolean {
    return this.standing.proxyFor?.(baseUrl) !== undefined;
  }

  isProven(): boolean {
    return this.standing.experience.proven;
  }

  rivals(): readonly Rival[] {
    return this.standing.rivals();
  }

  nameOf(device: string): string | undefined {
    return this.standing.experience.names.of(device);
  }

  /** A call went well: its key is right, and its result may tell names. `segments` are its path, decoded. */
  wentWell(segments: readonly string[], result: unknown): void {
    const { experience } = this.standing;
    experience.proven = true;
    experience.names.learn(segments, result);
  }
}
