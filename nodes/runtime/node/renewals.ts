import type { Token } from '../../cloud';
import type { Live } from '../account/accounts';
import type { Lifecycle } from './lifecycle';
import { logLine } from '../texts/problems';

/**
 * Tells of new tokens, each once: a message that is being worked on may bring a new token itself, so while there is one, new tokens are
 * held back, and afterwards those are told that no message has brought.
 */
export class Renewals {
  private held: Token[] = [];
  private readonly brought = new Set<unknown>();

  constructor(private readonly tell: (token: Token) => void) {}

  /** A token is new; `busy` while messages are being worked on. */
  renewed(token: Token, busy: boolean): void {
    if (busy) this.held.push(token);
    else this.tell(token);
  }

  /** A message was answered with this token, or with something else. */
  bring(answer: unknown): void {
    this.brought.add((answer as { access_token?: unknown } | undefined)?.access_token);
  }

  /** No message is being worked on any more. */
  settle(): void {
    const untold = this.held.filter(({ access_token }) => !this.brought.has(access_token));
    this.held = [];
    this.brought.clear();
    for (const token of untold) this.tell(token);
  }
}

/** Emits each new token of a node's account that no message has brought, whichever account a deploy puts in its place. */
export function emitRenewals(
  life: Lifecycle,
  emit: (account: Live, token: Token) => Promise<void>,
): Renewals {
  let account: Live | undefined;
  const renewals = new Renewals((token) => {
    if (account === undefined) return;
    emit(account, token).catch(() => {
      life.flow.node.error(logLine(life.flow.RED, 'tokenLost'));
    });
  });
  life.attend((now) => {
    account = now;
    return now.client.watch((token) => {
      renewals.renewed(token, life.busy > 0);
    });
  });
  return renewals;
}
