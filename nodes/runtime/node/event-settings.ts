import { ACKS, ACK_TIMEOUT, CHANNELS, KINDS, MAX_AGE, OUTPUTS, USUAL_KINDS } from '../../shared/events';
import { isCodePattern, isDeviceId } from '../../shared/events';
import { variableOf } from '../../shared/variable';
import { configError } from '../../cloud';
import type { Channel, Kind, TuyaError, Values } from '../../cloud';
import { savedText } from '../red-types';
import type { Saved } from '../red-types';
import { problem } from '../texts/problems';
import { placeOf } from './place';
import type { Place } from './place';

/** The settings of an event node, as they were deployed. */

/** What a `tuya-event` node was set to, read once when the node is made. */
export interface EventSettings {
  channel: Channel;
  kinds: ReadonlySet<Kind>;
  /** Ids; empty for all devices. */
  devices: ReadonlySet<string>;
  /** Codes, with `*` at the end for all that begin so; empty for all. */
  codes: readonly string[];
  output: (typeof OUTPUTS)[number];
  place: Place;
  /** Values are read as the device's own model means them. */
  model: boolean;
  parseValues: boolean;
  onlyChanges: boolean;
  dedupe: boolean;
  /** Milliseconds; 0 = all pass. */
  maxAge: number;
  ack: (typeof ACKS)[number];
  /** Milliseconds. */
  ackTimeout: number;
}

/**
 * Reads the settings of a `tuya-event` node, of an old or hand-written flow too. No message repeats a value: it may have come from
 * an environment variable.
 * @throws TuyaError `TUYA_CONFIG` that names the first field to mend
 */
export function readEvent(saved: Saved): EventSettings {
  const devices = listOf(saved, 'devices');
  const codes = listOf(saved, 'codes');
  oneOf(saved, 'propertyType', ['msg', 'flow', 'global']);
  if (!devices.every(isDeviceId)) throw wrong('devices', 'ids');
  if (!codes.every(isCodePattern)) throw wrong('codes', 'codes');
  return {
    channel: oneOf(saved, 'channel', CHANNELS),
    kinds: kindsOf(saved),
    devices: new Set(devices),
    codes,
    output: oneOf(saved, 'output', OUTPUTS),
    place: placeOf(saved),
    model: saved.model === true,
    parseValues: saved.parseValues === true,
    onlyChanges: saved.onlyChanges === true,
    dedupe: saved.dedupe !== false,
    maxAge: secondsOf(saved, 'maxAge', MAX_AGE) * 1000,
    ack: oneOf(saved, 'ack', ACKS),
    ackTimeout: secondsOf(saved, 'ackTimeout', ACK_TIMEOUT) * 1000,
  };
}

type Wanted = 'ids' | 'codes' | 'choice' | 'some' | 'list' | 'seconds';

function wrong(field: string, wanted: Wanted, values: Values = {}): TuyaError {
  return configError(...problem(`node.${wanted}`, { field, ...values }));
}

/** A text in which Node-RED has filled in an environment variable, where there was one that is set. */
function filled(field: string, text: string): string {
  const variable = variableOf(text.trim());
  if (variable === undefined) return text.trim();
  throw configError(...problem('node.variable', { variable, field }));
}

/** A choice; its first one where nothing was chosen. */
function oneOf<T extends string>(saved: Saved, field: string, choices: readonly [T, ...T[]]): T {
  const value = saved[field] ?? '';
  // What is no text counts as something unknown, and not as nothing.
  const text = typeof value === 'string' ? filled(field, value) : typeof value;
  const found = text === '' ? choices[0] : choices.find((one) => one === text);
  if (found === undefined) throw wrong(field, 'choice', { names: { list: choices, plain: true } });
  return found;
}

/** A list, also as a text with commas, as an environment variable has it; each of its texts once. */
function listOf(saved: Saved, field: string): string[] {
  const value = saved[field] ?? [];
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  if (!texts.every((one) => typeof one === 'string')) throw wrong(field, 'list');
  const parts = texts.flatMap((one) => filled(field, one).split(','));
  return [...new Set(parts.map((one) => one.trim()).filter((one) => one !== ''))];
}

function kindsOf(saved: Saved): Set<Kind> {
  if (saved.kinds === undefined) return new Set(USUAL_KINDS);
  const known: ReadonlySet<string> = new Set(KINDS);
  const kinds = listOf(saved, 'kinds');
  const isKind = (text: string): text is Kind => known.has(text);
  if (kinds.length === 0 || !kinds.every(isKind))
    throw wrong('kinds', 'some', { names: { list: KINDS, plain: true } });
  return new Set(kinds.filter(isKind));
}

function secondsOf(
  saved: Saved,
  field: string,
  { least, most, usual }: { least: number; most: number; usual: number },
): number {
  const text = filled(field, savedText(saved[field]));
  const seconds = text === '' ? usual : Number(text);
  if (seconds >= least && seconds <= most) return seconds;
  throw wrong(field, 'seconds', { least, most });
}
