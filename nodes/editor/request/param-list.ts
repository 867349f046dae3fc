import { followRemovals } from '../access/focus';
import { followMoves, letMove } from '../access/move-rows';
import { pickDevice } from '../picker/device-picker';
import { opens } from '../picker/picker';
import type { RequestKey, Say } from '../texts';
import type { Param } from './call-of';
import { isDevice, withDevice } from './device-params';
import { PARAM_TYPES } from './param-types';

/** The list of values for the placeholders of a path that are not its device. */

export class ParamList {
  private readonly section = $('#tuya-request-params');
  private readonly list = $('#node-input-params-container');
  /** What was put in, with the names of devices. */
  private shown: readonly Param[] = [];

  constructor(private readonly say: Say<RequestKey>) {
    this.list.editableList({
      addItem: (container: JQuery, _index: number, row: Partial<Param>) => {
        this.addRow(container, row);
      },
      removable: true,
      sortable: true,
      height: 'auto',
    });
    followRemovals(this.list);
    followMoves(this.list);
  }

  /** Shows rows; an empty list only where there may be more than the path says. */
  show(rows: readonly Param[], isOpen: boolean): void {
    this.section.toggle(isOpen || rows.length > 0);
    if (JSON.stringify(rows) === JSON.stringify(this.read())) return;
    this.shown = rows;
    this.list.editableList('empty');
    for (const row of rows) this.list.editableList('addItem', row);
  }

  read(): Param[] {
    const rows: Param[] = [];
    this.list.editableList('items').each((_, element) => {
      const field = $(element).find('.node-input-param-value');
      const name = String($(element).find('.node-input-param-name').val()).trim();
      const [value, type] = [field.typedInput('value'), field.typedInput('type')];
      const label = this.shown.find(
        (row) => row.name === name && row.value === value && row.type === type,
      )?.label;
      if (name !== '') rows.push({ name, value, type, ...(label === undefined ? {} : { label }) });
    });
    return rows;
  }

  private addRow(container: JQuery, row: Partial<Param>): void {
    const name = $('<input type="text" class="node-input-param-name" style="width: 30%">')
      .attr({ placeholder: this.say('picker.paramHint'), 'aria-label': this.say('picker.paramName') })
      .val(row.name ?? '');
    const value = $('<input type="text" class="node-input-param-value" style="width: calc(70% - 50px)">');
    value.attr({
      placeholder: this.say('placeholder.param'),
      'aria-label': this.say('picker.paramValue'),
    });
    const pick = $('<button type="button" class="red-ui-button"><i class="fa fa-search"></i></button>').attr({
      title: this.say('picker.pick'),
      'aria-label': this.say('picker.pick'),
    });
    container.attr('role', 'group').append(name, ' ', value, ' ', pick);
    letMove(container, this.say('values.move'));
    value.typedInput({ default: 'str', types: PARAM_TYPES });
    value.typedInput('type', row.type ?? 'str');
    value.typedInput('value', row.value ?? '');
    const toggle = (): void => {
      const placeholder = String(name.val()).trim();
      pick.css('visibility', isDevice(placeholder) ? 'visible' : 'hidden');
      container.attr('aria-label', placeholder);
    };
    name.on('input', toggle);
    toggle();
    opens(pick, () => {
      pickDevice({ row: container, button: pick }, this.say, (device) => {
        const before = value.typedInput('type') === 'str' ? value.typedInput('value') : '';
        const next = withDevice(String(name.val()).trim(), before, device.id);
        value.typedInput('type', 'str').typedInput('value', next);
      });
    });
  }
}
