import type { RequestKey, Say } from '../texts';
import { fittingBody } from './call-of';
import type { Param } from './call-of';
import { isDevice, withDevice } from './device-params';
import { pickDevice } from '../picker/device-picker';

/** The list of values for the placeholders of the path. */

const TYPES = ['str', 'num', 'bool', 'json', 'msg', 'flow', 'global', 'env', 'jsonata'];
/** Where a row keeps the device that was chosen, and the value that it was chosen for. */
const CHOSEN = 'tuya-chosen';

interface Chosen {
  label: string;
  value: string;
}

function addRow(container: JQuery, row: Partial<Param>, say: Say<RequestKey>): void {
  const name = $('<input type="text" class="node-input-param-name" style="width: 30%">')
    .attr({ placeholder: say('picker.paramHint'), 'aria-label': say('picker.paramName') })
    .val(row.name ?? '');
  const value = $('<input type="text" class="node-input-param-value" style="width: calc(70% - 50px)">');
  const pick = $('<button type="button" class="red-ui-button"><i class="fa fa-search"></i></button>').attr({
    title: say('picker.pick'),
    'aria-label': say('picker.pick'),
  });
  container.append(name, ' ', value, ' ', pick);
  value.typedInput({ default: 'str', types: TYPES });
  value.typedInput('type', row.type ?? 'str');
  value.typedInput('value', row.value ?? '');
  if (row.label !== undefined) value.data(CHOSEN, { label: row.label, value: row.value } as Chosen);
  const toggle = (): void => {
    pick.css('visibility', isDevice(String(name.val()).trim()) ? 'visible' : 'hidden');
  };
  name.on('input', toggle);
  toggle();
  pick.on('click', () => {
    pickDevice(container, say, (device) => {
      const before = value.typedInput('type') === 'str' ? value.typedInput('value') : '';
      const next = withDevice(String(name.val()).trim(), before, device.id);
      value.typedInput('type', 'str');
      value.typedInput('value', next);
      // Of several devices none is the node's.
      if (next === device.id) value.data(CHOSEN, { label: device.name, value: next });
      const body = $('#node-input-body');
      if (body.typedInput('type') !== 'json') return;
      body.typedInput('value', fittingBody(body.typedInput('value'), device.codes));
    });
  });
}

/** Makes the list and fills it. */
export function wireParams(list: JQuery, params: readonly Partial<Param>[], say: Say<RequestKey>): void {
  list.editableList({
    addItem: (container: JQuery, _index: number, row: Partial<Param>) => {
      addRow(container, row, say);
    },
    removable: true,
    sortable: true,
    height: 'auto',
  });
  for (const row of params) list.editableList('addItem', row);
}

/** The rows of the list as the node keeps them; a device's name stays as long as its value does. */
export function readParams(list: JQuery): Param[] {
  const rows: Param[] = [];
  list.editableList('items').each((_, element) => {
    const field = $(element).find('.node-input-param-value');
    const name = String($(element).find('.node-input-param-name').val()).trim();
    if (name === '') return;
    const [value, type] = [field.typedInput('value'), field.typedInput('type')];
    const chosen = field.data(CHOSEN) as Chosen | undefined;
    const label = type === 'str' && chosen?.value === value ? { label: chosen.label } : {};
    rows.push({ name, value, type, ...label });
  });
  return rows;
}
