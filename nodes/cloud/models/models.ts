import { refusesPermission, refusesThis } from '../errors/error-codes';
import type { Said } from '../errors/language';
import { text } from '../errors/texts';
import { TuyaError } from '../errors/tuya-error';
import { Latest } from '../latest';
import type { Storage } from '../storage/storage';
import { until } from '../time/clock';
import type { Clock } from '../time/clock';
import type { Signal } from '../time/signal';
import type { Generation } from '../values/model';
import { Knowledge, bothOf } from './knowledge';
import type { Known, Wanted } from './knowledge';
import { Refusals } from './refusals';
import { Shelf } from './shelf';

/** The models of one account's devices: whoever needs one gets what is kept, or waits for the one call that asks for it. */

/** Asks the cloud: answers the result of a GET. */
export type Ask = (path: string) => Promise<unknown>;

/** Milliseconds for which no user's model is asked for again after a failure that may pass, unless an older one does that long. */
const MOMENT = 5000;
const WHILE = 300_000;
/** Users of whom a failure is remembered. */
const MOST_USERS = 1000;

const PATHS: Readonly<Record<Generation, (device: string) => string>> = {
  instructions: (device) => `/v1.0/devices/${device}/specifications`,
  thing: (device) => `/v2.0/cloud/thing/${device}/model`,
};

/** The models of one account, through all deploys. */
export class Models {
  private readonly shelf: Shelf;
  private readonly refusals: Refusals;
  private readonly knowledge: Knowledge;
  private readonly underWay = new Map<string, Promise<unknown>>();
  private readonly failed = new Latest<{ at: number; error: unknown }>(MOST_USERS);
  private warn: ((said: Said) => void) | undefined;

  constructor(private readonly clock: Clock) {
    this.shelf = new Shelf(clock);
    this.refusals = new Refusals(clock);
    this.knowledge = new Knowledge(clock, this.shelf, this.refusals);
  }

  /**
   * The account is deployed: models survive a restart, and what was refused is asked for again.
   * @param warn told once that models cannot be had
   */
  open(storage: Storage | undefined, warn: (said: Said) => void): void {
    if (storage !== undefined) this.shelf.use(storage);
    this.warn = warn;
    this.askAgain();
  }

  /** What was refused is asked for again: a person wants to know. */
  askAgain(): void {
    this.refusals.forget();
    this.failed.clear();
  }

  /**
   * The model of a device; undefined where the cloud does not give it, and values go as they are.
   * @throws TuyaError what has kept the cloud from answering, such as a network that is down, where no older model is known
   */
  async of(wanted: Wanted, ask: Ask, signal: Signal): Promise<Known | undefined> {
    await until(this.shelf.ready(), signal);
    this.knowledge.note(wanted);
    return this.get(wanted, ask, signal);
  }

  /** What is known without waiting: the model, `none` where it cannot be had at present, undefined where it has to be asked for. */
  known(wanted: Wanted): Known | 'none' | undefined {
    this.knowledge.note(wanted);
    const found = this.knowledge.fresh(wanted);
    if (found !== undefined) return found;
    if (this.knowledge.isRefused(wanted)) return 'none';
    return this.failureOf(wanted) === undefined ? undefined : (this.knowledge.old(wanted) ?? 'none');
  }

  /**
   * Something does not fit the model: it is asked for anew the next time, unless it is new, was doubted in vain before or cannot be had.
   * @returns whether it will be
   */
  doubt(wanted: Wanted): boolean {
    return this.knowledge.doubt(wanted);
  }

  /** Resolves when what is known is stored. */
  rest(): Promise<void> {
    return this.shelf.rest();
  }

  private async get(wanted: Wanted, ask: Ask, signal: Signal): Promise<Known | undefined> {
    const { knowledge } = this;
    const found = knowledge.fresh(wanted);
    if (found !== undefined || knowledge.isRefused(wanted)) return found;
    const failure = this.failureOf(wanted);
    if (failure !== undefined) return this.instead(wanted, failure.error);
    const subject = knowledge.subjectOf(wanted);
    const others = this.underWay.get(subject);
    if (others === undefined) {
      const asking = this.fetch(wanted, ask).finally(() => this.underWay.delete(subject));
      this.underWay.set(subject, asking);
      return until(asking, signal);
    }
    // What has failed for all is known by then; who has asked may be closed while others still wait, or may not ask where they may.
    const end = others.catch(() => undefined);
    await until(end, signal);
    return this.get(wanted, ask, signal);
  }

  private async fetch(wanted: Wanted, ask: Ask): Promise<Known | undefined> {
    const { knowledge } = this;
    let refusal: TuyaError | undefined;
    for (const generation of bothOf(wanted)) {
      if (knowledge.isRefusedIn(wanted, generation)) continue;
      try {
        const answer = await ask(PATHS[generation](encodeURIComponent(wanted.device)));
        this.failed.delete(wanted.uid ?? '');
        const known = knowledge.answered(wanted, generation, answer);
        if (known !== undefined) return known;
      } catch (thrown) {
        if (!(thrown instanceof TuyaError) || !refusesThis(thrown)) return this.fail(wanted, thrown);
        knowledge.refused(wanted, generation, refusesPermission(thrown));
        refusal ??= thrown;
        const kept = knowledge.fresh(wanted);
        if (kept !== undefined) return kept;
      }
    }
    if (refusal !== undefined) this.tell(refusal);
    return undefined;
  }

  /** Something that may pass. */
  private fail(wanted: Wanted, error: unknown): Known {
    const { uid = '' } = wanted;
    if (!isTheirs(error)) this.failed.set(uid, { at: this.clock.monotonic(), error });
    return this.instead(wanted, error);
  }

  /** An older model does until the cloud answers again. */
  private instead(wanted: Wanted, error: unknown): Known {
    const old = this.knowledge.old(wanted);
    if (old === undefined) throw error;
    return old;
  }

  private failureOf(wanted: Wanted): { error: unknown } | undefined {
    const failure = this.failed.get(wanted.uid ?? '');
    if (failure === undefined) return undefined;
    const pause = this.knowledge.old(wanted) === undefined ? MOMENT : WHILE;
    return this.clock.monotonic() - failure.at < pause ? failure : undefined;
  }

  private tell({ code }: TuyaError): void {
    this.warn?.(text('warning.models', { code }));
    this.warn = undefined;
  }
}

/** Whether only the one who has asked was kept from asking: closed, or without a budget for reads. The cloud has no part in it. */
function isTheirs(thrown: unknown): boolean {
  return thrown instanceof TuyaError && ['TUYA_ABORTED', 'TUYA_BUDGET'].includes(thrown.code);
}
