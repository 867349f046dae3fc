import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import { printable } from '../request/characters';
import { clockCauses } from './clock-error';
import type { Facts } from './facts';
import { flawsOf } from './key-form';
import { elsewhere, proxyCauses, relayCauses } from './way';

/** Why a signature does not match (1004), the most certain cause first: what can be seen, then what cannot (PROTOCOL 1, P17). */

/** Everything that is encoded on the way, and may be decoded otherwise than it was signed (PROTOCOL 1.4). */
const ENCODED = /[^\w.~,-]/;
const MOST_NAMES = 3;

/** What can be seen about the app id, with which App Authorization keys that are bound to an app are signed (PROTOCOL 1.2). */
function appId({ account, key }: Facts): Text[] {
  const isEntered = key.bundleId !== undefined;
  if (account.mode === 'simple') return isEntered ? [text('diagnosis.signature.appIdInSimple')] : [];
  return isEntered ? [] : [text('diagnosis.signature.appIdMissing')];
}

/** What of this call may arrive as something else than was signed. */
function peculiar({ request }: Facts): Text[] {
  const { headers, signedHeaders, form, query, segments } = request;
  const found: Text[] = [];
  if (signedHeaders.length > 0) {
    const list = signedHeaders.map(([name]) => printable(name));
    found.push(text('diagnosis.signature.signedHeaders', { names: { list } }));
  }
  if (Object.keys(headers).some((name) => name.toLowerCase() === 'content-encoding')) {
    found.push(text('diagnosis.signature.contentEncoding'));
  }
  if (form.size > 0) found.push(text('diagnosis.signature.form'));
  const fields = [...query].filter((pair) => pair.some((part) => ENCODED.test(part)));
  if (fields.length > 0) {
    const list = fields.slice(0, MOST_NAMES).map(([name]) => printable(name));
    found.push(text('diagnosis.signature.query', { names: { list, plain: true } }));
  }
  if (segments.some((segment) => ENCODED.test(segment))) found.push(text('diagnosis.signature.path'));
  return found;
}

/** The causes of a refused signature, the most certain first. What this account and call exclude is not among them. */
export function signatureCauses(facts: Facts): Text[] {
  const { account, key, behind, token } = facts;
  if (account.isProven()) {
    // A key that has signed well is right, unless it was changed at Tuya since: something of this call is at fault.
    const renewed = text('diagnosis.signature.secretRenewed');
    const here = [...peculiar(facts), ...proxyCauses(facts)];
    return [...(token === undefined ? [renewed, ...here] : [...here, renewed]), ...relayCauses(facts)];
  }
  const isBound = account.mode === 'code' && key.bundleId !== undefined;
  return [
    ...flawsOf(key),
    ...clockCauses(behind),
    ...appId(facts),
    text('diagnosis.signature.secretWrong'),
    ...(isBound ? [text('diagnosis.signature.appIdWrong')] : []),
    ...proxyCauses(facts),
    elsewhere(facts),
    ...relayCauses(facts),
  ];
}
