import type { Center, Stage } from '../../shared/admin';
import type { AccountKey, Say } from '../texts';

/** What a test and a search for the data center have brought, as lines below their buttons. */

/** A line with a tick or a cross. */
export function line(ok: boolean, text: string): JQuery {
  const icon = $('<i aria-hidden="true">').addClass(ok ? 'fa fa-check' : 'fa fa-times');
  return $('<li>')
    .addClass(ok ? 'tuya-good' : 'tuya-bad')
    .append(icon, document.createTextNode(` ${text}`));
}

/** Shows the steps of a test as a check list; what only an expert wants to see is folded away. */
export function showStages(list: JQuery, stages: readonly Stage[], say: Say<AccountKey>): void {
  for (const { ok, message, hint, details } of stages) {
    const row = line(ok, hint === '' ? message : `${message}. ${hint}`);
    if (details !== undefined) {
      row.append(
        $('<details>').append($('<summary>').text(say('result.details')), $('<code>').text(details)),
      );
    }
    list.append(row);
  }
}

/** Shows which data centers know the key; the ones that do can be chosen. */
export function showCenters(
  list: JQuery,
  centers: readonly Center[],
  say: Say<AccountKey>,
  chosen: (code: string) => void,
): void {
  for (const { dataCenter, ok, message } of centers) {
    const row = line(ok, `${dataCenter}: ${message}`);
    if (ok) {
      const button = $('<button type="button" class="red-ui-button red-ui-button-small">')
        .text(say('result.choose'))
        .attr('aria-label', `${say('result.choose')}: ${dataCenter}`);
      button.on('click', () => {
        chosen(dataCenter);
      });
      row.append(' ', button);
    }
    list.append(row);
  }
}
