import { parsePath } from '../request/path';
import type { Params } from '../request/path';
import type { Generation } from './model';

/** What a call is about: which device, and in the words of which generation of the API. */

/** The device that a path names, if it names one. */
export interface Subject {
  generation: Generation;
  device?: string;
}

/** What stands in the place of an id: lists and questions about several devices. */
const NO_ID = new Set(['status', 'functions', 'factory-infos', 'batch', 'device', 'model', 'group']);

/**
 * What a path is about.
 * @throws TuyaError `TUYA_BAD_REQUEST` for a path that cannot be called
 */
export function subjectOf(path: string, params: Params): Subject {
  const { segments } = parsePath(path, params);
  const isThing = segments[1] === 'cloud' && segments[2] === 'thing';
  const place = isThing ? 3 : segments.indexOf('devices') + 1;
  const device = place === 0 ? undefined : segments[place];
  const generation = isThing ? 'thing' : 'instructions';
  return device === undefined || NO_ID.has(device) ? { generation } : { generation, device };
}
