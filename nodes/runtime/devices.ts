import type { TuyaClient } from '../cloud/client';
import { TuyaError } from '../cloud/errors';
import { accountOf, newClient } from './accounts';
import { isObject, readForm } from './form';
import type { Form } from './form';
import { textOf } from './red-types';
import type { Red } from './red-types';
import { identityOf, storeOf } from './stores';

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
/** Pages that the picker follows: enough for 10 000 devices. */
const MOST_PAGES = 500;

const kept = new Map<string, { at: number; devices: Listed[] }>();

function listed(row: unknown): Listed[] {
  if (!isObject(row)) return [];
  const id = textOf(row.id ?? row.device_id);
  if (id === '') return [];
  const status: unknown[] = Array.isArray(row.status) ? row.status : [];
  return [
    {
      id,
      name: textOf(row.name ?? row.customName) || id,
      category: textOf(row.category),
      online: (row.online ?? row.isOnline) === true,
      codes: status.flatMap((point) => (isObject(point) ? [textOf(point.code)] : [])),
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

/** The project's devices by the first list that it may use. */
async function projectDevices(client: TuyaClient): Promise<Listed[]> {
  try {
    return await list(client, '/v1.0/iot-01/associated-users/devices?size=100');
  } catch (thrown) {
    // A project without linked app accounts has no right to that list, but perhaps to this one.
    const notGranted = thrown instanceof TuyaError && /^TUYA_(1106|1108|288411\d\d)$/.test(thrown.code);
    if (!notGranted) throw thrown;
    return list(client, '/v2.0/cloud/thing/device?page_size=20');
  }
}

async function userDevices(client: TuyaClient): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const { uid } of await client.requireUsers().list()) {
    const rows = await list(client, `/v1.0/users/${encodeURIComponent(uid)}/devices`, uid);
    found.push(...rows.filter(({ id }) => !found.some((other) => other.id === id)));
  }
  return found;
}

async function fetchDevices(RED: Red, { id, settings }: Form): Promise<Listed[]> {
  const { client_id, secret, tokenStore, mode } = settings;
  const deployed = accountOf(RED, id);
  const store =
    'client' in deployed && deployed.settings.client_id === client_id
      ? deployed.store
      : storeOf(RED, { id, client_id, secret, tokenStore }, undefined);
  const client = newClient(RED, settings, mode === 'code' ? store : undefined);
  try {
    return mode === 'code' ? await userDevices(client) : await projectDevices(client);
  } finally {
    client.close();
  }
}

/** `devices`: the account's devices, kept for a minute; `reload` asks the cloud again. */
export async function devicesOf(RED: Red, body: unknown): Promise<{ devices: Listed[] }> {
  const form = readForm(RED, body);
  const { client_id, secret, baseUrl, mode } = form.settings;
  const key = identityOf(`${form.id} ${baseUrl} ${mode}`, client_id + secret);
  const known = kept.get(key);
  const reload = isObject(body) && body.reload === true;
  if (known !== undefined && !reload && Date.now() - known.at < FRESH) return { devices: known.devices };
  const devices = await fetchDevices(RED, form);
  kept.delete(key);
  kept.set(key, { at: Date.now(), devices });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return { devices };
}
