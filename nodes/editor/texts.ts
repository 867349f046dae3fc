import type account from '../locales/en-US/tuya-config.json';
import type event from '../locales/en-US/tuya-event.json';
import type request from '../locales/en-US/tuya-request.json';

/** The dialogs' texts: what a script says stands in the catalogue, and the compiler knows its keys. */

/** Every key of a catalogue that leads to a text, such as `result.busy`. */
type Keys<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${Keys<T[K]>}` }[keyof T & string];

/** Keys of the account's dialog. */
export type AccountKey = Keys<(typeof account)['tuya-config']>;
/** Keys of the request's dialog. */
export type RequestKey = Keys<(typeof request)['tuya-request']>;
/** Keys of the dialog of events. */
export type EventKey = Keys<(typeof event)['tuya-event']>;
/** Keys of what the dialogs of flow nodes share: each has these texts. */
export type PickerKey = RequestKey & EventKey;

/** The types of node whose texts the dialogs say, and their keys. */
interface Keyed {
  'tuya-config': AccountKey;
  'tuya-request': RequestKey;
  'tuya-event': EventKey;
}

/** Says a text, with the values of its `__placeholders__`. */
export type Say<Key> = (key: Key, values?: Record<string, string | number>) => string;

/** Says the texts of a type of node, in whichever dialog. */
export function sayer<Type extends keyof Keyed>(type: Type): Say<Keyed[Type]> {
  return (key, values) => RED._(`@tuya-flows/node-red-tuya-cloud/${type}:${type}.${key}`, values);
}
