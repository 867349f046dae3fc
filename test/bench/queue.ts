import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';

/** A message service in a process of its own: asked for so many messages, it has them wait, and says when all of them are acknowledged. */

/** What the parent is told. */
export type Told =
  { is: 'open'; url: string; client_id: string; secret: string } | { is: 'waiting' } | { is: 'settled' };

const DEVICES = 200;

function tell(told: Told): void {
  process.send?.(told);
}

/** Values that no other message has: one that is known is not sent again. */
let value = 0;

function fill({ messages }: Cloud, frames: number): void {
  messages.record.forget();
  for (let n = 0; n < frames; n++) {
    messages.publish({ device: `device${n % DEVICES}`, status: { value: value++ } });
  }
}

async function main(): Promise<void> {
  const cloud = await startCloud();
  const { url, client_id, secret } = cloud;
  process.on('message', (frames: number) => {
    fill(cloud, frames);
    tell({ is: 'waiting' });
    void cloud.messages.settled().then(() => {
      tell({ is: 'settled' });
    });
  });
  process.on('disconnect', () => process.exit());
  tell({ is: 'open', url, client_id, secret });
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
