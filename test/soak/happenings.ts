import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Seal } from '../../nodes/cloud/storage/seal';
import type { Cloud } from '../simulator';
import { SPOILED } from './disk';
import type { Failure } from './round';
import { USERS } from './stage';
import type { Stage } from './stage';

/** What happens to a machine, its processes and its users, besides a cloud that answers badly. */

/** How it went: what it hit, and what failed meanwhile. */
export interface Course {
  met: number;
  failures: Failure[];
}

const QUARTER = 15 * 60_000;
const HOUR = 60 * 60_000;
/** A user who comes and goes. */
const GUEST = 'uid-guest';
const MANY = 30;

const refused = ({ calls }: Cloud, code: number): number => calls.filter((call) => call.code === code).length;
const tokenCalls = (cloud: Cloud): number => cloud.tokenCalls.length;

/** What a promise fails with; undefined when it does not. */
function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
}

/** A guest authorizes, suffers, and has to authorize again; then nothing is amiss, and the guest leaves. */
async function loseGuest(stage: Stage, fault: Parameters<Cloud['fail']>[0]): Promise<Course> {
  const { here, patience } = stage;
  const { code } = stage.clouds;
  await patience.until(here.authorize(code.issueCode(GUEST)));
  code.fail(fault, { kind: 'token' });
  const told = await patience.until(codeOf(here.renew(GUEST)));
  if (told !== 'TUYA_AUTHORIZATION_REQUIRED')
    stage.wrong.note('calls', `a lost guest was told ${told ?? 'nothing'}`);
  const met = code.calls.filter((call) => call.fault !== undefined).length;
  await patience.until(here.authorize(code.issueCode(GUEST)));
  await patience.until(here.renew(GUEST));
  await patience.until(here.forget(GUEST));
  return { met, failures: await stage.round() };
}

/** Each happening plays itself. */
const HAPPENINGS = {
  'the cloud hangs up': async (stage: Stage): Promise<Course> => {
    const met = stage.allClouds.reduce((sum, { openSockets }) => sum + openSockets, 0);
    for (const cloud of stage.allClouds) await cloud.hangUp();
    return { met, failures: await stage.round() };
  },

  'an outage of an hour': async (stage: Stage): Promise<Course> => {
    const before = stage.ways.met;
    stage.ways.taken = 'refused';
    const failures: Failure[] = [];
    for (let quarter = 0; quarter < 4; quarter++) {
      failures.push(...(await stage.round()));
      await stage.pass(QUARTER);
    }
    return { met: stage.ways.met - before, failures };
  },

  'every token dies': async (stage: Stage): Promise<Course> => {
    for (const cloud of stage.allClouds) cloud.expireTokens();
    const failures = await stage.round();
    return { met: stage.allClouds.reduce((sum, cloud) => sum + refused(cloud, 1010), 0), failures };
  },

  'a refresh token is refused': (stage: Stage): Promise<Course> => loseGuest(stage, { code: 1010 }),

  'the reply to a refresh is lost': (stage: Stage): Promise<Course> => loseGuest(stage, 'lost-reply'),

  'many calls at the moment of expiry': async (stage: Stage): Promise<Course> => {
    for (const cloud of stage.allClouds) cloud.expireTokens();
    const reads = Array.from({ length: MANY }, () => [stage.simple.read(), stage.here.read(USERS[0])]).flat();
    const codes = await stage.patience.until(Promise.all(reads.map(codeOf)));
    const fetched = stage.allClouds.map(tokenCalls);
    // The other user's token may happen to be due in the same second.
    [1, USERS.length].forEach((most, i) => {
      const count = fetched[i] ?? 0;
      if (count < 1 || count > most) stage.wrong.note('tokens', `${count} token calls for one expiry`);
    });
    const failures = codes.flatMap((code) => (code === undefined ? [] : [{ code, message: code }]));
    return { met: fetched.reduce((sum, count) => sum + count, 0), failures };
  },

  'the clock is set': async (stage: Stage): Promise<Course> => {
    const minutes = 10 + stage.random() * 24 * 60;
    const right = stage.clouds.simple.now();
    stage.machine.setWall(right + (stage.random() < 0.5 ? -1 : 1) * Math.round(minutes) * 60_000);
    const failures = await stage.round();
    return { met: stage.allClouds.reduce((sum, cloud) => sum + refused(cloud, 1013), 0), failures };
  },

  'the machine sleeps': async (stage: Stage): Promise<Course> => {
    stage.machine.sleep(3 * HOUR);
    const failures = await stage.round();
    const fetched = stage.allClouds.map(tokenCalls);
    if (fetched.includes(0)) stage.wrong.note('tokens', 'after a sleep no new token was fetched');
    // What is stored ends by the wall clock, which may have been set since: there a refusal is right.
    if (refused(stage.clouds.simple, 1010) > 0)
      stage.wrong.note('tokens', 'after a sleep a token that had ended was used');
    return { met: fetched.reduce((sum, count) => sum + count, 0), failures };
  },

  'a code that was used': async (stage: Stage): Promise<Course> => {
    const { here, patience } = stage;
    const { code } = stage.clouds;
    const used = code.issueCode(GUEST);
    await patience.until(here.authorize(used));
    const told = await patience.until(codeOf(here.authorize(used)));
    if (told === undefined) stage.wrong.note('users', 'a code worked twice');
    const met = refused(code, 1107);
    await patience.until(here.renew(GUEST));
    await patience.until(here.forget(GUEST));
    return { met, failures: await stage.round() };
  },

  'a deploy while calls are under way': async (stage: Stage): Promise<Course> => {
    let met = 0;
    for (const which of ['simple', 'here'] as const) {
      const cloud = which === 'simple' ? stage.clouds.simple : stage.clouds.code;
      cloud.fail('hang', { kind: 'business', times: 2 });
      const arrived = cloud.callCount(cloud.calls.length + 2);
      const home = stage[which];
      const uid = which === 'simple' ? undefined : USERS[0];
      const codes = Promise.all([codeOf(home.read(uid)), codeOf(home.read(uid))]);
      await stage.patience.until(arrived);
      await stage.redeploy(which);
      for (const code of await codes) {
        if (code === 'TUYA_ABORTED') met++;
        else stage.wrong.note('calls', `a deploy ended a call with ${code ?? 'a success'}`);
      }
    }
    return { met, failures: [] };
  },

  'kill -9 right after a renewal': async (stage: Stage): Promise<Course> => {
    const { code } = stage.clouds;
    const which = stage.apart.kills % 2 === 0 ? 0 : 1;
    const hanging = (): number => code.calls.filter(({ fault }) => fault === 'hang').length;
    code.expireTokens();
    code.fail({ code: 1010 }, { kind: 'business' });
    code.fail('hang', { kind: 'business' });
    stage.apart.abandon(which, stage.machine.moment, { uids: [USERS[0]] });
    // The refused call, the refresh, and the call that hangs: then the new pair has just been stored.
    while (hanging() === 0) await code.callCount(code.calls.length + 1);
    const met = hanging();
    await stage.apart.kill(which);
    code.clearFaults();
    return { met, failures: await stage.roundApart(which) };
  },

  'two processes renew at once': async (stage: Stage): Promise<Course> => {
    const { code } = stage.clouds;
    const failures: Failure[] = [];
    // What each remembers is older than what is stored; the second time it is the same, and both refresh it.
    for (const commands of [0, 1] as const) {
      code.expireTokens();
      if (stage.random() < 0.25) code.fail('reset', { kind: 'business', path: '/v1.0/devices' });
      failures.push(...(await stage.roundApart(commands)));
    }
    // Each that came second was refused, and found what the other one had stored.
    return { met: code.tokenCalls.filter((call) => call.code === 1010).length, failures };
  },

  'a record is spoiled': async (stage: Stage): Promise<Course> => {
    const { client_id, secret } = stage.clouds.code;
    const uid = USERS[stage.random() < 0.5 ? 0 : 1];
    const file = join(stage.folder, `${new Seal(client_id, secret).nameOf(uid)}.token`);
    const before = stage.disk.met;
    // Who renews it now knows what stood there; nobody else needs to.
    await stage.patience.until(stage.here.renew(uid));
    await writeFile(file, SPOILED);
    stage.clouds.code.expireTokens();
    const failures = await stage.round();
    if ((await readFile(file, 'utf8')) === SPOILED)
      stage.wrong.note('users', 'a spoiled record was not mended');
    return { met: stage.disk.met - before, failures };
  },
};

export type Happening = keyof typeof HAPPENINGS;

/** Lets it happen. */
export function happen(stage: Stage, happening: Happening): Promise<Course> {
  return HAPPENINGS[happening](stage);
}
