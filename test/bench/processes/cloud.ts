import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isSigned, readTarget } from '../../simulator/signature';
import type { Incoming } from '../../simulator/signature';
import { PROJECT, TokenEndpoint } from '../../simulator/token-endpoint';
import { serve } from './talk';

/**
 * The cloud that calls are measured against, in a process of its own: the simulator's check of signatures and its book of tokens, and
 * the same few values for each call, as fast as it can. Each client has a project of its own.
 */

/** What a client has to know. */
export interface Address {
  url: string;
  client_id: string;
  secret: string;
}

/** What a project's client has sent. */
export interface Tally {
  /** Calls for a token. */
  tokens: number;
  /** Calls of other kinds that were answered. */
  calls: number;
  /** Calls of either kind that were refused. */
  refused: number;
}

interface Key {
  client_id: string;
  secret: string;
  /** Made before July 2021: takes the signature of that time too, which newer projects refuse. */
  old: boolean;
}

interface Project extends Tally, Key {
  endpoint: TokenEndpoint;
}

const STATUS = Array.from({ length: 12 }, (_, n) => ({
  code: `switch_${n}`,
  value: n % 2 === 0 ? true : n * 10,
}));
/** More than the clients that knock at once; the machine may allow less. */
const BACKLOG = 4096;

const projects = new Map<string, Project>();
/** Seconds. */
let life = 7200;

/** Whether it is signed as it was once: only the key, the token and the time. */
function isSignedAsOnce({ headers }: Incoming, { client_id, secret }: Key, token: string): boolean {
  const text = client_id + token + (headers.t ?? '');
  return headers.sign === createHmac('sha256', secret).update(text).digest('hex').toUpperCase();
}

function answer(incoming: Incoming): object {
  const { headers, target } = incoming;
  const { client_id = '', access_token = '' } = headers;
  const project = projects.get(client_id);
  if (project === undefined) return { code: 1005, msg: 'clientId invalid' };
  const { secret, endpoint, old } = project;
  const isToken = target.startsWith('/v1.0/token');
  if (isToken) project.tokens += 1;
  const key = { client_id, secret, bundleId: '' };
  const isRight =
    isSigned(incoming, key, !isToken) ||
    (old && isSignedAsOnce(incoming, project, isToken ? '' : access_token));
  if (!isRight) {
    project.refused += 1;
    return { code: 1004, msg: 'sign invalid' };
  }
  const now = Date.now();
  if (isToken) {
    const { path, query } = readTarget(target) ?? { path: '', query: new Map<string, string>() };
    const terms = { now, life: life * 1000, login: 'sticky', platform: '' } as const;
    const outcome = endpoint.answer(incoming.method, path, query, terms);
    if ('code' in outcome) project.refused += 1;
    return outcome;
  }
  if (endpoint.tokens.uidOf(access_token) !== PROJECT || !endpoint.tokens.isValid(access_token, now)) {
    project.refused += 1;
    return { code: 1010, msg: 'token invalid' };
  }
  project.calls += 1;
  return { result: STATUS };
}

function reply(request: IncomingMessage, body: Buffer): string {
  const { method = '', url: target = '' } = request;
  const headers = request.headers as Record<string, string>;
  const outcome = answer({ method, target, headers, body });
  const tid = '4c7a1f0e9e1d11ee8a2b0242ac120002';
  return JSON.stringify({ success: 'result' in outcome, t: Date.now(), tid, ...outcome });
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const text = reply(request, Buffer.concat(chunks));
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
    response.writeHead(200, headers).end(text);
  });
});
server.keepAliveTimeout = 60_000;

const asks = {
  /** Listens; answers its address. */
  open: async (): Promise<string> => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG });
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** A new project, of which nobody has a token yet. */
  project: (key: Key): void => {
    projects.set(key.client_id, { ...key, endpoint: new TokenEndpoint(), tokens: 0, calls: 0, refused: 0 });
  },
  /** Seconds for which tokens live from now on. */
  life: (seconds: number): void => {
    life = seconds;
  },
  /** What has come since this was asked last. */
  tally: (client_id: string): Tally => {
    const project = projects.get(client_id);
    if (project === undefined) throw new Error(`There is no project ${client_id}`);
    const { tokens, calls, refused } = project;
    Object.assign(project, { tokens: 0, calls: 0, refused: 0 });
    return { tokens, calls, refused };
  },
};

export type CloudAsks = typeof asks;

if (require.main === module) serve(asks);
