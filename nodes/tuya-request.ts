import type { Node } from 'node-red';
import type { Answer } from './cloud/caller';
import { placeholdersOf } from './cloud/request';
import type { ApiCall } from './cloud/request';
import { attach } from './runtime/input';
import { textOf } from './runtime/red-types';
import type { Message, Red, Saved } from './runtime/red-types';
import { userOf } from './runtime/user-of';
import { setValue, valueOf } from './runtime/values';

const HOUR = 3_600_000;

/** The values of the path's placeholders: from the node's list, else `msg.params.x`, else `msg.x`. */
async function paramsOf(
  RED: Red,
  node: Node,
  saved: Saved,
  msg: Message,
  path: string,
): Promise<Record<string, unknown>> {
  const values = new Map<string, unknown>();
  const given: unknown = msg.params;
  for (const name of placeholdersOf(path)) {
    if (typeof given === 'object' && given !== null && Object.hasOwn(given, name)) {
      values.set(name, (given as Record<string, unknown>)[name]);
    } else if (Object.hasOwn(msg, name)) {
      values.set(name, msg[name]);
    }
  }
  for (const row of Array.isArray(saved.params) ? (saved.params as unknown[]) : []) {
    if (typeof row !== 'object' || row === null) continue;
    const { name, value, type } = row as { name?: unknown; value?: unknown; type?: unknown };
    const key = textOf(name).trim();
    if (key === '') continue;
    const filled = await valueOf(RED, node, msg, `parameter ${key}`, value, type);
    if (filled !== undefined && filled !== '') values.set(key, filled);
  }
  return Object.fromEntries(values);
}

async function callOf(RED: Red, node: Node, saved: Saved, msg: Message): Promise<ApiCall> {
  const setting = async (name: string, type: string, fallback: unknown): Promise<unknown> => {
    const value = await valueOf(RED, node, msg, name, saved[name], saved[`${name}Type`] ?? type);
    return value === undefined || value === '' ? fallback : value;
  };
  const method = textOf(saved.method) || textOf(msg.method);
  const path = await setting('path', 'str', msg.path);
  const bodyType = textOf(saved.bodyType, 'auto') || 'auto';
  const sendsPayload = ['POST', 'PUT', 'PATCH'].includes(method.trim().toUpperCase());
  const body =
    bodyType === 'auto'
      ? sendsPayload
        ? msg.payload
        : undefined
      : await valueOf(RED, node, msg, 'body', saved.body, bodyType);
  return {
    method,
    path: typeof path === 'string' ? path : '',
    params: await paramsOf(RED, node, saved, msg, typeof path === 'string' ? path : ''),
    query: await setting('query', 'json', msg.query),
    body,
    bodyFormat: saved.bodyFormat === 'form' ? 'form' : 'json',
    headers: await setting('headers', 'json', msg.headers),
    signHeaders: textOf(saved.signHeaders)
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}

/** Milliseconds for this call: the node's, else `msg.requestTimeout`; undefined for the account's. */
function timeoutOf(node: Node, saved: Saved, msg: Message): number | undefined {
  const own = Number(textOf(saved.timeout) || 'none');
  if (Number.isFinite(own) && own > 0) return Math.min(own * 1000, HOUR);
  if (msg.requestTimeout === undefined || msg.requestTimeout === null) return undefined;
  const asked = Number(msg.requestTimeout);
  if (Number.isFinite(asked) && asked > 0) return Math.min(asked, HOUR);
  node.warn('msg.requestTimeout is ignored: it is not a positive number of milliseconds');
  return undefined;
}

function summaryOf({ envelope, attempts, elapsed }: Answer): Record<string, unknown> {
  return {
    success: true,
    msg: envelope.msg,
    t: envelope.t,
    tid: envelope.tid,
    attempts,
    elapsed,
    pages: 1,
    more: false,
  };
}

/** Performs one signed call of any Tuya OpenAPI. */
function register(RED: Red): void {
  function TuyaRequest(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    attach(RED, this, 'tuya-request', saved.account, async (account, msg, send, signal) => {
      const call = await callOf(RED, this, saved, msg);
      const uid = await userOf(RED, this, saved, msg, account);
      const answer = await account.client.call(call, signal, timeoutOf(this, saved, msg), uid);
      const { success, result, t, tid, msg: text } = answer.envelope;
      const value = saved.ret === 'envelope' ? { success, result, t, tid, msg: text } : result;
      msg.statusCode = answer.statusCode;
      msg.tuya = summaryOf(answer);
      await setValue(RED, this, msg, saved.property, saved.propertyType, value);
      send(msg);
    });
  }
  RED.nodes.registerType('tuya-request', TuyaRequest);
}

export = register;
