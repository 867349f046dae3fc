import { dataIdBytes, spellings } from '../simulator/messages/data-id';
import { wrap } from '../simulator/messages/envelope';
import { properties, status } from '../simulator/messages/kinds';

/** A message as Pulsar's WebSocket producer takes it. */
export interface Sealed {
  payload: string;
  /** By which the partition is chosen: the id of the device. */
  key: string;
  properties: Record<string, string>;
}

/** What a report says. */
export interface Said {
  device: string;
  code: string;
  value: unknown;
}

/** Seals a report as Tuya does: of the newer generation with GCM, of the older with ECB. */
export function seal(
  { device, code, value }: Said,
  secret: string,
  generation: 'new' | 'old' = 'new',
): Sealed {
  const time = Date.now();
  const id = dataIdBytes(time);
  const report = { time, productId: 'pkdemo', dpOf: () => 1 };
  const message =
    generation === 'new'
      ? properties(device, { [code]: value }, { ...report, dataId: spellings.hex(id) })
      : status(device, { [code]: value }, { ...report, dataId: spellings.base64(id) });
  const encryption = generation === 'new' ? 'gcm' : 'ecb';
  const wrapped = wrap(JSON.stringify(message.body), message, secret, time, { encryption });
  return { payload: wrapped.payload, key: device, properties: wrapped.properties ?? {} };
}

/** A burst of a house: `count` reports in turn from `devices`, each with its number in the burst as the value. */
export function burst(count: number, devices: number, secret: string, code = 'cur_power'): Sealed[] {
  return Array.from({ length: count }, (_, value) =>
    seal({ device: `device${value % devices}`, code, value }, secret, value % 2 === 0 ? 'new' : 'old'),
  );
}
