import { TIMEOUT } from '../../shared/account-limits';
import { isObject } from '../../cloud';
import { savedText } from '../red-types';
import type { Saved } from '../red-types';
import { placeOf } from './place';
import type { Place } from './place';
import { typedInput } from './typed-input';
import type { TypedInput } from './typed-input';
import { userInput } from './user-of';

/** The settings of a request node, as they were deployed. */

const USUAL_PAGES = 100;

/** What a call answers: its result, all that the cloud said, or the values in it. */
const RETS = ['result', 'envelope', 'values'] as const;
export type Ret = (typeof RETS)[number];

/** A value for a placeholder of the path. */
export interface Param {
  name: string;
  input: TypedInput;
}

/** What a `tuya-request` node was set to, read once when the node is made. What is blank is taken from each message. */
export interface RequestSettings {
  account: string;
  method: string;
  path: TypedInput;
  params: readonly Param[];
  query: TypedInput;
  /** `auto`: the payload of a message that is sent. */
  body: TypedInput | 'auto';
  bodyFormat: 'json' | 'form';
  headers: TypedInput;
  signHeaders: string[];
  user: TypedInput;
  /** Milliseconds for the whole call; undefined for the message's or the account's. */
  timeout: number | undefined;
  pages: 'one' | 'all' | 'each';
  maxPages: number;
  ret: Ret;
  /** Values are sent and read as the device's own model means them. */
  model: boolean;
  /** Milliseconds that the answer of a read may be old; NaN where the node says what is no number. */
  reuse: number;
  parseValues: boolean;
  place: Place;
}

/** Reads the settings of a `tuya-request` node, of an old or hand-written flow too. */
export function readRequest(saved: Saved): RequestSettings {
  return {
    account: savedText(saved.account),
    method: savedText(saved.method),
    path: typedInput(saved, 'path', 'str'),
    params: paramsOf(saved.params),
    query: typedInput(saved, 'query', 'json'),
    body: (savedText(saved.bodyType) || 'auto') === 'auto' ? 'auto' : typedInput(saved, 'body', 'json'),
    bodyFormat: saved.bodyFormat === 'form' ? 'form' : 'json',
    headers: typedInput(saved, 'headers', 'json'),
    signHeaders: savedText(saved.signHeaders)
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    user: userInput(saved),
    timeout: timeoutOf(saved.timeout),
    pages: saved.pages === 'all' || saved.pages === 'each' ? saved.pages : 'one',
    maxPages: pagesOf(saved.maxPages),
    ret: RETS.find((ret) => ret === saved.ret) ?? 'result',
    model: saved.model === true,
    reuse: reuseOf(saved.reuse),
    parseValues: saved.parseValues === true,
    place: placeOf(saved),
  };
}

function paramsOf(rows: unknown): Param[] {
  if (!Array.isArray(rows)) return [];
  return rows.filter(isObject).flatMap(({ name, value, type }) => {
    const key = savedText(name).trim();
    const input = { field: `parameter ${key}`, type: savedText(type) || 'str', value: value ?? '' };
    return key === '' ? [] : [{ name: key, input }];
  });
}

function timeoutOf(saved: unknown): number | undefined {
  const seconds = Number(savedText(saved));
  if (!Number.isFinite(seconds) || seconds <= 0) return undefined;
  return Math.min(Math.max(seconds, TIMEOUT.least), TIMEOUT.most) * 1000;
}

/** A wrong one is not taken for none: who reuses nothing spends calls. */
function reuseOf(saved: unknown): number {
  if (saved === undefined || saved === null) return 0;
  return Number(savedText(saved, 'none')) * 1000;
}

function pagesOf(saved: unknown): number {
  const pages = Math.floor(Number(savedText(saved)));
  return pages >= 1 ? pages : USUAL_PAGES;
}
