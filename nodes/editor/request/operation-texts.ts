import type { Operation, Parameter } from '../../cloud/catalogue/operations';
import type request from '../../locales/en-US/tuya-request.json';
import type { Say, RequestKey } from '../texts';

/** What an operation is called, in the language of the editor and in English: the catalogue itself speaks none. */

type Texts = (typeof request)['tuya-request'];

/** Says what people read of an operation. */
export interface OperationTexts {
  title: string;
  /** The title without its objects, for a label: "Send commands" of "Send commands to a device". */
  short: string;
  /** Further words under which it is found. */
  words: string;
  group: string;
}

/** The texts of an operation. */
export function textsOf({ id, group }: Operation, say: Say<RequestKey>): OperationTexts {
  const key = `operation.${id as keyof Texts['operation']}` as const;
  return {
    title: say(`${key}.title`),
    short: say(`${key}.short`),
    words: say(`${key}.words`),
    group: say(`group.${group as keyof Texts['group']}`),
  };
}

/** What a parameter means. */
export function meaningOf({ text }: Parameter, say: Say<RequestKey>): string {
  return say(`param.${text as keyof Texts['param']}`);
}

/** The same voice in English, which an editor of any language has loaded. */
export function inEnglish(say: Say<RequestKey>): Say<RequestKey> {
  return (key, values) => say(key, { ...values, lng: 'en-US' });
}
