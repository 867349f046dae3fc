import type { Text } from '../errors/language';
import { text } from '../errors/texts';

/** The form of a key: what can be seen to be wrong with it before anybody is asked. */

/** Tuya's keys are so many letters and digits. It is a hint alone: a key of another form is tried all the same. */
const LENGTH = { client_id: 20, secret: 32 } as const;
const PLAIN = /^[a-z0-9]*$/i;
const QUOTED = /^["'`].*["'`]$/;
/** What the console and browsers show in the place of a secret. */
const HIDDEN = /^[*•●·.…]+$/;
const LINE_BREAK = /[\r\n\v\f\u0085\u2028\u2029]/;
/** Controls, soft hyphens, joiners, marks of direction, and what else takes no room. */
const INVISIBLE = /[\p{Cc}\p{Cf}]/u;
const KEY = /^[\x21-\x7e]+$/;

/** One half of a key, as the account's fields are named. */
export type Half = keyof typeof LENGTH;

/** Why a text cannot be half of a key: no call can be made with it; undefined for one that can. */
export function impossible(value: string, half: Half): Text | undefined {
  if (KEY.test(value)) return undefined;
  const field = { field: half };
  if (HIDDEN.test(value)) return text('diagnosis.key.hidden', field);
  if (LINE_BREAK.test(value)) return text('diagnosis.key.lineBreak', field);
  if (/\s/.test(value)) return text('diagnosis.key.blank', field);
  if (INVISIBLE.test(value)) return text('diagnosis.key.invisible', field);
  return text('diagnosis.key.foreign', field);
}

function looksLike(value: string, half: Half): boolean {
  return value.length === LENGTH[half] && PLAIN.test(value);
}

function flawOf(value: string, half: Half): Text | undefined {
  if (HIDDEN.test(value)) return text('diagnosis.form.hidden', { field: half });
  if (QUOTED.test(value)) return text('diagnosis.form.quoted', { field: half });
  const values = { length: value.length, usual: LENGTH[half] };
  if (half === 'secret') {
    if (value.length !== LENGTH.secret) return text('diagnosis.form.secretLength', values);
    return PLAIN.test(value) ? undefined : text('diagnosis.form.secretCharacters');
  }
  if (value.length !== LENGTH.client_id) return text('diagnosis.form.idLength', values);
  return PLAIN.test(value) ? undefined : text('diagnosis.form.idCharacters');
}

/** What is striking about a key, the most certain first; it may be right all the same. */
export function flawsOf({ client_id, secret }: Readonly<Record<Half, string>>): Text[] {
  if (client_id === secret) return [text('diagnosis.form.same')];
  if (looksLike(client_id, 'secret') && looksLike(secret, 'client_id')) {
    return [text('diagnosis.form.swapped')];
  }
  return [flawOf(secret, 'secret'), flawOf(client_id, 'client_id')].filter((flaw) => flaw !== undefined);
}
