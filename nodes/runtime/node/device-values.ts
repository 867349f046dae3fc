import {
  TuyaError,
  ownersIn,
  readRows,
  readValue,
  setsValues,
  subjectOf,
  withEmbedded,
  withValues,
  writeValue,
} from '../../cloud';
import type { ApiCall, KnownModel, Models, Signal, WantedModel } from '../../cloud';

/** What a call sends and what it answers, as the devices' own models mean it. */

/** What tells that the device knows something that its model does not, or the other way round. */
const DOUBTS = new Set(['TUYA_2008', 'TUYA_2003', 'TUYA_1109']);

/** Whose values they are, and how models are asked for. */
export interface ValueNeeds {
  models: Models;
  /** The user for whom the call is made. */
  uid: string | undefined;
  /** The result of a GET, made as the node's own calls are; `needed` where a command cannot be made without. */
  ask: (path: string, needed: boolean) => Promise<unknown>;
  signal: Signal;
}

/** Of a model that was lent by the other generation nobody knows whether it has all codes. */
function written({ model, own }: KnownModel, code: string, value: unknown): unknown {
  return own || model.functions.some((one) => one.code === code) ? writeValue(model, code, value) : value;
}

/** The values of one call. */
export class DeviceValues {
  constructor(private readonly needs: ValueNeeds) {}

  /**
   * A call whose values are what the device wants.
   * @throws TuyaError `TUYA_BAD_REQUEST` that lists what is allowed, before the call is made; or why the model cannot be had
   */
  async written(call: ApiCall): Promise<ApiCall> {
    const wanted = setsValues(call.path) ? this.wantedBy(call) : undefined;
    if (wanted === undefined) return call;
    const write = (known: KnownModel | undefined): ApiCall => {
      if (known === undefined) return call;
      const body = withValues(call.path, call.body, (code, value) => written(known, code, value));
      return { ...call, body: withEmbedded(call.path, body) };
    };
    const known = await this.modelOf(wanted, true);
    try {
      return write(known);
    } catch (thrown) {
      // The device may have learned it since.
      if (!this.needs.models.doubt(wanted)) throw thrown;
      return write(await this.modelOf(wanted, true));
    }
  }

  /** The cloud has refused a call: where it sets values, the device may have changed. */
  refused(call: ApiCall, thrown: unknown): void {
    if (!(thrown instanceof TuyaError) || !DOUBTS.has(thrown.code) || !setsValues(call.path)) return;
    const wanted = this.wantedBy(call);
    if (wanted !== undefined) this.needs.models.doubt(wanted);
  }

  /**
   * A result in which values are what they mean.
   * @throws TuyaError why a model cannot be had
   */
  async read(call: ApiCall, result: unknown): Promise<unknown> {
    const { generation, device = '' } = subjectOf(call.path, call.params ?? {});
    const { uid, models } = this.needs;
    const found = new Map<string, { wanted: WantedModel; known: KnownModel | undefined }>();
    await Promise.all(
      ownersIn(result, device).map(async (owner) => {
        const wanted = { ...owner, generation, uid };
        found.set(owner.device, { wanted, known: await this.modelOf(wanted, false) });
      }),
    );
    if (found.size === 0) return result;
    return readRows(result, device, (owner, code, value) => {
      const { wanted, known } = found.get(owner.device) ?? {};
      if (wanted === undefined || known === undefined) return value;
      if (known.own && !hasCode(known, code)) models.doubt(wanted);
      return readValue(known.model, code, value);
    });
  }

  private wantedBy({ path, params = {} }: ApiCall): WantedModel | undefined {
    const { generation, device } = subjectOf(path, params);
    return device === undefined ? undefined : { device, generation, uid: this.needs.uid };
  }

  private modelOf(wanted: WantedModel, needed: boolean): Promise<KnownModel | undefined> {
    const { models, ask, signal } = this.needs;
    return models.of(wanted, (path) => ask(path, needed), signal);
  }
}

function hasCode({ model: { functions, status } }: KnownModel, code: string): boolean {
  return [...status, ...functions].some((one) => one.code === code);
}
