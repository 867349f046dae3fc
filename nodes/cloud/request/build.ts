import { problem } from '../errors/texts';
import { badRequest } from '../errors/tuya-error';
import { bodyBytes, formBytes } from './body';
import { printable } from './characters';
import { fieldsOf } from './fields';
import { headersOf, signedHeaders, withFormType, withJsonType } from './headers';
import { parsePath } from './path';

/** A request made from what a flow asks for, checked. */

/** A call as a flow asks for it. */
export interface ApiCall {
  method: string;
  /** `/v1.0/…`, with `{placeholders}` and perhaps a query. */
  path: string;
  /** Values of the placeholders. */
  params?: Readonly<Record<string, unknown>> | undefined;
  query?: unknown;
  body?: unknown;
  bodyFormat?: 'json' | 'form' | undefined;
  headers?: unknown;
  /** Names of the headers to sign, in order. */
  signHeaders?: readonly string[] | undefined;
}

/** A checked call: everything decoded, the body in its final bytes. */
export interface ApiRequest {
  method: string;
  segments: readonly string[];
  query: ReadonlyMap<string, string>;
  /** Fields of a form, signed as if they stood in the query (PROTOCOL 1.5). */
  form: ReadonlyMap<string, string>;
  body?: Buffer | undefined;
  headers: Readonly<Record<string, string>>;
  signedHeaders: readonly (readonly [string, string])[];
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']);
/** Methods that say what kind of body they have even when there is none. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Checks a call and brings it into the one form that is signed and sent.
 * @throws TuyaError `TUYA_BAD_REQUEST` that names what is wrong
 */
export function buildRequest(call: ApiCall): ApiRequest {
  const method = methodOf(call.method);
  const { segments, query } = parsePath(call.path, call.params ?? {});
  for (const [name, value] of fieldsOf(call.query, 'query')) query.set(name, value);
  const given = headersOf(call.headers);
  const isForm = call.bodyFormat === 'form';
  const form = isForm ? fieldsOf(call.body, 'form') : new Map<string, string>();
  for (const name of form.keys()) {
    if (query.has(name)) throw badRequest(...problem('body.twice', { name: printable(name) }));
  }
  const body = isForm ? formBytes(form) : bodyBytes(call.body);
  const isJson = !isForm && (body !== undefined || WITH_BODY.has(method));
  const headers = isForm ? withFormType(given) : isJson ? withJsonType(given) : given;
  return {
    method,
    segments,
    query,
    form,
    body,
    headers,
    signedHeaders: signedHeaders(headers, call.signHeaders ?? []),
  };
}

function methodOf(given: unknown): string {
  const method = typeof given === 'string' ? given.trim().toUpperCase() : '';
  if (METHODS.has(method)) return method;
  if (method === '') throw badRequest(...problem('method.missing'));
  throw badRequest(...problem('method.unknown', { method: printable(method) }));
}
