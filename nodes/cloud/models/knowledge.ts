import type { Clock } from '../time/clock';
import { lentTo, readModel } from '../values/model';
import type { DeviceModel, Generation } from '../values/model';
import type { Refusals } from './refusals';
import { keyOf } from './shelf';
import type { Kept, Place, Shelf } from './shelf';

/** What is known of a device's model: it is fresh, or old, or doubted, or the cloud refuses it. */

/** Whose model is needed. */
export interface Wanted {
  device: string;
  /** Its product, where the answer or event says it: devices of one product share a model. */
  product?: string | undefined;
  /** Of the call or message whose values are to be read or written. */
  generation: Generation;
  /** Code mode: for whom. */
  uid?: string | undefined;
}

/** A model that was found. */
export interface Known {
  model: DeviceModel;
  /** It is of the generation that is needed; the other one may have other codes, and says nothing of those that it has not. */
  own: boolean;
}

const DAY = 86_400_000;
/** Milliseconds after which a model may be doubted; before, it is as new as can be. */
const YOUNG = 3_600_000;

/** The generation that is needed, and the other one. */
export function bothOf({ generation }: Pick<Wanted, 'generation'>): Generation[] {
  return generation === 'thing' ? ['thing', 'instructions'] : ['instructions', 'thing'];
}

/** The place of what is about one device alone. */
function ofDevice({ device, uid = '' }: Wanted, generation: Generation): Place {
  return { uid, generation, of: 'device', id: device };
}

/** A name for what is wanted of one device. */
function nameOf(wanted: Wanted): string {
  return keyOf(ofDevice(wanted, wanted.generation));
}

function knownAs(wanted: Wanted, generation: Generation, { model }: Kept): Known {
  const own = generation === wanted.generation;
  return { model: own ? model : lentTo(wanted.generation, model), own };
}

/** What is known of the models of one account. */
export class Knowledge {
  private readonly doubted = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly shelf: Shelf,
    private readonly refusals: Refusals,
  ) {}

  /** A device was seen with its product. */
  note({ device, product = '' }: Wanted): void {
    if (product !== '') this.shelf.note(device, product);
  }

  /**
   * A model with which to go on: a fresh one of the generation that is needed, and where that is refused an old one, or one of the other
   * generation. What a device's values mean does not change because a permission was taken away.
   */
  fresh(wanted: Wanted): Known | undefined {
    for (const generation of bothOf(wanted)) {
      const refused = this.isRefusedIn(wanted, generation);
      const isGood = (kept: Kept): boolean => refused || (this.isFresh(kept) && !this.isDoubted(wanted));
      const kept = this.keptIn(wanted, generation, isGood);
      if (kept !== undefined) return knownAs(wanted, generation, kept);
      if (!refused) return undefined;
    }
    return undefined;
  }

  /** A model of any age. */
  old(wanted: Wanted): Known | undefined {
    for (const generation of bothOf(wanted)) {
      const kept = this.keptIn(wanted, generation);
      if (kept !== undefined) return knownAs(wanted, generation, kept);
    }
    return undefined;
  }

  /** Whether the cloud gives none, whatever the generation. */
  isRefused(wanted: Wanted): boolean {
    return bothOf(wanted).every((generation) => this.isRefusedIn(wanted, generation));
  }

  isRefusedIn({ device, uid = '' }: Wanted, generation: Generation): boolean {
    return this.refusals.has({ uid, generation }, device);
  }

  /** What one question answers. */
  subjectOf(wanted: Wanted): string {
    return keyOf(this.placeFor(wanted, wanted.generation, this.isDoubted(wanted)));
  }

  /** Doubts a model; false where it is new, was doubted in vain before, or cannot be had anew. */
  doubt(wanted: Wanted): boolean {
    const { generation } = wanted;
    const kept = this.keptIn(wanted, generation, (one) => this.isFresh(one));
    if (kept === undefined || this.isRefusedIn(wanted, generation)) return false;
    if (kept.sure || this.ageOf(kept) < YOUNG) return false;
    this.doubted.add(nameOf(wanted));
    return true;
  }

  /** The cloud has answered; undefined where it has said nothing. */
  answered(wanted: Wanted, generation: Generation, answer: unknown): Known | undefined {
    const { device, uid = '' } = wanted;
    this.refusals.gave({ uid, generation });
    const isDoubted = this.doubted.delete(nameOf(wanted));
    const { functions, status } = readModel(generation, answer);
    if (functions.length + status.length === 0) {
      this.refusals.add({ uid, generation }, device, false);
      return undefined;
    }
    const place = this.placeFor(wanted, generation, isDoubted);
    const before = isDoubted ? this.keptIn(wanted, generation) : undefined;
    return knownAs(wanted, generation, this.shelf.put(place, answer, before));
  }

  /** The cloud has refused. */
  refused(wanted: Wanted, generation: Generation, denied: boolean): void {
    const { device, uid = '' } = wanted;
    this.doubted.delete(nameOf(wanted));
    this.refusals.add({ uid, generation }, device, denied);
  }

  private isDoubted(wanted: Wanted): boolean {
    return this.doubted.has(nameOf(wanted));
  }

  private isFresh(kept: Kept): boolean {
    return this.ageOf(kept) < DAY;
  }

  /** Milliseconds since it was asked for. A clock that was set back makes nothing younger than it is. */
  private ageOf({ at }: Kept): number {
    return Math.abs(this.clock.now() - at);
  }

  /** The place of what is about all devices of its product, where that is known. */
  private ofProduct({ device, uid = '' }: Wanted, generation: Generation): Place | undefined {
    const id = this.shelf.productOf(device);
    return id === undefined ? undefined : { uid, generation, of: 'product', id };
  }

  /** What an answer is about: its product, unless the device is doubted. Another of its product may be of an older version. */
  private placeFor(wanted: Wanted, generation: Generation, isDoubted: boolean): Place {
    const alone = ofDevice(wanted, generation);
    return isDoubted ? alone : (this.ofProduct(wanted, generation) ?? alone);
  }

  /** What is kept of the device itself, else of its product. */
  private keptIn(
    wanted: Wanted,
    generation: Generation,
    isGood: (kept: Kept) => boolean = () => true,
  ): Kept | undefined {
    return [ofDevice(wanted, generation), this.ofProduct(wanted, generation)]
      .map((place) => place && this.shelf.get(place))
      .find((kept) => kept !== undefined && isGood(kept));
  }
}
