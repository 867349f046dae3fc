import { createHash, createHmac, randomUUID } from 'node:crypto';
import * as http from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import axios from 'axios';
import { createClient } from '../../nodes/cloud';
import { root } from '../support/root';
import { KEY } from './cloud';

/** The same call by five clients: those that sign by hand do it in the fewest steps there are. */

export const AT_ONCE = 20;
const PATH = '/v1.0/iot-03/devices/vdevo155919804483178/status';
const EMPTY = createHash('sha256').update('').digest('hex');

/** One way to make the call: resolves with the value of a status, so that all have read the whole answer. */
export interface Client {
  name: string;
  call: () => Promise<unknown>;
  close?: () => unknown;
}

interface Answer {
  success: boolean;
  result: { code: string; value: unknown }[];
}

interface Undici {
  Pool: new (
    url: string,
    options: { connections: number },
  ) => {
    request(options: { path: string; method: 'GET'; headers: Record<string, string> }): Promise<{
      body: { text(): Promise<string> };
    }>;
    close(): Promise<void>;
  };
}

interface Sdk {
  TuyaContext: new (options: { baseUrl: string; accessKey: string; secretKey: string }) => {
    request(call: { method: string; path: string }): Promise<Answer>;
  };
}

function signed(): Record<string, string> {
  const t = String(Date.now());
  const nonce = randomUUID();
  const access_token = 'bench0token';
  const text = `${KEY.client_id}${access_token}${t}${nonce}GET\n${EMPTY}\n\n${PATH}`;
  const sign = createHmac('sha256', KEY.secret).update(text).digest('hex').toUpperCase();
  return { client_id: KEY.client_id, access_token, sign, sign_method: 'HMAC-SHA256', t, nonce };
}

function valueOf({ success, result }: Answer): unknown {
  if (!success) throw new Error('The cloud refused a call');
  return result[0]?.value;
}

function rawHttp(baseUrl: string): Client {
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const { hostname, port } = new URL(baseUrl);
  const call = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const options = { hostname, port, path: PATH, method: 'GET', agent, headers: signed() };
      const request = http.request(options, (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => {
          resolve(valueOf(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Answer));
        });
      });
      request.on('error', reject);
      request.end();
    });
  return {
    name: 'node:http, signed by hand',
    call,
    close: () => {
      agent.destroy();
    },
  };
}

function undici(baseUrl: string): Client {
  const { Pool } = peer('undici') as Undici;
  const pool = new Pool(baseUrl, { connections: AT_ONCE });
  return {
    name: 'undici, signed by hand',
    call: async () => {
      const { body } = await pool.request({ path: PATH, method: 'GET', headers: signed() });
      return valueOf(JSON.parse(await body.text()) as Answer);
    },
    close: () => pool.close(),
  };
}

function bareAxios(baseUrl: string): Client {
  const httpAgent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const instance = axios.create({ baseURL: baseUrl, httpAgent, proxy: false });
  return {
    name: 'axios, signed by hand',
    call: async () => valueOf((await instance.get<Answer>(PATH, { headers: signed() })).data),
    close: () => {
      httpAgent.destroy();
    },
  };
}

function officialSdk(baseUrl: string): Client {
  const { TuyaContext } = peer('@tuya/tuya-connector-nodejs') as Sdk;
  const context = new TuyaContext({ baseUrl, accessKey: KEY.client_id, secretKey: KEY.secret });
  const call = async (): Promise<unknown> => valueOf(await context.request({ method: 'GET', path: PATH }));
  return { name: "Tuya's SDK", call };
}

/** As a program uses it. */
function ours(baseUrl: string): Client {
  const { client_id, secret } = KEY;
  const client = createClient({ mode: 'simple', client_id, secret, baseUrl, rateLimit: 0 });
  const call = async (): Promise<unknown> => {
    const { result } = await client.call({ method: 'GET', path: PATH });
    return valueOf({ success: true, result: result as Answer['result'] });
  };
  return { name: 'this client', call, close: () => client.close() };
}

/** What is installed beside the bench alone. */
function peer(name: string): unknown {
  return createRequire(join(root, 'test/bench/package.json'))(name);
}

/** All of them, against one cloud. */
export function clientsOf(baseUrl: string): Client[] {
  return [rawHttp, undici, bareAxios, officialSdk, ours].map((make) => make(baseUrl));
}
