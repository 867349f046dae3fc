import type { Message } from '../red-types';
import { logLine } from '../texts/problems';
import type { Lifecycle } from './lifecycle';

/** The input of an event node whose flow says when it has received a message. */

/** Counts what a flow confirms: an event that became several messages is through with the last of them. */
export class Confirmations {
  /** Messages of an event that are still to be confirmed, where they are several. */
  private readonly left = new Map<string, number>();

  /** @param close the event is through; false where it is not waited for */
  constructor(private readonly close: (id: string) => boolean) {}

  /** An event becomes so many messages. */
  expect(id: string, messages: number): void {
    if (messages > 1) this.left.set(id, messages);
    else this.left.delete(id);
  }

  /** One message of an event was confirmed; false where none is waited for. */
  confirm(id: string): boolean {
    const left = this.left.get(id) ?? 1;
    if (left > 1) {
      this.left.set(id, left - 1);
      return true;
    }
    this.left.delete(id);
    return this.close(id);
  }

  /** An event is waited for no more. */
  forget(id: string): void {
    this.left.delete(id);
  }
}

/** The id of the event that a message carries. */
function idOf(msg: Message): string | undefined {
  const event = msg.event as { id?: unknown } | null | undefined;
  return typeof event?.id === 'string' ? event.id : undefined;
}

/** Gives an event node its input: each message confirms the event that it carries. */
export function onConfirmed({ flow: { RED, node } }: Lifecycle, confirm: (id: string) => boolean): void {
  node.on('input', (msg: Message, _send, done) => {
    const id = idOf(msg);
    if (id === undefined) node.warn(logLine(RED, 'noEventId'));
    else if (!confirm(id)) {
      node.warn(logLine(RED, 'notWaiting'));
    }
    done();
  });
}
