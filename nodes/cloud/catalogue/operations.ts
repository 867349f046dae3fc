import catalogue from './operations.json';

/**
 * The catalogue of Tuya's operations, as its JSON file has it, and the search for the one that a call means. It speaks no language: what
 * people read of an operation stands in the texts of the request's dialog.
 */

/** A parameter of an operation. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'body';
  type: 'string' | 'number' | 'boolean' | 'json';
  required: boolean;
  /** Names what it means: a key of the texts. Those that mean the same have the same. */
  text: string;
  /** A value that is right for most. */
  sample?: string;
  /** A value that is computed, as a typed input has it: now, a day ago. */
  fill?: { type: string; value: string };
}

/** One call of Tuya's OpenAPI: a row of operations.json. */
export interface Operation {
  /** Names it for ever; a key of the texts too. */
  id: string;
  /** What it is about: a key of the texts. */
  group: string;
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
  /** What it reads, devices report by themselves: a tuya-event node hears it for no call. */
  reported?: boolean;
  /** Tuya's page about it. */
  doc: string;
}

/** Every operation of the catalogue, grouped. */
export const OPERATIONS = catalogue as readonly Operation[];

interface Candidate {
  operation: Operation;
  pattern: readonly string[];
  /** Segments that are named and not left open. */
  named: number;
}

/** Candidates by method and number of segments, those that name most of their path first: a call looks at a handful. */
const candidates = new Map<string, Candidate[]>();
for (const operation of OPERATIONS) {
  const pattern = operation.path.slice(1).split('/');
  const candidate = { operation, pattern, named: pattern.filter((part) => !isOpen(part)).length };
  const key = keyOf(operation.method, pattern);
  candidates.set(
    key,
    [...(candidates.get(key) ?? []), candidate].sort((a, b) => b.named - a.named),
  );
}

function keyOf(method: string, segments: readonly string[]): string {
  return `${method} ${segments.length}`;
}

function isOpen(part: string): boolean {
  return part.startsWith('{');
}

/** The operation that a call is, by its method and the decoded segments of its path; undefined for what the catalogue does not know. */
export function operationOf(method: string, segments: readonly string[]): Operation | undefined {
  const fits = ({ pattern }: Candidate): boolean =>
    pattern.every((part, i) => part === segments[i] || isOpen(part));
  return candidates.get(keyOf(method, segments))?.find(fits)?.operation;
}
