import type { Said } from '../errors/language';
import { problem, text } from '../errors/texts';
import { configError } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import { reasonOf } from './patience';

/** Warnings about a storage that fails. */

/** What may go wrong with a storage, each told on its own. */
type Kind = 'read' | 'write' | 'open' | 'delete';

/** Tells what is wrong with a storage: each kind of trouble once, until it is over (L9). */
export class Troubles {
  private readonly told = new Set<Kind>();

  constructor(private warn: (said: Said) => void) {}

  /** Somebody else is told from now on, of everything anew. */
  tell(warn: (said: Said) => void): void {
    this.warn = warn;
    this.told.clear();
  }

  unreadable(thrown: unknown): TuyaError {
    const error = configError(...problem('stored.unreadable', { reason: reasonOf(thrown) }));
    this.once('read', error.said.message);
    return error;
  }

  unwritten(thrown: unknown): void {
    this.once('write', text('warning.tokens.unstored', { reason: reasonOf(thrown) }));
  }

  damaged(): void {
    this.once('open', text('warning.tokens.damaged'));
  }

  /** A user was to be removed, and whoever asked for it is told. */
  unremoved(thrown: unknown): TuyaError {
    return configError(...problem('stored.unremoved', { reason: reasonOf(thrown) }));
  }

  /** All were to be removed, and nobody waits for it. */
  uncleared(thrown: unknown): void {
    this.once('delete', text('warning.tokens.unremoved', { reason: reasonOf(thrown) }));
  }

  over(kind: Kind): void {
    this.told.delete(kind);
  }

  private once(kind: Kind, said: Said): void {
    if (this.told.has(kind)) return;
    this.told.add(kind);
    this.warn(said);
  }
}
