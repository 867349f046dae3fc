import { OPERATIONS } from '../../cloud/catalogue/operations';
import type { Operation } from '../../cloud/catalogue/operations';
import type { Texts } from '../ask';
import { callOf, fittingBody } from './call-of';
import type { Param } from './call-of';
import { Chooser } from './chooser';
import { findOperations } from './find-operation';
import { isDevice, openPicker, withDevice } from './picker';

const TYPES = ['str', 'num', 'bool', 'json', 'msg', 'flow', 'global', 'env', 'jsonata'];

/** Fills the dialog with an operation's plain call. */
function fill(operation: Operation, list: JQuery): void {
  const { method, path, params, query, bodyType, body, pages } = callOf(operation);
  $('#node-input-method').val(method).trigger('change');
  $('#node-input-path').typedInput('type', 'str').typedInput('value', path);
  const before = new Map(readParams(list).map((row) => [row.name, row]));
  list.editableList('empty');
  for (const row of params) list.editableList('addItem', before.get(row.name) ?? row);
  $('#node-input-query').typedInput('type', 'json').typedInput('value', query);
  $('#node-input-body').typedInput('type', bodyType).typedInput('value', body);
  $('#node-input-bodyFormat').val('json');
  $('#node-input-pages').val(pages).trigger('change');
}

/** What the dialog says about the operation that was chosen. */
function about({ title, doc, rate, params }: Operation, text: Texts): JQuery {
  const link = $('<a target="_blank" rel="noopener noreferrer">').attr('href', doc).text(text('tuyaPage'));
  const pace = rate === undefined ? '' : ` ${text('rate')} ${rate.calls / rate.seconds}/s.`;
  const fields = params
    .filter((one) => one.in === 'query')
    .map(({ name, text: meaning }) =>
      $('<div>').append($('<code>').text(name), document.createTextNode(` ${meaning}`)),
    );
  return $('<div>').append(document.createTextNode(`${title}.${pace} `), link, ...fields);
}

function addRow(container: JQuery, row: Partial<Param>, text: Texts): void {
  const name = $('<input type="text" class="node-input-param-name" style="width: 30%">')
    .attr({ placeholder: text('paramHint'), 'aria-label': text('paramName') })
    .val(row.name ?? '');
  const value = $('<input type="text" class="node-input-param-value" style="width: calc(70% - 50px)">');
  const pick = $('<button type="button" class="red-ui-button"><i class="fa fa-search"></i></button>').attr({
    title: text('pick'),
    'aria-label': text('pick'),
  });
  container.append(name, ' ', value, ' ', pick);
  value.typedInput({ default: 'str', types: TYPES });
  value.typedInput('type', row.type ?? 'str');
  value.typedInput('value', row.value ?? '');
  const toggle = (): void => {
    pick.css('visibility', isDevice(String(name.val()).trim()) ? 'visible' : 'hidden');
  };
  name.on('input', toggle);
  toggle();
  pick.on('click', () => {
    openPicker(container, text, (device) => {
      const before = value.typedInput('type') === 'str' ? value.typedInput('value') : '';
      value.typedInput('type', 'str');
      value.typedInput('value', withDevice(String(name.val()).trim(), before, device.id));
      const body = $('#node-input-body');
      if (body.typedInput('type') !== 'json') return;
      body.typedInput('value', fittingBody(body.typedInput('value'), device.codes));
    });
  });
}

/** The rows of the list as the node keeps them. */
export function readParams(list: JQuery): Param[] {
  const rows: Param[] = [];
  list.editableList('items').each((_, element) => {
    const value = $(element).find('.node-input-param-value');
    const name = String($(element).find('.node-input-param-name').val()).trim();
    if (name !== '') rows.push({ name, value: value.typedInput('value'), type: value.typedInput('type') });
  });
  return rows;
}

/** The comfort of the request's dialog: calls by name, devices by name. */
export function wireRequest(params: readonly Partial<Param>[], text: Texts): void {
  const list = $('#node-input-params-container');
  list.editableList({
    addItem: (container: JQuery, _index: number, row: Partial<Param>) => {
      addRow(container, row, text);
    },
    removable: true,
    sortable: true,
    height: 'auto',
  });
  for (const row of params) list.editableList('addItem', row);

  const box = $('#tuya-request-search');
  const note = $('#tuya-request-about');
  const chooser = new Chooser(box, $('#tuya-request-found'));
  const show = (): void => {
    chooser.show(
      findOperations(OPERATIONS, String(box.val())).map((operation) => ({
        title: operation.title,
        detail: `${operation.method} ${operation.path}`,
        choose: () => {
          box.val('');
          fill(operation, list);
          note.empty().append(about(operation, text));
        },
      })),
    );
  };
  box.on('input focus', show);
  box.on('blur', () => {
    chooser.close();
  });
}
