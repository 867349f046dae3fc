import codes from './error-codes.json';
import { textAt } from './language';
import type { Text } from './language';

/** The one judge of Tuya's codes: what a code means for the next step stands in error-codes.json and is asked for here alone. */

/**
 * What helps against an error: `token` renew it and repeat once, `clock` learn the offset and repeat once, `overload` call less
 * often, `busy` read again after a pause, `settings` nothing until somebody changes settings, `none` it is just an error.
 */
export type Remedy = 'token' | 'clock' | 'overload' | 'busy' | 'settings' | 'none';

/** What an error is about: where people look for its end. */
export type Class =
  'settings' | 'token' | 'clock' | 'permission' | 'subscription' | 'quota' | 'device' | 'input' | 'busy';

/** One row of error-codes.json; cause and next step are texts of nodes/locales/. */
export interface ErrorCode {
  class: Class;
  remedy: Remedy;
  /**
   * What is refused: `signature`, `grant` a token call's code or refresh token, `code` the authorization code alone, `permission` this
   * call or device, `plan` what is not paid for.
   */
  refuses?: 'signature' | 'grant' | 'code' | 'permission' | 'plan';
  /** The gateway gave up on what lies behind it: a command may have run. */
  unclear?: boolean;
  /** A page, or the section that names where it is known from. */
  source: string;
}

/** As much of an error as the judge looks at. */
interface Judged {
  code: string;
  statusCode?: number | undefined;
  tuya?: { msg?: string | undefined } | undefined;
}

const rows = codes as Readonly<Record<string, ErrorCode>>;

/** The name of an error code's row: `TUYA_1106` and `1106` have one, `TUYA_HTTP_502` that of all `TUYA_HTTP_5xx`. */
function nameOf(code: string): string | undefined {
  const names = [code, code.replace(/^TUYA_/, '')];
  const families = names.map((name) => name.replace(/\d\d$/, 'xx'));
  return [...names, ...families].find((name) => Object.hasOwn(rows, name));
}

/** The catalogue's row of an error code, `TUYA_1106` or `1106`. */
export function entryOf(code: string): ErrorCode | undefined {
  const name = nameOf(code);
  return name === undefined ? undefined : rows[name];
}

function textOf(code: string, part: 'cause' | 'hint'): Text | undefined {
  const name = nameOf(code);
  return name === undefined ? undefined : textAt(`codes.${name}.${part}`);
}

/** What a code means, in a few words. */
export function causeOf(code: string): Text | undefined {
  return textOf(code, 'cause');
}

/** What to do next about a code. */
export function hintOf(code: string): Text | undefined {
  return textOf(code, 'hint');
}

/** Whether a code is one of this package's own, such as `TUYA_TIMEOUT`, and none of Tuya's. */
export function isOwn(code: string): boolean {
  return code.startsWith('TUYA_') && Object.hasOwn(rows, code);
}

/** Newer gateways say it in words (PROTOCOL 5.4). */
const OVERLOAD_TEXT = /QPS_LIMIT|too frequent|rate limit|API_QPS/i;

/** What helps against an error; the retry policy and the token rules follow it. */
export function remedyOf({ code, statusCode = 0, tuya }: Judged): Remedy {
  const known = entryOf(code)?.remedy;
  if (known !== undefined && known !== 'none') return known;
  if (OVERLOAD_TEXT.test(`${code} ${tuya?.msg ?? ''}`)) return 'overload';
  // The status counts where the catalogue knows nothing of the code in the reply.
  if (known === undefined && statusCode === 429) return 'overload';
  return known === undefined && statusCode >= 500 ? 'busy' : 'none';
}

/** Whether the cloud asks for fewer calls. */
export function isOverload(error: Judged): boolean {
  return error.statusCode === 429 || remedyOf(error) === 'overload';
}

/** Whether the answer to a token call says that its code or refresh token is worth nothing (PROTOCOL 5.2). */
export function refusesGrant(error: Judged): boolean {
  const refused = entryOf(error.code)?.refuses;
  return remedyOf(error) === 'token' || refused === 'grant' || refused === 'code';
}

/** Whether the authorization code is refused, by a cloud that knows the key. */
export function refusesCode(error: Judged): boolean {
  return entryOf(error.code)?.refuses === 'code';
}

/** Whether the signature does not match (P17). */
export function refusesSignature(error: Judged): boolean {
  return entryOf(error.code)?.refuses === 'signature';
}

/** Whether the answer leaves open what became of a command. */
export function isUnclear(error: Judged): boolean {
  return entryOf(error.code)?.unclear === true;
}

/** What an error without a code of its own says of an overload (RULES 9). */
export const OVERLOAD_CODE = 'TUYA_1199';

/** Whether the project has no right to this call, by its permissions or its plan; it may have to another. */
export function refusesPermission(error: Judged): boolean {
  const refused = entryOf(error.code)?.refuses;
  return refused === 'permission' || refused === 'plan';
}

/** No plan, one that has expired or is overdue, the trial used up: whatever is asked for (PROTOCOL 5.4); further codes are about one API. */
const WHOLE_PLAN = /^TUYA_2884100[1-4]$/;

/** Whether the whole account is refused for its plan. */
export function refusesPlan({ code }: Judged): boolean {
  return WHOLE_PLAN.test(code);
}

/** Whether the key itself is refused: it is wrong, of the wrong kind or of another place, whatever the plan. */
export function refusesKey(error: Judged): boolean {
  const { remedy, refuses } = entryOf(error.code) ?? {};
  return (
    refuses === 'permission' || refuses === 'signature' || (remedy === 'settings' && refuses === undefined)
  );
}
