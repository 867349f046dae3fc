import { shapeOf } from '../values/command-body';
import type { Target } from '../values/view';
import type { Param } from './call-of';
import { chosenOperation, writtenPath } from './settings';
import type { Settings } from './settings';

/** To which device a command goes, as far as that is known before a message comes. */

/** The device in the path itself, or the one that its placeholder stands for. */
function deviceOf(pattern: string, path: string, device: Param | undefined): string | undefined {
  const place = pattern.split('/').indexOf('{device_id}');
  const segment = path.split('/')[place] ?? '';
  if (segment !== '' && !segment.includes('{')) return segment;
  const isOne = device?.type === 'str' && device.value.trim() !== '' && !device.value.includes(',');
  return isOne ? device.value.trim() : undefined;
}

/** Where the values of a call go; undefined for a call that sends none to a device. */
export function targetOf(settings: Settings, device: Param | undefined): Target | undefined {
  const operation = chosenOperation(settings);
  const path = writtenPath(settings);
  const shape = shapeOf(operation);
  if (operation === undefined || path === undefined || shape === undefined) return undefined;
  const named = settings.uidType === 'str' && settings.uid !== '' ? { uid: settings.uid } : {};
  const generation = operation.path.includes('/cloud/thing/') ? 'thing' : 'instructions';
  return { shape, device: deviceOf(operation.path, path, device), asked: { ...named, generation } };
}
