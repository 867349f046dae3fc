import type { Node } from 'node-red';
import { badRequest } from '../../cloud';
import { savedText } from '../red-types';
import type { Message, Red } from '../red-types';

/**
 * The value of a typed input: its type and text as the dialog saved them.
 * @throws TuyaError `TUYA_BAD_REQUEST` that names the field, when the value cannot be had
 */
export function typedValue(
  RED: Red,
  node: Node,
  msg: Message,
  field: string,
  saved: unknown,
  type: unknown,
): Promise<unknown> {
  const kind = savedText(type, 'str') || 'str';
  const text = saved ?? '';
  if (kind === 'none') return Promise.resolve(undefined);
  if (kind === 'json' && typeof text === 'object') return Promise.resolve(text);
  if (kind === 'json' && savedText(text).trim() === '') return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => {
      reject(
        badRequest(`The ${field} cannot be read: ${reason}`, `Open the node and check the field ${field}.`),
      );
    };
    if (kind === 'jsonata') {
      try {
        const expression = RED.util.prepareJSONataExpression(savedText(text), node);
        RED.util.evaluateJSONataExpression(expression, msg, (error: Error | null, value: unknown) => {
          if (error) refuse('the JSONata expression failed');
          else resolve(value);
        });
      } catch {
        refuse('the JSONata expression is not valid');
      }
      return;
    }
    try {
      RED.util.evaluateNodeProperty(
        savedText(text),
        kind,
        node,
        msg,
        (error: Error | null, value: unknown) => {
          if (error) refuse(kind === 'json' ? 'it is not valid JSON' : 'there is no such value');
          else resolve(value);
        },
      );
    } catch {
      refuse(kind === 'json' ? 'it is not valid JSON' : 'there is no such value');
    }
  });
}

/** Puts an answer where the dialog says: into the message, the flow's or the global context. */
export function setValue(
  RED: Red,
  node: Node,
  msg: Message,
  property: unknown,
  type: unknown,
  value: unknown,
): Promise<void> {
  const name = savedText(property).trim() || 'payload';
  const kind = savedText(type, 'msg') || 'msg';
  if (kind !== 'flow' && kind !== 'global') {
    if (!RED.util.setMessageProperty(msg, name, value, true)) {
      return Promise.reject(
        badRequest(`The answer cannot be put into msg.${name}`, 'Choose another property for the answer.'),
      );
    }
    return Promise.resolve();
  }
  const { key, store } = RED.util.parseContextStore(name);
  return new Promise((resolve, reject) => {
    node.context()[kind].set(key, value, store, (error?: Error) => {
      if (error)
        reject(
          badRequest(`The answer cannot be stored in ${kind}.${key}`, 'Check the name of the context store.'),
        );
      else resolve();
    });
  });
}
