import { readValue } from '../../cloud';
import type { DeviceEvent, KnownModel, Models, Signal, WantedModel } from '../../cloud';

/** What the values of an event mean, by the device's own model. A model that cannot be had holds nothing up. */

/** A value as it is meant. */
export type Meant = (code: string, value: unknown) => unknown;

/** How models are asked for. */
export interface EventValueNeeds {
  models: Models;
  ask: (path: string) => Promise<unknown>;
  signal: Signal;
  /** Runs a task after so many milliseconds; the answer cancels it. */
  after: (ms: number, task: () => void) => () => void;
}

/** Milliseconds for which the first event of a device waits for its model; later ones do not wait for one that has not come by then. */
const PATIENCE = 2000;
/** Devices whose models are not waited for any more. */
const MOST = 10_000;
/** Protocols of the thing model begin here; the others speak standard instructions. */
const FIRST_OF_THINGS = 1000;

const asItIs: Meant = (_, value) => value;

/** The values of one node's events. */
export class EventValues {
  private readonly late = new Set<string>();

  constructor(private readonly needs: EventValueNeeds) {}

  /** Reads the values of an event; where its model is not known yet, when that has come or is not waited for any longer. Never rejects. */
  readerFor({ device_id, product_id, protocol, values }: DeviceEvent): Meant | Promise<Meant> {
    if (device_id === '' || values.length === 0) return asItIs;
    const { models, ask, signal } = this.needs;
    const generation = protocol >= FIRST_OF_THINGS ? 'thing' : 'instructions';
    const wanted: WantedModel = { device: device_id, product: product_id, generation };
    const known = models.known(wanted);
    if (known === 'none') return asItIs;
    if (known !== undefined) return this.reader(wanted, known);
    const coming = models.of(wanted, ask, signal).then(
      (model) => (model === undefined ? asItIs : this.reader(wanted, model)),
      () => asItIs,
    );
    return this.late.has(nameOf(wanted)) ? asItIs : this.soon(wanted, coming);
  }

  private soon(wanted: WantedModel, coming: Promise<Meant>): Promise<Meant> {
    return new Promise((resolve) => {
      const cancel = this.needs.after(PATIENCE, () => {
        if (this.late.size >= MOST) this.late.clear();
        this.late.add(nameOf(wanted));
        resolve(asItIs);
      });
      void coming.then((meant) => {
        cancel();
        resolve(meant);
      });
    });
  }

  private reader(wanted: WantedModel, { model, own }: KnownModel): Meant {
    this.late.delete(nameOf(wanted));
    const codes = new Set([...model.status, ...model.functions].map(({ code }) => code));
    return (code, value) => {
      if (own && !codes.has(code)) this.needs.models.doubt(wanted);
      return readValue(model, code, value);
    };
  }
}

function nameOf({ device, generation }: WantedModel): string {
  return `${generation} ${device}`;
}
