import type { Operation } from '../../cloud/catalogue/operations';

/** The body of a command as rows of code and value, and back into Tuya's own shape. */

/** One value that is sent: as Tuya wants it, not scaled. */
export interface Row {
  code: string;
  value: unknown;
}

/** How a call writes its rows: `{"commands":[{"code":…,"value":…}]}`, or `{"properties":{…}}`. */
export type Shape = 'commands' | 'properties';

const SHAPES: Readonly<Record<string, Shape>> = {
  'send-commands': 'commands',
  'send-iot03-commands': 'commands',
  'issue-properties': 'properties',
};

/** The shape of an operation's body; undefined for what sends no values to a device. */
export function shapeOf(operation: Operation | undefined): Shape | undefined {
  return operation === undefined ? undefined : SHAPES[operation.id];
}

type Fields = Record<string, unknown>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON in a text; undefined for anything else, and for numbers that would lose digits. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string' || /\d{16}/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function rowsOf(fields: Fields): Row[] {
  return Object.entries(fields).map(([code, value]) => ({ code, value }));
}

/** The rows in a list of commands; undefined where one says more than code and value. */
function rowsInList(list: readonly unknown[]): Row[] | undefined {
  const rows = list.filter(
    (one): one is Fields & { code: string } =>
      isFields(one) && typeof one.code === 'string' && Object.keys(one).sort().join() === 'code,value',
  );
  return rows.length === list.length ? rows.map(({ code, value }) => ({ code, value })) : undefined;
}

/**
 * The rows in the text of a body, in Tuya's shape or as `{ code: value }`; none in an empty one.
 * @returns undefined for what is no plain command, and would lose something as rows
 */
export function rowsIn(text: string, shape: Shape): Row[] | undefined {
  if (text.trim() === '') return [];
  const body = parsed(text);
  if (!isFields(body)) return undefined;
  const [only, ...others] = Object.keys(body);
  if (only !== shape || others.length > 0) {
    // The short form, which nobody mistakes for the other shape.
    return 'commands' in body || 'properties' in body ? undefined : rowsOf(body);
  }
  const inner = body[shape];
  if (shape === 'commands') return Array.isArray(inner) ? rowsInList(inner) : undefined;
  const fields = isFields(inner) ? inner : parsed(inner);
  return isFields(fields) ? rowsOf(fields) : undefined;
}

/** The body of rows, in Tuya's shape. */
export function bodyOf(rows: readonly Row[], shape: Shape): string {
  if (shape === 'commands')
    return JSON.stringify({ commands: rows.map(({ code, value }) => ({ code, value })) });
  return JSON.stringify({ properties: Object.fromEntries(rows.map(({ code, value }) => [code, value])) });
}
