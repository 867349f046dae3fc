/**
 * Tuya puts JSON into strings in some places (PROTOCOL 9): both directions of that.
 */

/** Calls whose `properties` is a JSON text in the body. */
const PROPERTIES_PATH = /\/shadow\/properties(\/(issue|desired))?$/;
/** Fields that may hold JSON text in an answer. */
const FIELDS = new Set(['value', 'values', 'model']);
const DEEPEST = 12;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A body as Tuya wants it: `properties` may be given as an object and is sent as its JSON text. */
export function withPropertiesText(path: string, body: unknown): unknown {
  const pathname = path.split('?')[0] ?? '';
  if (!PROPERTIES_PATH.test(pathname) || !isObject(body) || !isObject(body.properties)) return body;
  return { ...body, properties: JSON.stringify(body.properties) };
}

function parsed(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** An answer in which JSON in a string, such as the colour of a lamp, is what it stands for. */
export function parseEmbedded(result: unknown, depth = 0): unknown {
  if (depth > DEEPEST) return result;
  if (Array.isArray(result)) return result.map((item) => parseEmbedded(item, depth + 1));
  if (!isObject(result)) return result;
  const entries = Object.entries(result).map(([name, value]): [string, unknown] => [
    name,
    FIELDS.has(name) && typeof value === 'string' ? parsed(value) : parseEmbedded(value, depth + 1),
  ]);
  return Object.fromEntries(entries);
}
