import type { Kind } from './faults';
import { happen } from './happenings';
import type { Course } from './happenings';
import type { Stage } from './stage';

/** Plays a fault of whatever kind while all are asked for something. */
export async function strike(stage: Stage, { play }: Kind, cycle: number): Promise<Course> {
  if ('happening' in play) return happen(stage, play.happening);
  if ('way' in play) {
    const before = stage.ways.met;
    if (play.way === 'late tokens') for (const cloud of stage.allClouds) cloud.expireTokens();
    stage.ways.taken = play.way;
    const failures = await stage.round();
    return { met: stage.ways.met - before, failures };
  }
  if ('disk' in play) {
    const before = stage.disk.met;
    stage.clouds.code.expireTokens(); // something is to be stored
    stage.disk.trouble = play.disk;
    const failures = await stage.round();
    return { met: stage.disk.met - before, failures };
  }
  const { cloud: fault, on, mode, path } = play;
  (['simple', 'code'] as const).forEach((which, turn) => {
    if (mode !== undefined && mode !== which) return;
    const cloud = stage.clouds[which];
    const kind = on[(cycle + turn) % on.length] ?? 'business';
    const times = play.times ?? 1 + Math.floor(stage.random() * 2);
    cloud.fail(fault, { times, kind, ...(path === undefined ? {} : { path }) });
    if (kind === 'token') cloud.expireTokens();
  });
  const failures = await stage.round();
  const met = stage.allClouds.flatMap(({ calls }) => calls.filter((call) => call.fault === fault)).length;
  return { met, failures };
}

/** The fault is over. */
export function relieve(stage: Stage): void {
  for (const cloud of stage.allClouds) cloud.clearFaults();
  stage.ways.taken = undefined;
  stage.disk.trouble = undefined;
}
