import { asTuyaError, entryOf, isObject, listIn, numberIn, refusesPermission } from '../../cloud';
import type { TokenStore, TuyaClient, TuyaError } from '../../cloud';
import { PROJECT_LISTS, listOfUser, listed } from './devices';
import type { Stages } from './stages';
import type { Trial } from './trial';

/** The step of a test that reads: how many devices the key sees, and whether the project's plan lets it. */

/** So many devices are named. */
const NAMED = 3;
/** A longer name is cut off. */
const LONGEST_NAME = 60;

/** What a list has shown. */
interface Seen {
  count: number;
  /** There are more than were counted. */
  more: boolean;
  names: string[];
}

/** Reads one page of a list of devices. */
async function look(trial: Trial, client: TuyaClient, path: string, uid?: string): Promise<Seen> {
  const { signal, timeout } = trial.patience;
  for await (const page of client.pages({ method: 'GET', path }, 1, signal, { timeout, uid })) {
    const { result } = page.answer.envelope;
    const rows = page.items.flatMap(listed);
    const total = isObject(result) && typeof result.total === 'number' ? result.total : 0;
    const names = rows.slice(0, NAMED).map(({ name }) => name.slice(0, LONGEST_NAME));
    return { count: Math.max(total, rows.length), more: page.more && total <= rows.length, names };
  }
  return { count: 0, more: false, names: [] };
}

/** The first list that the project may use and that has any devices, as the device picker finds it; where no call is left, the first. */
async function lookAtProject(trial: Trial, client: TuyaClient): Promise<Seen | TuyaError> {
  let first: Seen | TuyaError | undefined;
  for (const path of PROJECT_LISTS) {
    const seen = await look(trial, client, path).catch(asTuyaError);
    if (!(seen instanceof Error) && seen.count > 0) return seen;
    first ??= seen;
    if (seen instanceof Error && !refusesPermission(seen)) break;
    if (first instanceof Error && !(seen instanceof Error)) first = seen;
  }
  return first ?? { count: 0, more: false, names: [] };
}

/** Whether the project's plan is what is missing, or the budget that somebody has set for it. */
export function endsPlan({ code }: TuyaError): boolean {
  return entryOf(code)?.refuses === 'plan' || code === 'TUYA_BUDGET';
}

/** Whether the user's token is worth nothing, and so is what renews it. */
function refusesToken({ code }: TuyaError): boolean {
  return code === 'TUYA_AUTHORIZATION_REQUIRED' || entryOf(code)?.remedy === 'token';
}

function tell(stages: Stages, seen: Seen | TuyaError, mode: string): void {
  if (seen instanceof Error) {
    // Tuya looks at the plan before it looks at what is asked for.
    if (endsPlan(seen)) stages.bad('subscription', seen);
    else if (seen.tuya?.code !== undefined) stages.good('subscription', 'stage.subscription');
    if (!endsPlan(seen)) stages.bad('read', seen);
    return;
  }
  stages.good('subscription', 'stage.subscription');
  const { count, more, names } = seen;
  const { lang } = stages.language;
  const values = { count: numberIn(lang, count), names: listIn(lang, names, count > names.length) };
  if (count === 0) stages.amiss('read', mode === 'code' ? 'stage.read.noneOfUser' : 'stage.read.none');
  else {
    const many = count > NAMED ? 'stage.read.many' : 'stage.read.some';
    const key = count === 1 ? 'stage.read.one' : more ? 'stage.read.atLeast' : many;
    // A device that is not linked is seen by nobody, and a call for it is refused as if it had no permission.
    stages.good('read', key, values, mode === 'simple' ? 'stage.read.missing' : undefined);
  }
}

/** Simple mode: reads with the project's token, which is there by now. */
export async function tryProject(trial: Trial, client: TuyaClient, stages: Stages): Promise<void> {
  tell(stages, await lookAtProject(trial, client), 'simple');
}

/** Code mode: reads as the user who authorized last; while there is none there is nothing to read. */
export async function tryUser(trial: Trial, store: TokenStore, stages: Stages): Promise<void> {
  const [user] = (await store.list({ limit: 1 })).users;
  if (user === undefined) {
    stages.open('token', 'stage.token.nobody');
    stages.open('subscription', 'stage.subscriptionLater');
    stages.open('read', 'stage.read.nobody');
    return;
  }
  const { uid } = user;
  const seen = await look(trial, trial.client(store), listOfUser(uid), uid).catch(asTuyaError);
  if (seen instanceof Error && refusesToken(seen)) {
    stages.bad('token', seen);
    return;
  }
  if (!(seen instanceof Error) || seen.tuya?.code !== undefined) stages.good('token', 'stage.token.user');
  if (trial.calls.wantedMore) stages.open('read', 'stage.read.enough');
  else tell(stages, seen, 'code');
}
