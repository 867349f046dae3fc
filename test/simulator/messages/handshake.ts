import type { IncomingMessage } from 'node:http';
import { passwordOf } from './encryption';
import type { Refusal } from './pages';

/** What a handshake asks for. */
export interface Wish {
  /** By which consumers are sorted; the proxy makes one up where none is given. */
  name: string | undefined;
  channel: string;
  /** The whole name, with the access id. */
  subscription: string;
  type: string;
  /** Frames that are on the way at most. */
  queueSize: number;
  /** Milliseconds; 0 = never. */
  ackTimeout: number;
}

const TYPES = ['Exclusive', 'Shared', 'Failover', 'Key_Shared'];
const MOST_QUEUED = 1000;

const bad = (why: string): Refusal => ({ status: 400, message: `Invalid query params: ${why}` });

/** Reads path, query and headers of a handshake, in the order in which Pulsar's proxy looks at them. */
export function readHandshake(
  { url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>,
  account: { client_id: string; secret: string },
): Wish | Refusal {
  const { pathname, searchParams } = new URL(url, 'ws://loopback');
  const parts = pathname.split('/');
  const [, ws, version, role, domain, tenant, namespace, channel = '', subscription = ''] = parts;
  if ([ws, version, role].join('/') !== 'ws/v2/consumer') return { status: 404 };
  if (parts.length !== 9) return bad('Invalid topic name format');
  if (domain !== 'persistent') return bad(`Invalid topic domain: ${domain ?? ''}`);
  if (subscription === '') return bad('Empty subscription name');
  const type = searchParams.get('subscriptionType') ?? 'Exclusive';
  if (!TYPES.includes(type)) return bad(`Invalid subscriptionType ${type}`);
  const queue = searchParams.get('receiverQueueSize') ?? String(MOST_QUEUED);
  const timeout = searchParams.get('ackTimeoutMillis') ?? '0';
  if (!/^\d+$/.test(queue) || !/^\d+$/.test(timeout)) {
    return bad(`For input string: "${/^\d+$/.test(queue) ? timeout : queue}"`);
  }
  const ackTimeout = Number(timeout);
  if (ackTimeout > 0 && ackTimeout < 1000) {
    return bad('Ack timeout should be greater than 1000 ms');
  }
  const { client_id, secret } = account;
  if (headers.username !== client_id || headers.password !== passwordOf(client_id, secret)) {
    return { status: 401 };
  }
  if (tenant !== client_id || namespace !== 'out') return { status: 403 };
  if (Number(queue) === 0) {
    return {
      status: 500,
      message: 'Failed to create producer/consumer: Receiver queue size needs to be greater',
    };
  }
  return {
    name: searchParams.get('consumerName') ?? undefined,
    channel,
    subscription,
    type,
    queueSize: Math.min(MOST_QUEUED, Number(queue)),
    ackTimeout,
  };
}
