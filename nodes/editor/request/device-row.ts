import type { Device } from '../../shared/admin';
import { pickDevice } from '../picker/device-picker';
import { opens } from '../picker/picker';
import type { RequestKey, Say } from '../texts';
import type { Param } from './call-of';
import { withDevice } from './device-params';
import { PARAM_TYPES } from './param-types';

/** The device of a call, in a row of its own: chosen by name, with its name below its id. */

export class DeviceRow {
  private readonly row = $('#tuya-request-row-device');
  private readonly value = $('#tuya-request-device');
  private readonly note = $('#tuya-request-device-name');
  /** The placeholder that the device is for; empty where the path has none. */
  private name = '';
  /** The name that was chosen, and the value that it was chosen for. */
  private chosen: { label: string; value: string } | undefined;

  /** @param picked hears which device was chosen by name */
  constructor(
    private readonly say: Say<RequestKey>,
    picked: (device: Device) => void,
  ) {
    this.value.typedInput({ default: 'str', types: PARAM_TYPES });
    this.row.on('input change', () => {
      this.tell();
    });
    const button = $('#tuya-request-pick-device');
    opens(button, () => {
      pickDevice({ row: this.row, button }, say, (device) => {
        const before = this.value.typedInput('type') === 'str' ? this.value.typedInput('value') : '';
        const next = withDevice(this.name, before, device.id);
        // Of several devices none is the node's.
        if (next === device.id) this.chosen = { label: device.name, value: next };
        this.value.typedInput('type', 'str').typedInput('value', next);
        if (next === device.id) picked(device);
      });
    });
  }

  /** Shows the device of a path, or nothing where it has none. */
  show(param: Param | undefined): void {
    this.name = param?.name ?? '';
    this.row.toggle(param !== undefined);
    if (param === undefined) return;
    this.chosen = param.label === undefined ? undefined : { label: param.label, value: param.value };
    this.value.typedInput('type', param.type).typedInput('value', param.value);
    // The visible field is one that the widget has made.
    const hint = this.say('placeholder.device', { name: param.name });
    this.row.find('.red-ui-typedInput-input').attr('placeholder', hint);
    this.tell();
  }

  read(): Param | undefined {
    if (this.name === '') return undefined;
    const [value, type] = [this.value.typedInput('value'), this.value.typedInput('type')];
    const label = this.label();
    return { name: this.name, value, type, ...(label === undefined ? {} : { label }) };
  }

  /** The name of the device as long as its id stands in the field. */
  private label(): string | undefined {
    const stands =
      this.value.typedInput('type') === 'str' && this.chosen?.value === this.value.typedInput('value');
    return stands ? this.chosen?.label : undefined;
  }

  private tell(): void {
    this.note.text(this.label() ?? '');
  }
}
