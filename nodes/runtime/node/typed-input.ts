import { badRequest } from '../../cloud';
import { savedText } from '../red-types';
import type { Flow, Message, Saved } from '../red-types';
import { problem } from '../texts/problems';

/** Typed inputs: as the dialog saved them, and their values for a message. */

/** A typed input as the dialog saved it. */
export interface TypedInput {
  /** What it is for, as errors name it. */
  field: string;
  type: string;
  value: unknown;
}

/** Reads the typed input `name` of a saved node, whose type stands beside it. */
export function typedInput(saved: Saved, name: string, usual: string, field = name): TypedInput {
  return { field, type: savedText(saved[`${name}Type`]) || usual, value: saved[name] ?? '' };
}

/** Whether nothing was entered. */
export function isBlank({ value }: TypedInput): boolean {
  return typeof value === 'string' && value.trim() === '';
}

/**
 * The value that a typed input has for a message.
 * @throws TuyaError `TUYA_BAD_REQUEST` that names the field, when the value cannot be had
 */
export async function valueOf(flow: Flow, input: TypedInput, msg: Message): Promise<unknown> {
  const { field, type, value } = input;
  if (type === 'none') return undefined;
  if (type === 'json' && (typeof value === 'object' || isBlank(input)))
    return isBlank(input) ? undefined : value;
  try {
    return await evaluated(flow, input, msg);
  } catch {
    throw badRequest(...problem(PROBLEMS[type] ?? 'node.input', { field }));
  }
}

const PROBLEMS: Readonly<Record<string, 'node.inputJson' | 'node.inputJsonata' | undefined>> = {
  json: 'node.inputJson',
  jsonata: 'node.inputJsonata',
};

function evaluated({ RED, node }: Flow, { type, value }: TypedInput, msg: Message): Promise<unknown> {
  const text = savedText(value);
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, result: unknown): void => {
      if (error) reject(error);
      else resolve(result);
    };
    if (type === 'jsonata') {
      RED.util.evaluateJSONataExpression(RED.util.prepareJSONataExpression(text, node), msg, done);
    } else {
      RED.util.evaluateNodeProperty(text, type, node, msg, done);
    }
  });
}
