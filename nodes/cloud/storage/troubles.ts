import { problem } from '../errors/texts';
import { configError } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import { reasonOf } from './patience';

/** Warnings about a storage that fails. */

/** What may go wrong with a storage, each told on its own. */
type Kind = 'read' | 'write' | 'open' | 'delete';

/** Tells what is wrong with a storage: each kind of trouble once, until it is over (L9). */
export class Troubles {
  private readonly told = new Set<Kind>();

  constructor(private warn: (text: string) => void) {}

  /** Somebody else is told from now on, of everything anew. */
  tell(warn: (text: string) => void): void {
    this.warn = warn;
    this.told.clear();
  }

  unreadable(thrown: unknown): TuyaError {
    const error = configError(...problem('stored.unreadable', { reason: reasonOf(thrown) }));
    this.once('read', error.message);
    return error;
  }

  unwritten(thrown: unknown): void {
    const text = `The tokens cannot be stored (${reasonOf(thrown)}): they are kept in memory and are lost with a restart`;
    this.once('write', text);
  }

  damaged(): void {
    this.once(
      'open',
      'A stored token is damaged or belongs to another secret and is left aside: its user has to authorize again',
    );
  }

  /** A user was to be removed, and whoever asked for it is told. */
  unremoved(thrown: unknown): TuyaError {
    return configError(...problem('stored.unremoved', { reason: reasonOf(thrown) }));
  }

  /** All were to be removed, and nobody waits for it. */
  uncleared(thrown: unknown): void {
    this.once('delete', `The stored tokens cannot be removed (${reasonOf(thrown)})`);
  }

  over(kind: Kind): void {
    this.told.delete(kind);
  }

  private once(kind: Kind, text: string): void {
    if (this.told.has(kind)) return;
    this.told.add(kind);
    this.warn(text);
  }
}
