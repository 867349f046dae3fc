import type { Node } from 'node-red';
import { parseEmbedded, placeholdersOf, withEmbedded } from './cloud';
import type { Answer, ApiCall, Effort, Page } from './cloud';
import { attach } from './runtime/node/flow-node';
import { savedText } from './runtime/red-types';
import type { Message, Red, Saved, Send } from './runtime/red-types';
import { userOf } from './runtime/node/user-of';
import { setValue, typedValue } from './runtime/node/typed-input';

const HOUR = 3_600_000;
const MOST_PAGES = 100;

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
    const key = savedText(name).trim();
    if (key === '') continue;
    const filled = await typedValue(RED, node, msg, `parameter ${key}`, value, type);
    if (filled !== undefined && filled !== '') values.set(key, filled);
  }
  return Object.fromEntries(values);
}

async function callOf(RED: Red, node: Node, saved: Saved, msg: Message): Promise<ApiCall> {
  const setting = async (name: string, type: string, fallback: unknown): Promise<unknown> => {
    if (savedText(saved[name], 'none').trim() === '') return fallback;
    const value = await typedValue(RED, node, msg, name, saved[name], saved[`${name}Type`] ?? type);
    return value === undefined || value === '' ? fallback : value;
  };
  const method = savedText(saved.method) || savedText(msg.method);
  const path = await setting('path', 'str', msg.path);
  const pathText = typeof path === 'string' ? path : '';
  const bodyType = savedText(saved.bodyType, 'auto') || 'auto';
  const sendsPayload = ['POST', 'PUT', 'PATCH'].includes(method.trim().toUpperCase());
  const body =
    bodyType === 'auto'
      ? sendsPayload
        ? msg.payload
        : undefined
      : await typedValue(RED, node, msg, 'body', saved.body, bodyType);
  return {
    method,
    path: pathText,
    params: await paramsOf(RED, node, saved, msg, pathText),
    query: await setting('query', 'json', msg.query),
    body: withEmbedded(pathText, body),
    bodyFormat: saved.bodyFormat === 'form' ? 'form' : 'json',
    headers: await setting('headers', 'json', msg.headers),
    signHeaders: savedText(saved.signHeaders)
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  };
}

/** Milliseconds for this call: the node's, else `msg.requestTimeout`; undefined for the account's. */
function timeoutOf(node: Node, saved: Saved, msg: Message): number | undefined {
  const own = Number(savedText(saved.timeout) || 'none');
  if (Number.isFinite(own) && own > 0) return Math.min(own * 1000, HOUR);
  if (msg.requestTimeout === undefined || msg.requestTimeout === null) return undefined;
  const asked = Number(savedText(msg.requestTimeout) || 'none');
  if (Number.isFinite(asked) && asked > 0) return Math.min(asked, HOUR);
  node.warn('msg.requestTimeout is ignored: it is not a positive number of milliseconds');
  return undefined;
}

/** What `msg.tuya` tells of an answer. */
function summaryOf({ envelope }: Answer, effort: Effort, more: boolean): object {
  const { msg, t, tid } = envelope;
  return { success: true, code: undefined, msg, t, tid, hint: '', ...effort, more };
}

/** Performs one signed call of any Tuya OpenAPI. */
function register(RED: Red): void {
  function TuyaRequest(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    const { property, propertyType } = saved;
    const maxPages = Math.floor(Number(savedText(saved.maxPages)) || MOST_PAGES);
    const parsed = (value: unknown): unknown => (saved.parseValues === true ? parseEmbedded(value) : value);

    const put = async (msg: Message, answer: Answer, effort: Effort, more: boolean, value: unknown) => {
      msg.statusCode = answer.statusCode;
      msg.tuya = summaryOf(answer, effort, more);
      await setValue(RED, this, msg, property, propertyType, parsed(value));
    };

    /** One call, one message. */
    const one = async (msg: Message, send: Send, answer: Answer): Promise<void> => {
      const { success, result, t, tid, msg: text } = answer.envelope;
      const value = saved.ret === 'envelope' ? { success, result, t, tid, msg: text } : result;
      const { attempts, elapsed } = answer;
      await put(msg, answer, { attempts, elapsed, pages: 1 }, false, value);
      send(msg);
    };

    /** All pages in one message. */
    const all = async (msg: Message, send: Send, pages: AsyncIterable<Page>): Promise<void> => {
      const items: unknown[] = [];
      const effort: Effort = { attempts: 0, elapsed: 0, pages: 0 };
      for await (const { items: rows, answer, last, more } of pages) {
        for (const row of rows) items.push(row);
        effort.attempts += answer.attempts;
        effort.elapsed += answer.elapsed;
        effort.pages++;
        if (last) await put(msg, answer, effort, more, items);
      }
      send(msg);
    };

    /** A message for each page, in parts that the core join node puts together; the next is fetched after it was sent. */
    const each = async (msg: Message, send: Send, pages: AsyncIterable<Page>): Promise<void> => {
      const id = RED.util.generateId();
      // What join puts together, and the parts of an outer sequence to which this message belongs, as core split has it.
      const place = savedText(property).trim() || 'payload';
      const inMessage = (savedText(propertyType, 'msg') || 'msg') === 'msg' && place !== 'payload';
      const around = {
        ...(msg.parts === undefined ? {} : { parts: msg.parts }),
        ...(inMessage ? { property: place } : {}),
      };
      let index = 0;
      for await (const { items, answer, last, more } of pages) {
        const { attempts, elapsed } = answer;
        const copy: Message = RED.util.cloneMessage(msg);
        await put(copy, answer, { attempts, elapsed, pages: index + 1 }, more, items);
        // More than one in `len` tells join that the parts are pieces of one array.
        const parts = { ...around, id, type: 'array', index, len: Math.max(2, items.length) };
        copy.parts = last ? { ...parts, count: index + 1 } : parts;
        index++;
        send(copy);
      }
    };

    attach(RED, this, 'tuya-request', saved.account, async (account, msg, send, signal) => {
      const { client } = account;
      const call = await callOf(RED, this, saved, msg);
      const uid = await userOf(RED, this, saved, msg, account);
      const options = { uid, timeout: timeoutOf(this, saved, msg), line: this };
      if (saved.pages === 'all') await all(msg, send, client.pages(call, maxPages, signal, options));
      else if (saved.pages === 'each') await each(msg, send, client.pages(call, maxPages, signal, options));
      else await one(msg, send, await client.call(call, signal, options));
    });
  }
  RED.nodes.registerType('tuya-request', TuyaRequest);
}

export = register;
