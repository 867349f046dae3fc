import { createHash } from 'node:crypto';
import type { Key } from '../call/plan';

/** How a consumer says who it is: neither token nor signature, and no clock (PROTOCOL 10.1). */

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** The headers of the handshake. */
export function handshakeHeaders({ client_id, secret }: Pick<Key, 'client_id' | 'secret'>): {
  username: string;
  password: string;
} {
  return { username: client_id, password: md5(client_id + md5(secret)).slice(8, 24) };
}
