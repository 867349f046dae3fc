import { dataIdBytes, spellings } from './data-id';
import type { Wrapping } from './envelope';
import { KINDS, properties, sceneExecuted, status } from './kinds';
import type { KindName, Message } from './kinds';
import type { Channel } from './topic';

/** Which of the two generations of messages is sent: protocol 4 and its like, protocol 1000 and its like, or both. */
export type Generation = 4 | 1000 | 'both';

/** A report of a device or a scene in short, one of the kinds by name, or a message that was made by hand. */
export type Publishable =
  | { device: string; status: Readonly<Record<string, unknown>> }
  | { device: string; online: boolean }
  | { device: string; kind: KindName }
  | { scene: string; name: string }
  | Message;

/** How something is published. Everything has a usual value. */
export interface PublishOptions extends Wrapping {
  channel?: Channel;
  /** Both: the one and then the other for the same report. */
  generation?: Generation;
  /** When the device reported it, in epoch ms. */
  time?: number;
  /** The 16 bytes of the id of the report. */
  dataId?: Buffer;
  /** How it is written; usually base64 in protocol 4 and hex in protocol 1000. */
  dataIdAs?: keyof typeof spellings;
  /** How often the same message comes into the queue. */
  copies?: number;
}

/** The product of a device, the number of a code in it, and its values as the newer generation has them. */
export interface Described {
  product_id: string;
  dpOf: (code: string) => number;
  asThing: (code: string, value: unknown) => unknown;
}

/** What is sent for it: one message of each generation that is on. */
export function messagesOf(
  what: Publishable,
  {
    time,
    generation,
    dataId = dataIdBytes(time),
    dataIdAs,
  }: PublishOptions & { time: number; generation: Generation },
  describe: (device: string) => Described,
): Message[] {
  if ('protocol' in what) return [what];
  if ('kind' in what) return [KINDS[what.kind](what.device, time)];
  if ('scene' in what) return [sceneExecuted(what.scene, what.name, time)];
  const { device } = what;
  const pair =
    'online' in what
      ? [
          KINDS[what.online ? 'online' : 'offline'],
          KINDS[what.online ? 'deviceOnline' : 'deviceOffline'],
        ].map((make) => make(device, time))
      : [status, properties].map((make, i) => {
          const { product_id, dpOf, asThing } = describe(device);
          const spelling = dataIdAs ?? (i === 0 ? 'base64' : 'hex');
          const things = Object.entries(what.status).map(([code, value]) => [code, asThing(code, value)]);
          return make(
            device,
            i === 0 ? what.status : (Object.fromEntries(things) as object as typeof what.status),
            {
              time,
              dataId: spellings[spelling](dataId),
              productId: product_id,
              dpOf,
            },
          );
        });
  return pair.filter((_, i) => generation === 'both' || (generation === 4) === (i === 0));
}
