import type { ApiRequest } from '../request/build';
import { signature, signedText, toSign, wireUrl } from '../wire/sign';
import type { WireRequest } from '../wire/transport';
import type { CallToken, Key } from './plan';

/** A call made ready to be sent: its headers, its signature and its address (PROTOCOL 1). */

/** What one attempt is made of besides its request: each is signed anew. */
export interface Signing {
  key: Key;
  /** Absent for token calls. */
  token: CallToken | undefined;
  /** Where the call goes when no token says otherwise. */
  baseUrl: string;
  /** Milliseconds since the epoch, the same text in header and signature. */
  t: string;
  nonce: string;
}

/** One signed attempt in its final form. */
export function attempt(request: ApiRequest, { key, token, baseUrl, t, nonce }: Signing): WireRequest {
  const { client_id, secret, bundleId } = key;
  const access_token = token?.access_token;
  const headers: Record<string, string> = { ...request.headers };
  headers.client_id = client_id;
  headers.sign = signature({ client_id, secret, bundleId, access_token, t, nonce }, toSign(request));
  headers.sign_method = 'HMAC-SHA256';
  headers.t = t;
  headers.nonce = nonce;
  if (access_token !== undefined) headers.access_token = access_token;
  if (request.signedHeaders.length > 0) {
    headers['Signature-Headers'] = request.signedHeaders.map(([name]) => name).join(':');
  }
  return {
    method: request.method,
    baseUrl: token?.base_url ?? baseUrl,
    url: wireUrl(request.segments, request.query),
    headers,
    body: request.body,
    // Token calls have a socket of their own, so that slow calls never keep the token from being renewed.
    lane: token === undefined ? 'token' : undefined,
  };
}

/** The text that was signed, with names where time, nonce and token stand: where it differs from Tuya's is seen at once (P17). */
export function shownSignature(request: ApiRequest, { client_id, bundleId }: Key, hasToken: boolean): string {
  const access_token = hasToken ? '[access_token]' : undefined;
  return signedText({ client_id, bundleId, access_token, t: '[t]', nonce: '[nonce]' }, toSign(request));
}
