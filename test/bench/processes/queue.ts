import { startCloud } from '../../simulator';
import type { Cloud } from '../../simulator';
import type { Address } from './cloud';
import { stamp } from './stamp';
import { serve } from './talk';

/** The message service that is measured against, in a process of its own: it has messages wait, or sends one after the other. */

const DEVICES = 200;

let cloud: Cloud;
/** Values that no other message has: one that is known is not sent again. */
let value = 0;

const asks = {
  open: async (): Promise<Address> => {
    cloud = await startCloud();
    const { url, client_id, secret } = cloud;
    return { url, client_id, secret };
  },
  /** So many messages wait for whoever comes. */
  fill: (frames: number): void => {
    cloud.messages.record.forget();
    for (let n = 0; n < frames; n++) {
      cloud.messages.publish({ device: `device${n % DEVICES}`, status: { value: value++ } });
    }
  },
  /** Resolves when somebody listens. */
  joined: (): Promise<void> => cloud.messages.connected(),
  /** Resolves when nobody listens any more. */
  left: (): Promise<void> => cloud.messages.disconnected(),
  /** Resolves when all are acknowledged. */
  settled: (): Promise<void> => cloud.messages.settled(),
  /** Sends so many messages, each when the one before is acknowledged; the value of each is the time when it left. */
  drip: async (count: number): Promise<void> => {
    cloud.messages.record.forget();
    for (let n = 0; n < count; n++) {
      cloud.messages.publish({ device: `device${n % DEVICES}`, status: { value: stamp() } });
      await cloud.messages.settled();
    }
  },
};

export type QueueAsks = typeof asks;

if (require.main === module) serve(asks);
