import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Address } from '../processes/cloud';
import { PATH, valueOf } from './peer';
import type { Envelope } from './peer';

/** What those write who sign by hand: the signature in the fewest steps there are, and a token that is asked for when it has ended. */

const EMPTY = createHash('sha256').update('').digest('hex');

/** How a request gets out and its whole answer, parsed, comes back. */
type Get = (path: string, headers: Record<string, string>) => Promise<unknown>;

interface Grant {
  success: boolean;
  result: { access_token: string; expire_time: number };
}

/** The headers of a GET; the token call itself has no token. */
export function signed(
  { client_id, secret }: Pick<Address, 'client_id' | 'secret'>,
  path: string,
  access_token = '',
): Record<string, string> {
  const t = String(Date.now());
  const nonce = randomUUID();
  const text = `${client_id}${access_token}${t}${nonce}GET\n${EMPTY}\n\n${path}`;
  const sign = createHmac('sha256', secret).update(text).digest('hex').toUpperCase();
  const headers = { client_id, sign, sign_method: 'HMAC-SHA256', t, nonce };
  return access_token === '' ? headers : { ...headers, access_token };
}

/**
 * The call by hand.
 * @param shares whether those who need a token at once wait for one; otherwise each asks for its own, as tutorials do
 */
export function byHand(cloud: Address, get: Get, shares: boolean): () => Promise<unknown> {
  let token = '';
  let end = 0;
  let asking: Promise<void> | undefined;
  const login = async (): Promise<void> => {
    const path = '/v1.0/token?grant_type=1';
    const { success, result } = (await get(path, signed(cloud, path))) as Grant;
    if (!success) throw new Error('The cloud gave no token');
    token = result.access_token;
    end = Date.now() + result.expire_time * 1000;
  };
  const renew = (): Promise<void> => {
    if (!shares) return login();
    asking ??= login().finally(() => (asking = undefined));
    return asking;
  };
  return async () => {
    if (Date.now() >= end) await renew();
    return valueOf((await get(PATH, signed(cloud, PATH, token))) as Envelope);
  };
}
