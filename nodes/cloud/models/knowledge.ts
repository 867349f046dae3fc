import type { Clock } from '../time/clock';
import { lentTo, readModel } from '../values/model';
import type { DeviceModel, Generation } from '../values/model';
import type { Refusals } from './refusals';
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

/** A name for what is wanted of one device. */
export function nameOf({ uid = '', generation, device }: Wanted): string {
  return JSON.stringify([uid, generation, device]);
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
    if (device !== '' && product !== '') this.shelf.note(device, product);
  }

  /**
   * A model with which to go on: a fresh one of the generation that is needed, and where that is refused an old one, or one of the other
   * generation. What a device's values mean does not change because a permission was taken away.
   */
  fresh(wanted: Wanted): Known | undefined {
    for (const generation of bothOf(wanted)) {
      const own = generation === wanted.generation;
      const refused = this.isRefusedIn(wanted, generation);
      const kept = refused ? this.keptIn(wanted, generation) : this.freshIn(wanted, generation);
      const isDoubted = own && !refused && this.isDoubted(wanted);
      if (kept !== undefined && !isDoubted) return knownAs(wanted, generation, kept);
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

  /** What one question answers: it is about all devices of a product, unless one of them is doubted. */
  subjectOf(wanted: Wanted): string {
    const product = this.shelf.productOf(wanted.device);
    return product === undefined || this.isDoubted(wanted)
      ? nameOf(wanted)
      : JSON.stringify([wanted.uid ?? '', wanted.generation, 'product', product]);
  }

  /** Doubts a model; false where it is new, or was doubted in vain before. */
  doubt(wanted: Wanted): boolean {
    const kept = this.freshIn(wanted, wanted.generation);
    if (kept === undefined) return false;
    if (kept.sure || this.clock.now() - kept.at < YOUNG) return false;
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
    const product = this.shelf.productOf(device);
    // What is doubted is doubted of this device: another of its product may be of an older version.
    const place: Place =
      product === undefined || isDoubted
        ? { uid, generation, of: 'device', id: device }
        : { uid, generation, of: 'product', id: product };
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

  private freshIn(wanted: Wanted, generation: Generation): Kept | undefined {
    // A clock that was set back makes nothing younger than it is.
    return this.keptIn(wanted, generation, ({ at }) => Math.abs(this.clock.now() - at) < DAY);
  }

  /** What is kept of the device itself, else of its product. */
  private keptIn(
    { device, uid = '' }: Wanted,
    generation: Generation,
    isGood: (kept: Kept) => boolean = () => true,
  ): Kept | undefined {
    const product = this.shelf.productOf(device);
    const places: Place[] = [
      { uid, generation, of: 'device', id: device },
      ...(product === undefined ? [] : [{ uid, generation, of: 'product', id: product } as const]),
    ];
    return places.map((place) => this.shelf.get(place)).find((kept) => kept !== undefined && isGood(kept));
  }
}
