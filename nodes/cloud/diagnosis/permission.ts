import { serviceOf } from '../catalogue/services';
import type { Text } from '../errors/language';
import { text } from '../errors/texts';
import { printable } from '../request/characters';
import { devicesNamed } from './device';
import type { Facts } from './facts';
import { serviceNamed } from './service-names';
import { elsewhere } from './way';

/** Why a call is not permitted (1106 and its kin): by mode, data source and path. */

/** The id behind a word of the path: `users/{uid}`, `homes/{home_id}`. */
function behind(segments: readonly string[], word: string): string | undefined {
  const found = segments.find((_, i) => segments[i - 1] === word);
  return found === undefined ? undefined : printable(found);
}

function isIndustrial(segments: readonly string[]): boolean {
  return segments.some((segment) => segment === 'iot-02' || segment === 'iot-03');
}

/** The data source that a call of simple mode wants, and the permission package that opens it. */
function sources({ request, account }: Facts): Text[] {
  const { segments } = request;
  const devices = devicesNamed(request, account);
  const industrial = isIndustrial(segments) ? [text('diagnosis.permission.industrial')] : [];
  if (devices !== undefined) {
    return [
      text('diagnosis.permission.device', { devices }),
      ...industrial,
      text('diagnosis.permission.packages'),
    ];
  }
  const uid = behind(segments, 'users');
  if (uid !== undefined) return [text('diagnosis.permission.user', { uid })];
  const home = behind(segments, 'homes');
  if (home !== undefined) return [text('diagnosis.permission.home', { home })];
  const app = behind(segments, 'apps');
  if (app !== undefined) return [text('diagnosis.permission.app', { app })];
  if (segments.includes('associated-users')) return [text('diagnosis.permission.nobody')];
  return industrial;
}

/** What a user's token opens: that user's data, as far as the user has agreed. */
function agreed({ request, account }: Facts, user = ''): Text[] {
  const asked = behind(request.segments, 'users');
  if (asked !== undefined && user !== '' && asked !== printable(user)) {
    return [text('diagnosis.permission.otherUser', { asked, user: printable(user) })];
  }
  const devices = devicesNamed(request, account);
  return devices === undefined
    ? [text('diagnosis.permission.agreement')]
    : [text('diagnosis.permission.usersDevice', { devices })];
}

/** The service that a call belongs to, and where it is authorized. */
function serviceCause({ request }: Facts): Text[] {
  const service = serviceNamed(request.segments);
  return service === undefined ? [] : [text('diagnosis.permission.service', { service })];
}

/** Why a key gets no token: it is of the kind that the other mode needs (PROTOCOL 3.1). */
export function kindOfKey({ account }: Facts): Text {
  return account.mode === 'simple' ? text('diagnosis.kind.simple') : text('diagnosis.kind.code');
}

/** Services that nearly every project has: it is hardly one of them that is missing. */
const ORDINARY = new Set([undefined, 'IoT Core', 'Smart Home Basic Service']);

/** The causes of a denied permission, the most certain first; none where nothing more is known than the code says. */
export function permissionCauses(facts: Facts): Text[] {
  const { account, request, token } = facts;
  // A key that has got a token before is of the right kind.
  if (token === undefined) return account.isProven() ? [] : [kindOfKey(facts), elsewhere(facts)];
  const own = account.mode === 'simple' ? sources(facts) : agreed(facts, token.uid);
  const service = serviceCause(facts);
  const isOrdinary = ORDINARY.has(serviceOf(request.segments));
  return isOrdinary ? [...own, ...service, elsewhere(facts)] : [...service, ...own, elsewhere(facts)];
}
