import { STAGES } from '../../shared/admin';
import type { Stage, StageName } from '../../shared/admin';

/** What to do after a test, in one line, where the stages themselves have not said it. */

/** A step, by the key of its text. */
export type NextStep = 'add' | 'update' | 'ready' | 'authorize' | 'find';

/** What a test does not tell. */
export interface Account {
  /** It was never added. */
  isNew: boolean;
  /** What was tested is not what the editor holds. */
  isChanged: boolean;
}

/** Tuya's words for a key that belongs to another data center, or to one that its project has not enabled (PROTOCOL 5.4). */
const ELSEWHERE: readonly (string | undefined)[] = ['TUYA_1005', 'TUYA_28841107'];

/** Calls work without: the time is corrected, and messages are for those who want them. */
const SPARE: readonly StageName[] = ['clock', 'messages'];

/** The next step; undefined where a stage has failed, because its hint says it, and where the test has not come to its end. */
export function nextStep(stages: readonly Stage[], { isNew, isChanged }: Account): NextStep | undefined {
  if (stages.length < STAGES.length) return undefined;
  const failed = stages.filter(({ stage, ok }) => !ok && !SPARE.includes(stage));
  if (failed.some(({ stage, code }) => stage === 'key' && ELSEWHERE.includes(code))) return 'find';
  if (failed.length > 0) return undefined;
  if (stages.some(({ stage, tried }) => stage === 'token' && tried === false)) return 'authorize';
  if (isNew) return 'add';
  return isChanged ? 'update' : 'ready';
}
