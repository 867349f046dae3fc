import { isObject, parseJson } from '../json';
import { Latest } from '../latest';
import { InOrder } from '../storage/in-order';
import { inTime } from '../storage/patience';
import type { Storage } from '../storage/storage';
import type { Clock } from '../time/clock';
import { readModel } from '../values/model';
import type { DeviceModel, Generation } from '../values/model';

/** What is kept of models: the cloud's own answers, bounded, in memory and in a storage. */

/** What a model is about: all devices of a product, or one that differs from them or whose product is not known. */
export interface Place {
  /** Whose device it is; empty in simple mode. */
  uid: string;
  generation: Generation;
  of: 'device' | 'product';
  id: string;
}

/** A model, and when it was asked for, in milliseconds since the epoch. */
export interface Kept {
  at: number;
  model: DeviceModel;
  /** It was asked for anew because of a doubt, and nothing had changed. */
  sure: boolean;
}

interface Entry {
  at: number;
  generation: Generation;
  /** The cloud's answer as JSON: what this package learns to read in it later counts without another call. */
  answer: string;
  sure: boolean;
  /** Read when it is needed first. */
  model?: DeviceModel;
}

/** The name of the one text in the storage. */
const NAME = 'models';
const VERSION = 1;
/** Models of a large house; the one that was asked for the longest time ago goes first. */
const MOST = 300;
/** Characters of all answers. */
const MOST_TEXT = 5_000_000;
/** Devices whose product is remembered. */
const MOST_DEVICES = 5000;

/** A name for a place. */
export function keyOf({ uid, generation, of, id }: Place): string {
  return JSON.stringify([uid, generation, of, id]);
}

function entryIn(value: unknown): Entry | undefined {
  if (!isObject(value)) return undefined;
  const { at, generation, answer } = value;
  if (typeof at !== 'number' || typeof answer !== 'string') return undefined;
  return generation === 'thing' || generation === 'instructions'
    ? { at, generation, answer, sure: false }
    : undefined;
}

/** The models of one account. */
export class Shelf {
  private readonly entries = new Map<string, Entry>();
  private readonly products = new Latest<string>(MOST_DEVICES);
  private readonly order = new InOrder();
  private length = 0;
  private storage: Storage | undefined;
  private loading: Promise<void> = Promise.resolve();
  private saving: Promise<void> | undefined;
  private changed = false;

  constructor(private readonly clock: Clock) {}

  /** Resolves when it is known what the storage holds; a storage that fails holds nothing. */
  ready(): Promise<void> {
    return this.loading;
  }

  /** Models are kept here from now on; what is known in memory is the newer. */
  use(storage: Storage): void {
    this.storage = storage;
    this.loading = this.load(storage);
  }

  get(place: Place): Kept | undefined {
    const entry = this.entries.get(keyOf(place));
    if (entry === undefined) return undefined;
    entry.model ??= readModel(entry.generation, parseJson(entry.answer));
    return { at: entry.at, model: entry.model, sure: entry.sure };
  }

  /**
   * Keeps an answer of the cloud.
   * @param doubted there was one before which somebody has doubted
   */
  put(place: Place, answer: unknown, doubted: Kept | undefined): Kept {
    const { generation } = place;
    const text = JSON.stringify(answer);
    const model = readModel(generation, answer);
    const sure = doubted !== undefined && JSON.stringify(doubted.model) === JSON.stringify(model);
    const entry = { at: this.clock.now(), generation, answer: text, sure, model };
    this.add(keyOf(place), entry);
    this.save();
    return entry;
  }

  /** The product of a device, where it was told. */
  productOf(device: string): string | undefined {
    return this.products.get(device);
  }

  /** A device was seen with its product. */
  note(device: string, product: string): void {
    this.products.set(device, product);
  }

  /** Resolves when what is known is stored, as far as that can be done. */
  async rest(): Promise<void> {
    await this.saving;
  }

  private add(key: string, entry: Entry): void {
    this.drop(key);
    this.entries.set(key, entry);
    this.length += entry.answer.length;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= MOST && this.length <= MOST_TEXT) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.length -= this.entries.get(key)?.answer.length ?? 0;
    this.entries.delete(key);
  }

  private async load(storage: Storage): Promise<void> {
    const text = await inTime(this.clock, storage.get(NAME)).catch(() => undefined);
    const stored = parseJson(text ?? ''); // a damaged file costs a few calls, and nothing else
    if (!isObject(stored) || stored.version !== VERSION) return;
    const [known, seen] = [[...this.entries], [...this.products]];
    for (const [key, value] of Object.entries(isObject(stored.models) ? stored.models : {})) {
      const entry = entryIn(value);
      if (entry !== undefined) this.add(key, entry);
    }
    for (const [device, product] of Object.entries(isObject(stored.products) ? stored.products : {})) {
      if (typeof product === 'string') this.note(device, product);
    }
    // What was learned meanwhile is the newer.
    for (const [key, entry] of known) this.add(key, entry);
    for (const [device, product] of seen) this.note(device, product);
  }

  /** One write at a time; what changes meanwhile is written by the next one. */
  private save(): void {
    this.changed = true;
    this.saving ??= this.write().finally(() => {
      this.saving = undefined;
    });
  }

  private async write(): Promise<void> {
    await this.loading;
    while (this.changed && this.storage !== undefined) {
      const { storage } = this;
      this.changed = false;
      const models = Object.fromEntries(
        [...this.entries].map(([key, { at, generation, answer }]) => [key, { at, generation, answer }]),
      );
      const text = JSON.stringify({ version: VERSION, models, products: Object.fromEntries(this.products) });
      // Where it cannot be kept, it is asked for again after a restart. A slow write is not overtaken by the next one.
      const written = this.order.run(NAME, () => storage.set(NAME, text));
      await inTime(this.clock, written).catch(() => undefined);
    }
  }
}
