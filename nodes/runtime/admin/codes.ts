import { Abort, TuyaError, authorizationRequired, badRequest, isObject } from '../../cloud';
import type { TokenStore, TuyaClient } from '../../cloud';
import type { CodesAnswer, CodesAsked, Unread } from '../../shared/admin';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { problem } from '../texts/problems';
import { askAccount } from './ask-account';
import { fieldsOf, withForm } from './form';

/** The codes that devices report, for a node that shall hear of some of them. */

/** Devices that are asked about at once; each costs a call. */
const MOST_DEVICES = 20;
/** Users in whose name a device is asked for where nobody is named. */
const MOST_USERS = 10;

/** What stands in a specification, or in a state: rows that have a code each. */
function codesIn(rows: unknown): string[] {
  return Array.isArray(rows) ? rows.flatMap((row) => (isObject(row) ? [savedText(row.code)] : [])) : [];
}

/** What one device reports; by its state where the project has no right to its specification. */
async function codesOfDevice(client: TuyaClient, id: string, uid: string | undefined): Promise<string[]> {
  const ask = async (path: string): Promise<unknown> => {
    const call = { method: 'GET', path, params: { device_id: id } };
    return (await client.call(call, new Abort(), { uid })).envelope.result;
  };
  try {
    const specification = await ask('/v1.0/devices/{device_id}/specifications');
    const codes = isObject(specification) ? codesIn(specification.status) : [];
    if (codes.length > 0) return codes;
  } catch (thrown) {
    if (!(thrown instanceof TuyaError)) throw thrown;
  }
  return codesIn(await ask('/v1.0/devices/{device_id}/status'));
}

/** In the name of the first user who has the device. */
async function codesOfUsers(client: TuyaClient, store: TokenStore, id: string): Promise<string[]> {
  const { users } = await store.list({ limit: MOST_USERS });
  let refusal: unknown = authorizationRequired();
  for (const { uid } of [...users].reverse()) {
    try {
      return await codesOfDevice(client, id, uid);
    } catch (thrown) {
      refusal = thrown;
    }
  }
  throw refusal;
}

/** `codes`: what these devices report, each code once and in order. */
export function codesOf(RED: Red, body: unknown): Promise<CodesAnswer> {
  return withForm(RED, body, (form) => {
    const { devices }: Unread<CodesAsked> = fieldsOf(body);
    const ids = Array.isArray(devices) ? devices.map((id) => savedText(id).trim()).filter(Boolean) : [];
    if (ids.length === 0) throw badRequest(...problem('picker.noDevice'));
    return askAccount(RED, form, async (client, store) => {
      const lists = await Promise.all(
        ids
          .slice(0, MOST_DEVICES)
          .map((id) =>
            store === undefined ? codesOfDevice(client, id, undefined) : codesOfUsers(client, store, id),
          ),
      );
      return { codes: [...new Set(lists.flat())].filter(Boolean).sort() };
    });
  });
}
