import { Abort, Latest, TuyaError, authorizationRequired, isObject, refusesPermission } from '../../cloud';
import type { TokenStore, TuyaClient } from '../../cloud';
import type { Device, DevicesAnswer, DevicesAsked, Unread } from '../../shared/admin';
import { identityOf } from '../account/token-stores';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { askAccount } from './ask-account';
import { fieldsOf, withForm } from './form';
import type { Form } from './form';
import { Listing } from './listing';

/** The device picker: an account's devices by name, as far as they are read. */

/** How long a list is kept, in milliseconds, and how many accounts' lists: the oldest goes first. */
const FRESH = 60_000;
const MOST_KEPT = 20;
/** Users whose devices are shown together where none is named. */
const MOST_USERS = 10;
/** Pages that the picker follows: enough for 10 000 devices. */
const MOST_PAGES = 500;

/** Takes rows as they come. */
type Take = (rows: readonly Device[]) => void;

const kept = new Latest<{ at: number; listing: Listing }>(MOST_KEPT);

/** A row of any list of devices; none for what is no device. */
export function listed(row: unknown): Device[] {
  if (!isObject(row)) return [];
  const id = savedText(row.id ?? row.device_id);
  if (id === '') return [];
  const status: unknown[] = Array.isArray(row.status) ? row.status : [];
  return [
    {
      id,
      // Where a row has both, `name` is what the product is called.
      name: savedText(row.customName) || savedText(row.name) || id,
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

/** The lists of a project's devices: a project without linked app accounts has no right to the first, but perhaps to the other. */
export const PROJECT_LISTS = ['/v1.0/iot-01/associated-users/devices', '/v2.0/cloud/thing/device'] as const;

/** The list of a user's devices. */
export function listOfUser(uid: string): string {
  return `/v1.0/users/${encodeURIComponent(uid)}/devices`;
}

/** The project's devices by the first list that it may use and that has any. */
async function projectDevices(client: TuyaClient, take: Take): Promise<void> {
  let refusal: TuyaError | undefined;
  const [first, second] = PROJECT_LISTS;
  const linked = await list(client, first, take).catch((thrown: unknown) => {
    if (!(thrown instanceof TuyaError) || !refusesPermission(thrown)) throw thrown;
    refusal = thrown;
    return 0;
  });
  if (linked > 0) return;
  await list(client, second, take).catch((thrown: unknown) => {
    if (refusal !== undefined) throw thrown;
  });
}

/** The devices of the user that the node names, else of the newest few; one who has to authorize again hides nobody else's. */
async function userDevices(client: TuyaClient, store: TokenStore, uid: string, take: Take): Promise<void> {
  const { users } = uid === '' ? await store.list({ limit: MOST_USERS }) : { users: [{ uid }] };
  if (users.length === 0) throw authorizationRequired();
  const lists = await Promise.allSettled(
    users.map(({ uid: user }) => list(client, listOfUser(user), take, user)),
  );
  const [failed] = lists.filter((one) => one.status === 'rejected');
  const some = lists.some((one) => one.status === 'fulfilled' && one.value > 0);
  if (failed !== undefined && !some) throw failed.reason;
}

function read(RED: Red, form: Form, uid: string, take: Take): Promise<void> {
  return askAccount(RED, form, (client, store) =>
    store === undefined ? projectDevices(client, take) : userDevices(client, store, uid, take),
  );
}

/** The list of an account and user: the one that is being read, or kept, or a new one. */
function listingOf(RED: Red, form: Form, uid: string, reload: boolean): Listing {
  const { client_id, secret, baseUrl, mode } = form.settings;
  const key = identityOf(`${form.id} ${baseUrl} ${mode} ${uid}`, client_id + secret);
  const known = kept.get(key);
  const useful = known?.listing.complete === false || (!reload && Date.now() - (known?.at ?? 0) < FRESH);
  if (known !== undefined && useful) return known.listing;
  const listing = new Listing((take) => read(RED, form, uid, take));
  const keep = (): void => {
    kept.set(key, { at: Date.now(), listing });
  };
  keep();
  listing.done.then(
    () => {
      if (kept.get(key)?.listing === listing) keep(); // fresh from its end on
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
