import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCloud } from '../simulator';
import type { Call, Cloud, CloudOptions } from '../simulator';
import { root } from './root';

/** What a client is given: where the cloud is, and a key. */
export interface House {
  url: string;
  client_id: string;
  secret: string;
}

/** What a client was answered: the devices, a command's outcome, and what {@link SORTED} asks for. */
export interface Told {
  list: unknown;
  command: unknown;
  sorted: unknown;
}

/** The list that each client asks for. */
export const LIST = '/v1.0/iot-01/associated-users/devices';
/** The command that each client sends. */
export const COMMAND = { device_id: 'lamp0001desk', code: 'switch_led', value: true };
/** A query whose names have to be sorted to be signed, with values that have to be encoded to be sent. */
export const SORTED = {
  path: '/v1.0/devices/sock0001coffee/logs',
  query: { type: '7,8', start_time: '1700000000000', end_time: '1700000100000', codes: 'a:b/c,ü' },
};

/** A request as a client put it on the wire, with all that its signature depends on but the key. */
export interface ForeignVector {
  client: string;
  method: string;
  url: string;
  t: string;
  nonce?: string;
  access_token?: string;
  /** Signed headers, in order. */
  headers?: [string, string][];
  body?: string;
  sign: string;
}

const RECORDS = join(root, 'test/cloud/wire/foreign-vectors.json');

function vectorOf(client: string, call: Call): ForeignVector {
  const { t = '', nonce, access_token, sign = '' } = call.headers;
  const names = (call.headers['signature-headers'] ?? '').split(':').filter((name) => name !== '');
  const isToken = call.kind === 'token';
  return {
    client,
    method: call.method,
    url: call.rawUrl,
    t,
    ...(nonce ? { nonce } : {}),
    ...(access_token && !isToken ? { access_token } : {}),
    ...(names.length > 0
      ? { headers: names.map((name) => [name, call.headers[name.toLowerCase()] ?? '']) }
      : {}),
    ...(call.body === '' ? {} : { body: call.body }),
    sign,
  };
}

/** With TUYA_RECORD set, what this client signed becomes the vectors of test/cloud/wire/foreign-vectors_spec.ts. */
function record(client: string, cloud: Cloud, calls: readonly Call[]): void {
  if (!process.env.TUYA_RECORD) return;
  const before = existsSync(RECORDS)
    ? (JSON.parse(readFileSync(RECORDS, 'utf8')) as { vectors: ForeignVector[] }).vectors
    : [];
  const vectors = [
    ...before.filter((vector) => vector.client !== client),
    ...calls.map((call) => vectorOf(client, call)),
  ];
  const { client_id, secret } = cloud;
  writeFileSync(RECORDS, `${JSON.stringify({ client_id, secret, vectors }, null, 2)}\n`);
}

const succeeded = (reply: unknown): boolean => (reply as { success?: unknown } | null)?.success === true;

/**
 * Judges the simulator by a client that is not ours, and so the signature that it and this package agree on: the client gets a
 * token, lists, sends a command and makes a query that needs sorting; with a wrong secret it is refused. Prints what passed.
 */
export async function judge(
  client: string,
  use: (house: House) => Promise<Told>,
  options: Partial<CloudOptions> = {},
): Promise<{ passed: number; failed: number }> {
  const cloud = await startCloud(options);
  const outcome = { passed: 0, failed: 0 };
  const check = (title: string, test: () => void): void => {
    try {
      test();
      outcome.passed++;
      console.log(`  ✔ ${client} ${title}`);
    } catch (error) {
      outcome.failed++;
      console.log(`  ✘ ${client} ${title}\n`, error);
    }
  };
  try {
    const house = { url: cloud.url, client_id: cloud.client_id, secret: cloud.secret };
    const told = await use(house);
    const calls = [...cloud.calls];
    check('gets a token', () => {
      assert.ok(calls.some(({ kind, code }) => kind === 'token' && code === undefined));
    });
    check('lists the devices', () => {
      assert.ok(succeeded(told.list), JSON.stringify(told.list));
      assert.match(JSON.stringify(told.list), /"Desk lamp"/);
    });
    check('sends a command', () => {
      assert.ok(succeeded(told.command), JSON.stringify(told.command));
      assert.deepEqual(cloud.executed, [COMMAND]);
    });
    check('signs a query whose names it has to sort', () => {
      assert.ok(succeeded(told.sorted), JSON.stringify(told.sorted));
      const query = calls.find(({ path }) => path === SORTED.path)?.query;
      assert.deepEqual({ ...query }, { ...SORTED.query });
    });
    check('signs all that it sends', () => {
      assert.deepEqual(
        calls.filter(({ verified }) => !verified).map(({ method, rawUrl }) => `${method} ${rawUrl}`),
        [],
      );
    });
    record(client, cloud, calls);

    cloud.forgetCalls();
    await use({ ...house, secret: 'another0secret0of0the0playground' }).catch(() => undefined);
    check('is refused with 1004 for a wrong secret', () => {
      assert.equal(cloud.calls[0]?.code, 1004);
      assert.deepEqual(
        cloud.calls.filter(({ code }) => code === undefined),
        [],
      );
    });
  } finally {
    await cloud.close();
  }
  return outcome;
}

/** The closing line that `.ci/run` counts; the process ends with 1 when something failed. */
export function close(outcomes: readonly { passed: number; failed: number }[]): void {
  const sum = (name: 'passed' | 'failed'): number => outcomes.reduce((so, one) => so + one[name], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  if (sum('failed') > 0 || sum('passed') === 0) process.exitCode = 1;
}

/** Says why a client cannot be tried. In CI that is a failure where `required`. */
export function skip(reason: string, required: boolean): void {
  if (required && process.env.CI) {
    console.error(reason);
    process.exitCode = 1;
  } else {
    console.log(`skipped: ${reason}\n0 passed, 0 failed`);
  }
}
