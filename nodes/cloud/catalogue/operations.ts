import catalogue from './operations.json';

/** A parameter of an operation. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'body';
  type: 'string' | 'number' | 'boolean' | 'json';
  required: boolean;
  /** What it means, in a few words. */
  text: string;
  /** A value that is right for most. */
  sample?: string;
  /** A value that is computed, as a typed input has it: now, a day ago. */
  fill?: { type: string; value: string };
}

/** One call of Tuya's OpenAPI: a row of operations.json. */
export interface Operation {
  id: string;
  group: string;
  title: string;
  /** Further words under which it is found. */
  words: string;
  method: string;
  path: string;
  params: Parameter[];
  /** A body to begin with. */
  body?: Record<string, unknown>;
  /** How the list is paged: the name of an entry in lists/dialects.ts. */
  paging?: string;
  /** The parameter that holds the size of a page, and the greatest one that Tuya takes. */
  size?: { name: string; most: number };
  /** A comma list of ids that Tuya takes only so many of. */
  batch?: { name: string; most: number };
  /** The pace that Tuya documents for this call (PROTOCOL 6.1). */
  rate?: { calls: number; seconds: number };
  /** Tuya's page about it. */
  doc: string;
}

/** Every operation of the catalogue, grouped. */
export const OPERATIONS = catalogue as readonly Operation[];

const parsed = OPERATIONS.map((operation) => ({ operation, segments: operation.path.slice(1).split('/') }));

/** How well a path fits: more for each segment that is named, -1 when it does not fit at all. */
function fit(pattern: readonly string[], segments: readonly string[]): number {
  if (pattern.length !== segments.length) return -1;
  let named = 0;
  for (const [i, part] of pattern.entries()) {
    if (part.startsWith('{')) continue;
    if (part !== segments[i]) return -1;
    named++;
  }
  return named;
}

/** The operation that a call is, by its method and the decoded segments of its path; undefined for what the catalogue does not know. */
export function operationOf(method: string, segments: readonly string[]): Operation | undefined {
  let best: Operation | undefined;
  let most = -1;
  for (const { operation, segments: pattern } of parsed) {
    const named = operation.method === method ? fit(pattern, segments) : -1;
    if (named > most) {
      best = operation;
      most = named;
    }
  }
  return best;
}
