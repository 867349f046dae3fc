import { placeholdersOf, withEmbedded } from '../../cloud';
import type { ApiCall } from '../../cloud';
import { TIMEOUT } from '../../shared/account-limits';
import { savedText } from '../red-types';
import type { Flow, Message } from '../red-types';
import { logLine } from '../texts/problems';
import type { RequestSettings } from './request-settings';
import { isBlank, valueOf } from './typed-input';
import type { TypedInput } from './typed-input';

/** The call of a request node: put together from its settings and the message. */

const SENDS_PAYLOAD = new Set(['POST', 'PUT', 'PATCH']);

/**
 * The call that a node and a message ask for together.
 * @throws TuyaError `TUYA_BAD_REQUEST` that names the field that cannot be read
 */
export async function callOf(flow: Flow, settings: RequestSettings, msg: Message): Promise<ApiCall> {
  const method = settings.method || savedText(msg.method);
  const path = savedText(await valueOr(flow, settings.path, msg, msg.path));
  return {
    method,
    path,
    params: await paramsOf(flow, settings, msg, path),
    query: await valueOr(flow, settings.query, msg, msg.query),
    body: withEmbedded(path, await bodyOf(flow, settings, msg, method)),
    bodyFormat: settings.bodyFormat,
    headers: await valueOr(flow, settings.headers, msg, msg.headers),
    signHeaders: settings.signHeaders,
  };
}

/** The value of a field, or what the message says where the field says nothing. */
async function valueOr(flow: Flow, input: TypedInput, msg: Message, otherwise: unknown): Promise<unknown> {
  const value = isBlank(input) ? undefined : await valueOf(flow, input, msg);
  return value === undefined || value === '' ? otherwise : value;
}

function bodyOf(flow: Flow, { body }: RequestSettings, msg: Message, method: string): Promise<unknown> {
  if (body !== 'auto') return valueOf(flow, body, msg);
  return Promise.resolve(SENDS_PAYLOAD.has(method.trim().toUpperCase()) ? msg.payload : undefined);
}

/** The values of the path's placeholders: from the node's list, else `msg.params.x`, else `msg.x`. */
async function paramsOf(
  flow: Flow,
  { params }: RequestSettings,
  msg: Message,
  path: string,
): Promise<Record<string, unknown>> {
  const values = new Map<string, unknown>();
  for (const name of placeholdersOf(path)) {
    const source = [msg.params, msg].find((place) => holds(place, name));
    if (source !== undefined) values.set(name, (source as Record<string, unknown>)[name]);
  }
  for (const { name, input } of params) {
    const value = await valueOf(flow, input, msg);
    if (value !== undefined && value !== '') values.set(name, value);
  }
  return Object.fromEntries(values);
}

function holds(place: unknown, name: string): boolean {
  return typeof place === 'object' && place !== null && Object.hasOwn(place, name);
}

/** Milliseconds for this call: the node's, else `msg.requestTimeout`; undefined for the account's. */
export function timeoutFor(
  { RED, node }: Flow,
  { timeout }: RequestSettings,
  msg: Message,
): number | undefined {
  const asked = msg.requestTimeout;
  if (timeout !== undefined || asked === undefined || asked === null) return timeout;
  const ms = Number(savedText(asked) || 'none');
  if (Number.isFinite(ms) && ms > 0) return Math.min(ms, TIMEOUT.most * 1000);
  node.warn(logLine(RED, 'requestTimeout'));
  return undefined;
}
