import type { RequestKey, Say } from '../texts';
import { chosenOperation } from './settings';
import type { Settings } from './settings';

/** The call in one line, as experts read it; method and path fold out of it, to be changed by hand. */

/** The line: `POST /v1.0/devices/{device_id}/commands`. */
export function lineOf({ method, path, pathType }: Settings, say: Say<RequestKey>): string {
  if (path === '' && pathType === 'str') return say('call.byHand');
  const source = pathType === 'str' ? '' : `${pathType}.`;
  return `${method === '' ? say('method.msg') : method} ${source}${path}`;
}

/** Says the line; a path that cannot be sent, or that nobody has a name for, is shown as the field that it is. */
export function tellCall(fold: JQuery, settings: Settings, say: Say<RequestKey>): void {
  const line = $('<code>').text(lineOf(settings, say));
  fold
    .children('summary')
    .empty()
    .append(settings.path === '' ? line.text() : line);
  const isUnknown = chosenOperation(settings) === undefined && settings.path !== '';
  if (isUnknown || fold.find('.input-error').length > 0) fold.prop('open', true);
}
