import { WebSocket } from 'ws';
import type { Channel } from '../simulator/messages/topic';
import type { Sealed } from './reports';
import type { Topics } from './topics';

/** Messages on the way to the broker at once. */
const WINDOW = 200;
/** Milliseconds before a broker that is away is tried again. */
const PAUSE = 200;

/** As much of the broker's answer as matters here. */
interface Answer {
  result: string;
  context: string;
}

/**
 * Sends messages in order and resolves when the broker has all of them. When the broker goes, it goes on from the first that was
 * not confirmed, so that what was stored without a word is there twice, as Tuya's are.
 */
export async function produce(
  topics: Topics,
  messages: readonly Sealed[],
  channel: Channel = 'event',
): Promise<void> {
  let stored = 0;
  while (stored < messages.length) {
    stored = await produceFrom(stored, messages, topics.endpoint('producer', channel));
    if (stored < messages.length) await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** Sends until all is stored or the connection is over; tells how many are stored from the first on. */
async function produceFrom(first: number, messages: readonly Sealed[], url: string): Promise<number> {
  const ws = new WebSocket(url);
  let sent = first;
  let stored = first;
  const early = new Set<number>(); // each partition answers when it has it
  const more = (): void => {
    for (; sent < messages.length && sent < stored + WINDOW; sent++) {
      ws.send(JSON.stringify({ ...messages[sent], context: String(sent) }));
    }
  };
  ws.on('open', more);
  ws.on('error', () => undefined); // its close follows
  ws.on('message', (data: Buffer) => {
    const { result, context } = JSON.parse(data.toString()) as Answer;
    if (result !== 'ok') {
      ws.terminate(); // what follows it would come before it
      return;
    }
    early.add(Number(context));
    while (early.delete(stored)) stored++;
    if (stored === messages.length) ws.close(1000);
    else more();
  });
  await new Promise((closed) => ws.once('close', closed)); // `once` would throw the error before it
  return stored;
}
