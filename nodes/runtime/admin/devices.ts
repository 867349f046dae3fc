import { isDeepStrictEqual } from 'node:util';
import { TuyaError, isObject, refusesPermission } from '../../cloud';
import type { TuyaClient } from '../../cloud';
import { accountOf, newClient } from '../account/accounts';
import { readForm } from './form';
import type { Form } from './form';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { identityOf, storeOf } from '../account/token-stores';

/** What the picker shows of a device: nothing that opens it. */
export interface Listed {
  id: string;
  name: string;
  category: string;
  online: boolean;
  /** Codes of its state, so that a command can be proposed that it knows. */
  codes: string[];
}

/** How long a list is kept, in milliseconds, and how many accounts' lists. */
const FRESH = 60_000;
const MOST_KEPT = 20;
/** Users whose devices are shown together where none is named. */
const MOST_USERS = 10;
/** Pages that the picker follows: enough for 10 000 devices. */
const MOST_PAGES = 500;

const kept = new Map<string, { at: number; devices: Listed[] }>();

function listed(row: unknown): Listed[] {
  if (!isObject(row)) return [];
  const id = savedText(row.id ?? row.device_id);
  if (id === '') return [];
  const status: unknown[] = Array.isArray(row.status) ? row.status : [];
  return [
    {
      id,
      name: savedText(row.name ?? row.customName) || id,
      category: savedText(row.category),
      online: (row.online ?? row.isOnline) === true,
      codes: status.flatMap((point) => (isObject(point) ? [savedText(point.code)] : [])),
    },
  ];
}

async function list(client: TuyaClient, path: string, uid?: string): Promise<Listed[]> {
  const call = { method: 'GET', path };
  const found: Listed[] = [];
  for await (const page of client.pages(call, MOST_PAGES, new AbortController().signal, { uid })) {
    found.push(...page.items.flatMap(listed));
  }
  return found;
}

/** The project's devices by the first list that it may use and that has any. */
async function projectDevices(client: TuyaClient): Promise<Listed[]> {
  let refusal: TuyaError | undefined;
  const linked = await list(client, '/v1.0/iot-01/associated-users/devices').catch((thrown: unknown) => {
    // A project without linked app accounts has no right to that list, but perhaps to the other.
    if (!(thrown instanceof TuyaError) || !refusesPermission(thrown)) throw thrown;
    refusal = thrown;
    return [];
  });
  if (linked.length > 0) return linked;
  return list(client, '/v2.0/cloud/thing/device').catch((thrown: unknown) => {
    if (refusal !== undefined) throw thrown;
    return [];
  });
}

/** The devices of the user that the node names, else of the first few; one who has to authorize again hides nobody else's. */
async function userDevices(client: TuyaClient, uid: string): Promise<Listed[]> {
  const users = uid === '' ? (await client.requireUsers().list()).slice(0, MOST_USERS) : [{ uid }];
  const lists = await Promise.allSettled(
    users.map((user) => list(client, `/v1.0/users/${encodeURIComponent(user.uid)}/devices`, user.uid)),
  );
  const [failed] = lists.filter((one) => one.status === 'rejected');
  const found = lists.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
  if (failed !== undefined && found.length === 0) throw failed.reason;
  return [...new Map(found.map((device) => [device.id, device])).values()];
}

/** Asks with the deployed account's own client where the dialog shows the same account: one token, one pace (L5). */
async function fetchDevices(RED: Red, { id, settings }: Form, uid: string): Promise<Listed[]> {
  const { client_id, secret, tokenStore, mode } = settings;
  const ask = (client: TuyaClient): Promise<Listed[]> =>
    mode === 'code' ? userDevices(client, uid) : projectDevices(client);
  const deployed = accountOf(RED, id);
  if ('client' in deployed && isDeepStrictEqual(deployed.settings, settings)) return ask(deployed.client);
  const store = mode === 'code' ? storeOf(RED, { id, client_id, secret, tokenStore }, undefined) : undefined;
  const client = newClient(RED, settings, store);
  try {
    return await ask(client);
  } finally {
    await client.close();
  }
}

/** `devices`: the account's devices, kept for a minute; `reload` asks the cloud again. */
export async function devicesOf(RED: Red, body: unknown): Promise<{ devices: Listed[] }> {
  const form = readForm(RED, body);
  const { client_id, secret, baseUrl, mode } = form.settings;
  const uid = isObject(body) ? savedText(body.uid).trim() : '';
  const key = identityOf(`${form.id} ${baseUrl} ${mode} ${uid}`, client_id + secret);
  const known = kept.get(key);
  const reload = isObject(body) && body.reload === true;
  if (known !== undefined && !reload && Date.now() - known.at < FRESH) return { devices: known.devices };
  const devices = await fetchDevices(RED, form, uid);
  kept.delete(key);
  kept.set(key, { at: Date.now(), devices });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return { devices };
}
