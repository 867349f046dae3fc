import { OPERATIONS } from '../../cloud/catalogue/operations';
import type { Operation } from '../../cloud/catalogue/operations';
import { Chooser } from '../picker/chooser';
import type { RequestKey, Say } from '../texts';
import { words } from '../words';
import { findOperations, findable } from './find-operation';
import { meaningOf, textsOf } from './operation-texts';

/** Calls by name: a search box, and what there is to say about the call that was found. */

/** Wires the search; `chosen` hears which call was taken. */
export function wireSearch(say: Say<RequestKey>, chosen: (operation: Operation) => void): void {
  const box = $('#tuya-request-search');
  const known = findable(OPERATIONS, say);
  const chooser = new Chooser(box, $('#tuya-request-found'), (typed) => ({
    none: say('picker.noCall'),
    choices: findOperations(known, typed).map(({ operation, title }) => ({
      title,
      detail: `${operation.method} ${operation.path}`,
      choose: () => {
        box.val('');
        chosen(operation);
      },
    })),
  }));
  box.on('focus', () => {
    chooser.open();
  });
  box.on('blur', () => {
    chooser.close();
  });
}

/** Says what the chosen call is: its name, its pace, Tuya's page, and the parameters of its query. */
export function tellAbout(operation: Operation | undefined, say: Say<RequestKey>): void {
  const note = $('#tuya-request-about');
  // What is read out is read out once.
  const id = operation?.id ?? '';
  if (note.data('tuya-call') === id) return;
  note.data('tuya-call', id).empty();
  if (operation === undefined) return;
  const { doc, rate, params } = operation;
  const link = $('<a class="tuya-link" target="_blank" rel="noopener noreferrer">')
    .attr('href', doc)
    .append(
      document.createTextNode(`${say('picker.tuyaPage')} `),
      '<i class="fa fa-external-link" aria-hidden="true">',
    );
  const pace =
    rate === undefined ? '' : ` ${say('picker.rate', { rate: words().number(rate.calls / rate.seconds) })}`;
  const fields = params
    .filter((one) => one.in === 'query')
    .map((one) =>
      $('<div>').append($('<code>').text(one.name), document.createTextNode(` ${meaningOf(one, say)}`)),
    );
  const name = $('<span class="tuya-chosen">').text(textsOf(operation, say).title);
  note.append($('<div>').append(name, ' ', link, document.createTextNode(pace)), ...fields);
}
