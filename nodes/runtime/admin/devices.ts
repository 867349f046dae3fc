import { isDeepStrictEqual } from 'node:util';
import { Abort, TuyaError, authorizationRequired, isObject, refusesPermission } from '../../cloud';
import type { TokenStore, TuyaClient } from '../../cloud';
import type { Device, DevicesAnswer, DevicesAsked, Unread } from '../../shared/admin';
import { accountOf } from '../account/accounts';
import { GUESTS, newClient } from '../account/clients';
import { identityOf, storeOf } from '../account/token-stores';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { fieldsOf, withForm } from './form';
import type { Form } from './form';
import { Listing } from './listing';

/** The device picker: an account's devices by name, as far as they are read. */

/** How long a list is kept, in milliseconds, and how many accounts' lists. */
const FRESH = 60_000;
const MOST_KEPT = 20;
/** Users whose devices are shown together where none is named. */
const MOST_USERS = 10;
/** Pages that the picker follows: enough for 10 000 devices. */
const MOST_PAGES = 500;

/** Takes rows as they come. */
type Take = (rows: readonly Device[]) => void;

const kept = new Map<string, { at: number; listing: Listing }>();

function listed(row: unknown): Device[] {
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

/** Follows a list to its end; answers how many rows there were. */
async function list(client: TuyaClient, path: string, take: Take, uid?: string): Promise<number> {
  const call = { method: 'GET', path };
  let count = 0;
  for await (const page of client.pages(call, MOST_PAGES, new Abort(), { uid })) {
    const rows = page.items.flatMap(listed);
    count += rows.length;
    take(rows);
  }
  return count;
}

/** The project's devices by the first list that it may use and that has any. */
async function projectDevices(client: TuyaClient, take: Take): Promise<void> {
  let refusal: TuyaError | undefined;
  const linked = await list(client, '/v1.0/iot-01/associated-users/devices', take).catch(
    (thrown: unknown) => {
      // A project without linked app accounts has no right to that list, but perhaps to the other.
      if (!(thrown instanceof TuyaError) || !refusesPermission(thrown)) throw thrown;
      refusal = thrown;
      return 0;
    },
  );
  if (linked > 0) return;
  await list(client, '/v2.0/cloud/thing/device', take).catch((thrown: unknown) => {
    if (refusal !== undefined) throw thrown;
  });
}

/** The devices of the user that the node names, else of the newest few; one who has to authorize again hides nobody else's. */
async function userDevices(client: TuyaClient, store: TokenStore, uid: string, take: Take): Promise<void> {
  const { users } = uid === '' ? await store.list({ limit: MOST_USERS }) : { users: [{ uid }] };
  if (users.length === 0) throw authorizationRequired();
  const lists = await Promise.allSettled(
    users.map((user) => list(client, `/v1.0/users/${encodeURIComponent(user.uid)}/devices`, take, user.uid)),
  );
  const [failed] = lists.filter((one) => one.status === 'rejected');
  const some = lists.some((one) => one.status === 'fulfilled' && one.value > 0);
  if (failed !== undefined && !some) throw failed.reason;
}

/** Asks with the deployed account's own client where the dialog shows the same account: one token, one pace (L5). */
async function read(RED: Red, { id, settings }: Form, uid: string, take: Take): Promise<void> {
  const account =
    settings.mode === 'simple'
      ? settings
      : { ...settings, store: storeOf(RED, { id, ...settings }, undefined) };
  const ask = (client: TuyaClient): Promise<void> =>
    account.mode === 'simple' ? projectDevices(client, take) : userDevices(client, account.store, uid, take);
  const deployed = accountOf(RED, id);
  if ('client' in deployed && isDeepStrictEqual(deployed.settings, settings)) return ask(deployed.client);
  const client = newClient(RED, account, GUESTS);
  try {
    await ask(client);
  } finally {
    await client.close();
  }
}

/** Keeps a list under its key; the oldest goes when there are too many. */
function keep(key: string, listing: Listing): void {
  kept.delete(key);
  kept.set(key, { at: Date.now(), listing });
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
}

/** The list of an account and user: the one that is being read, or kept, or a new one. */
function listingOf(RED: Red, form: Form, uid: string, reload: boolean): Listing {
  const { client_id, secret, baseUrl, mode } = form.settings;
  const key = identityOf(`${form.id} ${baseUrl} ${mode} ${uid}`, client_id + secret);
  const known = kept.get(key);
  const useful = known?.listing.complete === false || (!reload && Date.now() - (known?.at ?? 0) < FRESH);
  if (known !== undefined && useful) return known.listing;
  const listing = new Listing((take) => read(RED, form, uid, take));
  keep(key, listing);
  listing.done.then(
    () => {
      if (kept.get(key)?.listing === listing) keep(key, listing); // fresh from its end on
    },
    () => {
      if (kept.get(key)?.listing === listing) kept.delete(key);
    },
  );
  return listing;
}

/** `devices`: the account's devices, kept for a minute; `reload` asks the cloud again. */
export function devicesOf(RED: Red, body: unknown): Promise<DevicesAnswer> {
  return withForm(RED, body, async (form) => {
    const { uid, reload, from }: Unread<DevicesAsked> = fieldsOf(body);
    const listing = listingOf(RED, form, savedText(uid).trim(), reload === true);
    const place = typeof from === 'number' && from >= 0 ? Math.floor(from) : undefined;
    if (place !== undefined) await listing.beyond(place);
    if (place === undefined || listing.complete) await listing.done;
    const devices = listing.from(place ?? 0);
    return listing.complete ? { devices } : { devices, more: true };
  });
}
