import { objectIn } from '../exact-json';
import { isObject } from '../json';

/** Commands as they are meant, `{ switch_led: true, bright: 55 }`, and in the shapes that Tuya wants (PROTOCOL 9.1, 9.3). */

/** How a call takes its commands. */
interface Shape {
  path: RegExp;
  /** The field of the body that holds them. */
  field: 'commands' | 'properties';
  /** Fields that stand beside it. */
  beside: readonly string[];
}

const SHAPES: readonly Shape[] = [
  { path: /\/commands$/, field: 'commands', beside: [] },
  { path: /\/shadow\/properties\/issue$/, field: 'properties', beside: [] },
  { path: /\/shadow\/properties\/desired$/, field: 'properties', beside: ['duration', 'type'] },
];

/** A value of a device in the making. */
export type Write = (code: string, value: unknown) => unknown;

/** A command as Tuya has it. */
interface Command extends Record<string, unknown> {
  code: string;
}

function shapeOf(path: string): Shape | undefined {
  const pathname = (path.split('?')[0] ?? '').trimEnd();
  return SHAPES.find((shape) => shape.path.test(pathname));
}

function isCommand(value: unknown): value is Command {
  return isObject(value) && typeof value.code === 'string' && Object.hasOwn(value, 'value');
}

/** Whether a call sets values of a device. */
export function setsValues(path: string): boolean {
  return shapeOf(path) !== undefined;
}

/**
 * A body in Tuya's shape. One that has it already stays as it is, and so does what is no object, or no call that sets values. A single
 * `{ code, value }` is one command, and a field that is undefined is none, as in JSON.
 */
export function inFullForm(path: string, body: unknown): unknown {
  const shape = shapeOf(path);
  if (shape === undefined || !isObject(body) || Object.hasOwn(body, shape.field)) return body;
  const isBeside = (name: string): boolean => shape.beside.includes(name);
  const single = isCommand(body) && Object.keys(body).length === 2;
  const given: [string, unknown][] = single ? [[body.code, body.value]] : Object.entries(body);
  const meant = given.filter(([code, value]) => value !== undefined && !isBeside(code));
  if (meant.length === 0) return body;
  const rest = single ? [] : Object.entries(body).filter(([name]) => isBeside(name));
  const commands =
    shape.field === 'commands' ? meant.map(([code, value]) => ({ code, value })) : Object.fromEntries(meant);
  return Object.fromEntries([[shape.field, commands], ...rest]);
}

/** A body in Tuya's shape with each value written anew; what is no command stays as it is. */
export function withValues(path: string, body: unknown, write: Write): unknown {
  const shape = shapeOf(path);
  if (shape === undefined || !isObject(body)) return body;
  if (shape.field === 'commands') {
    if (!Array.isArray(body.commands)) return body;
    const commands = (body.commands as unknown[]).map((row) =>
      isCommand(row) ? { ...row, value: write(row.code, row.value) } : row,
    );
    return { ...body, commands };
  }
  const properties = objectIn(body.properties);
  if (properties === undefined) return body;
  const entries = Object.entries(properties).map(([code, value]) => [code, write(code, value)] as const);
  return { ...body, properties: Object.fromEntries(entries) };
}
