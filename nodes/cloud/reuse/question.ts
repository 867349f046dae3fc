import type { ApiRequest } from '../request/build';

/** What makes two reads the same question. */

/** A read, as far as its answer depends on it. */
export interface Question {
  /** For whom it is asked: a user's id, or nothing for the project. */
  who: string;
  /** Two with the same text have the same answer. */
  text: string;
  /** Its answer is about the world outside: no command changes it. */
  outside: boolean;
}

/** Weather and places, by what follows the version of their paths. */
const OUTSIDE = new Set(['cities', 'countries', 'ip', 'position']);

/** The question that a read asks for somebody: path, query, body, and the headers of one's own, such as `lang`. */
export function questionOf(who: string, { segments, query, headers, body }: ApiRequest): Question {
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const text = JSON.stringify([who, segments, sorted(query), sorted(own), body?.toString('latin1') ?? '']);
  return { who, text, outside: OUTSIDE.has(segments[1] ?? '') };
}

function sorted(fields: Iterable<readonly [string, string]>): (readonly [string, string])[] {
  return [...fields].sort(([one], [other]) => (one < other ? -1 : 1));
}
