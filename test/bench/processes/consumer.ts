import { createDecipheriv, createHash } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { systemClock } from '../../../nodes/cloud';
import type { Listener } from '../../../nodes/cloud';
import { Projects } from '../../../nodes/cloud/projects';
import { clientOf } from '../../support/rig';
import type { Address } from './cloud';
import { Heard } from './heard';
import type { Report } from './heard';
import { serve } from './talk';

/** A program that listens to messages, in a process of its own: with this client, or with `ws` and what has to be done by hand. */

const heard = new Heard();
/** What was sent is remembered as long as the process lives. */
const projects = new Projects(systemClock);
let leave: () => Promise<unknown> = () => Promise.resolve();

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

interface Body {
  bizData: { properties: { value: unknown }[] };
}

/** The value of a report, out of its frame. */
export function readFrame(frame: { payload: string }, secret: string): unknown {
  const { data } = JSON.parse(Buffer.from(frame.payload, 'base64').toString('utf8')) as { data: string };
  const bytes = Buffer.from(data, 'base64');
  const decipher = createDecipheriv('aes-128-gcm', secret.slice(8, 24), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  const text = decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
  return (JSON.parse(text) as Body).bizData.properties[0]?.value;
}

/** The least there is: frames are decrypted, taken and acknowledged, and nothing is remembered, checked or mended. */
function byHand({ url, client_id, secret }: Address): void {
  const path = `/ws/v2/consumer/persistent/${client_id}/out/event/${client_id}-sub?subscriptionType=Failover`;
  const headers = { username: client_id, password: md5(client_id + md5(secret)).slice(8, 24) };
  const ws = new WebSocket(url.replace('http', 'ws') + path, { headers, perMessageDeflate: false });
  ws.on('message', (bytes: Buffer) => {
    const frame = JSON.parse(bytes.toString('utf8')) as { messageId: string; payload: string };
    heard.note(readFrame(frame, secret));
    ws.send(JSON.stringify({ messageId: frame.messageId }));
  });
  leave = async () => {
    ws.close();
    await once(ws, 'close');
  };
}

function withClient({ url: baseUrl, client_id, secret }: Address): void {
  const client = clientOf({ client_id, secret, baseUrl }, undefined, systemClock, {}, projects);
  const listener: Listener = {
    ...{ id: 'bench', ack: 'sent', ackTimeout: 300_000, dedupe: true },
    wants: () => true,
    receive: ({ values }) => {
      heard.note(values[0]?.value);
      return undefined;
    },
    unconfirmed: () => undefined,
    told: () => undefined,
    bad: (error) => {
      throw error;
    },
  };
  client.messages('event').join(listener);
  leave = () => client.close();
}

const LISTENERS = { ws: byHand, ours: withClient };

const asks = {
  join: ({ as, at, each }: { as: keyof typeof LISTENERS; at: Address; each: number | null }): void => {
    heard.begin(each ?? undefined);
    LISTENERS[as](at);
  },
  report: (count: number): Promise<Report> => heard.report(count),
  leave: async (): Promise<void> => {
    await leave();
  },
};

export type ConsumerAsks = typeof asks;

if (require.main === module) serve(asks);
