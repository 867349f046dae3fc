import { OPERATIONS } from '../../cloud/catalogue/operations';
import type { Operation } from '../../cloud/catalogue/operations';
import type { RequestKey, Say } from '../texts';
import { callOf } from './call-of';
import { Chooser } from '../picker/chooser';
import { findOperations } from './find-operation';
import { readParams, wireParams } from './params';
import { pickUser } from './user-picker';

/** The request's dialog: calls by name, devices and users by name, and choices that are never blank. */

export { readParams } from './params';

const field = (name: string): JQuery => $(`#node-input-${name}`);

/** What a node from elsewhere may lack, as the runtime takes it. */
const USUAL = { method: '', bodyFormat: 'json', pages: 'one', ret: 'result' } as const;

/** Fills the dialog with an operation's plain call. */
function fill(operation: Operation, list: JQuery): void {
  const { method, path, params, query, bodyType, body, pages } = callOf(operation);
  field('method').val(method).trigger('change');
  field('path').typedInput('type', 'str').typedInput('value', path);
  const before = new Map(readParams(list).map((row) => [row.name, row]));
  list.editableList('empty');
  for (const row of params) list.editableList('addItem', before.get(row.name) ?? row);
  field('query').typedInput('type', 'json').typedInput('value', query);
  field('body').typedInput('type', bodyType).typedInput('value', body);
  field('bodyFormat').val('json');
  field('pages').val(pages).trigger('change');
}

/** What the dialog says about the operation that was chosen. */
function about({ title, doc, rate, params }: Operation, say: Say<RequestKey>): JQuery {
  const link = $('<a class="tuya-link" target="_blank" rel="noopener noreferrer">')
    .attr('href', doc)
    .append(
      document.createTextNode(`${say('picker.tuyaPage')} `),
      '<i class="fa fa-external-link" aria-hidden="true">',
    );
  const pace = rate === undefined ? '' : ` ${say('picker.rate', { rate: rate.calls / rate.seconds })}`;
  const fields = params
    .filter((one) => one.in === 'query')
    .map(({ name, text: meaning }) =>
      $('<div>').append($('<code>').text(name), document.createTextNode(` ${meaning}`)),
    );
  return $('<div>').append(document.createTextNode(`${title}.${pace} `), link, ...fields);
}

/** Calls by name. */
function wireSearch(list: JQuery, say: Say<RequestKey>): void {
  const box = $('#tuya-request-search');
  const note = $('#tuya-request-about');
  const chooser = new Chooser(box, $('#tuya-request-found'), (typed) => ({
    none: say('picker.noCall'),
    choices: findOperations(OPERATIONS, typed).map((operation) => ({
      title: operation.title,
      detail: `${operation.method} ${operation.path}`,
      choose: () => {
        box.val('');
        fill(operation, list);
        note.empty().append(about(operation, say));
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

/** Users by name. */
function wireUser(say: Say<RequestKey>): void {
  $('#tuya-request-pick-user').on('click', () => {
    pickUser($('#tuya-request-row-uid'), say, (uid) => {
      field('uid').typedInput('type', 'str').typedInput('value', uid);
    });
  });
}

/** What a choice shows that the node lacks; what it does not offer stays as it is. */
function wireChoices(node: Readonly<Record<string, unknown>>): void {
  for (const [name, usual] of Object.entries(USUAL)) {
    const select = field(name);
    const saved = node[name];
    if (typeof saved === 'string' && select.val() !== saved) {
      if (saved !== '') select.append($('<option>').val(saved).text(saved));
      select.val(saved);
    }
    if (saved === undefined || Number(select.prop('selectedIndex')) < 0) select.val(usual);
  }
}

/** Wires the request's dialog. */
export function wireRequest(node: Readonly<Record<string, unknown>>, say: Say<RequestKey>): void {
  const list = $('#node-input-params-container');
  wireChoices(node);
  wireParams(list, Array.isArray(node.params) ? (node.params as object[]) : [], say);
  wireSearch(list, say);
  wireUser(say);
}
