import { TuyaError, badRequest, isObject } from '../../cloud';
import type { CodesAnswer, CodesAsked, Unread } from '../../shared/admin';
import { askAnyUser } from '../account/any-user';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { problem } from '../texts/problems';
import { askAccount } from './ask-account';
import { fieldsOf, withForm } from './form';

/** The codes that devices report, for a node that shall hear of some of them. */

/** Devices that are asked about at once; each costs a call. */
const MOST_DEVICES = 20;

/** What stands in a specification, or in a state: rows that have a code each. */
function codesIn(rows: unknown): string[] {
  if (!Array.isArray(rows)) return [];
  return rows.map((row) => (isObject(row) ? savedText(row.code) : '')).filter(Boolean);
}

/** What one device reports; by its state where the project has no right to its specification. */
async function codesOfDevice(ask: (path: string) => Promise<unknown>, id: string): Promise<string[]> {
  const device = `/v1.0/devices/${encodeURIComponent(id)}`;
  try {
    const specification = await ask(`${device}/specifications`);
    const codes = isObject(specification) ? codesIn(specification.status) : [];
    if (codes.length > 0) return codes;
  } catch (thrown) {
    if (!(thrown instanceof TuyaError)) throw thrown;
  }
  return codesIn(await ask(`${device}/status`));
}

/** `codes`: what these devices report, each code once and in order. */
export function codesOf(RED: Red, body: unknown): Promise<CodesAnswer> {
  return withForm(RED, body, (form) => {
    const { devices }: Unread<CodesAsked> = fieldsOf(body);
    const ids = Array.isArray(devices) ? devices.map((id) => savedText(id).trim()).filter(Boolean) : [];
    if (ids.length === 0) throw badRequest(...problem('picker.noDevice'));
    return askAccount(RED, form, async (client, store) => {
      const ask = askAnyUser(client, store);
      const lists = await Promise.all(ids.slice(0, MOST_DEVICES).map((id) => codesOfDevice(ask, id)));
      return { codes: [...new Set(lists.flat())].sort() };
    });
  });
}
