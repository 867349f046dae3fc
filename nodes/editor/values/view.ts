import type { DeviceModel } from '../../cloud/values/model';
import type { ModelAsked } from '../../shared/admin';
import { rowsIn } from './command-body';
import type { Row, Shape } from './command-body';

/** Whether a body is shown as rows or as the plain field, and what is said below it. */

/** What a command goes to: how its body is written, and which device it is for, where that is known. */
export interface Target {
  shape: Shape;
  device: string | undefined;
  /** What else is said where its model is asked for. */
  asked: Omit<ModelAsked, 'device_id'>;
}

/** What is known of the device. */
export type Knowledge =
  { is: 'asked' } | { is: 'unknown'; why: string } | { is: 'known'; model: DeviceModel };

/** What the view depends on. */
export interface Situation {
  /** Undefined where the call sends no values to a device. */
  target: Target | undefined;
  bodyType: string;
  body: string;
  /** The view that a person has asked for. */
  wish: 'rows' | 'plain' | undefined;
  knowledge: Knowledge;
}

/** What is shown. */
export interface View {
  /** The rows, where they are shown. */
  rows: readonly Row[] | undefined;
  isPlain: boolean;
  /** The line below. */
  note: 'asking' | 'noDevice' | 'unknown' | undefined;
  /** To which view one may switch. */
  offer: 'rows' | 'plain' | undefined;
}

const PLAIN: View = { rows: undefined, isPlain: true, note: undefined, offer: undefined };

/** The rows of a body that stands there as it is sent; undefined where a message brings it, or rows would lose something. */
export function literalRows({ target, bodyType, body }: Situation): Row[] | undefined {
  return target === undefined || bodyType !== 'json' ? undefined : rowsIn(body, target.shape);
}

/** Whether the device's model is needed for what is shown. */
export function needsModel(situation: Situation): boolean {
  const { target, wish } = situation;
  return target?.device !== undefined && wish !== 'plain' && literalRows(situation) !== undefined;
}

/** What is shown. */
export function viewOf(situation: Situation): View {
  const { target, knowledge } = situation;
  const rows = literalRows(situation);
  if (target === undefined) return PLAIN;
  if (target.device === undefined) return { ...PLAIN, note: rows === undefined ? undefined : 'noDevice' };
  // A text that says more than codes and values has no rows to switch to.
  const isOther = rows === undefined && situation.bodyType === 'json';
  if (!needsModel(situation)) return { ...PLAIN, offer: isOther ? undefined : 'rows' };
  if (knowledge.is === 'asked') return { rows: undefined, isPlain: false, note: 'asking', offer: 'plain' };
  if (knowledge.is === 'unknown') return { ...PLAIN, note: 'unknown' };
  return { rows, isPlain: false, note: undefined, offer: 'plain' };
}
