import type { Message } from '../red-types';
import type { Lifecycle } from './lifecycle';

/** The input of an event node whose flow says when it has received a message. */

/** The id of the event that a message carries. */
function idOf(msg: Message): string | undefined {
  const event = msg.event as { id?: unknown } | null | undefined;
  return typeof event?.id === 'string' ? event.id : undefined;
}

/** Gives an event node its input: each message confirms the event that it carries. */
export function onConfirmed({ flow: { node } }: Lifecycle, confirm: (id: string) => boolean): void {
  node.on('input', (msg: Message, _send, done) => {
    const id = idOf(msg);
    if (id === undefined) node.warn('A message confirms nothing: it has no msg.event.id');
    else if (!confirm(id)) {
      node.warn('An event was confirmed that does not wait for it: twice, too late, or after a reconnect');
    }
    done();
  });
}
