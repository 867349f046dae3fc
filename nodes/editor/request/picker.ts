import { ask, wordsOf } from '../ask';
import type { Texts } from '../ask';
import { Chooser } from './chooser';

/** A device as the picker shows it. */
export interface Device {
  id: string;
  name: string;
  category: string;
  online: boolean;
  codes: string[];
}

const MOST = 100;

/** Names of parameters that are a device, or a comma list of them. */
export function isDevice(name: string): boolean {
  return name === 'device_id' || name === 'infrared_id' || name === 'device_ids';
}

/** The value of a parameter after a device was chosen for it. */
export function withDevice(name: string, before: string, id: string): string {
  const ids = before
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '' && one !== id);
  return name === 'device_ids' ? [...ids, id].join(',') : id;
}

/** The devices whose name, category or id holds every word of a search. */
export function matching(devices: readonly Device[], text: string): Device[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return devices
    .filter(({ id, name, category }) => {
      const all = `${name} ${category} ${id}`.toLowerCase();
      return words.every((word) => all.includes(word));
    })
    .slice(0, MOST);
}

/**
 * The chosen account as the editor knows it, deployed or not, in the shape that the admin endpoints take.
 * @param uid code mode: the user whose devices are asked for; empty for no certain one
 */
export function accountBody(id: string, uid: string): Record<string, unknown> | undefined {
  const account = RED.nodes.node(id);
  if (account === null) return undefined;
  const body: Record<string, unknown> = { id, uid };
  for (const name of Object.keys(account._def.defaults)) body[name] = account[name];
  const { client_id, secret } = account.credentials ?? {};
  // The editor never gets a stored secret: its placeholder stands for it.
  return { ...body, credentials: { client_id, secret: secret ?? '__PWRD__' } };
}

/** Opens a picker below a field: search, reload, and the account's devices by name. The field itself stays a plain one. */
export function openPicker(place: JQuery, text: Texts, chosen: (device: Device) => void): void {
  if (place.find('.tuya-picker').length > 0) {
    place.find('.tuya-picker').remove();
    return;
  }
  const search = $('<input type="text">').attr({
    placeholder: text('searchDevice'),
    'aria-label': text('searchDevice'),
  });
  const reload = $('<button type="button" class="red-ui-button"><i class="fa fa-refresh"></i></button>').attr(
    {
      title: text('reload'),
      'aria-label': text('reload'),
    },
  );
  const note = $('<div class="tuya-note" aria-live="polite">');
  const list = $('<ul class="tuya-choices">').hide();
  const picker = $('<div class="tuya-picker">').append(search, ' ', reload, note, list);
  place.append(picker);
  const chooser = new Chooser(search, list);
  let devices: Device[] = [];

  const show = (): void => {
    const found = matching(devices, String(search.val()));
    note.text(found.length === 0 ? text('noDevice') : '');
    chooser.show(
      found.map((device) => ({
        title: device.name,
        detail: `${device.category} · ${text(device.online ? 'online' : 'offline')} · ${device.id}`,
        choose: () => {
          picker.remove();
          chosen(device);
        },
      })),
    );
  };
  const load = (again: boolean): void => {
    const user = $('#node-input-uid');
    const uid = user.typedInput('type') === 'str' ? user.typedInput('value') : '';
    const body = accountBody(String($('#node-input-account').val()), uid);
    if (body === undefined) {
      note.text(text('noAccount'));
      return;
    }
    note.text(text('loading'));
    ask<{ devices: Device[] }>('POST', 'tuya-config/devices', { ...body, reload: again })
      .then((reply) => {
        devices = reply.devices;
        show();
      })
      .catch((thrown: unknown) => {
        chooser.close();
        note.text(`${wordsOf(thrown, text)} ${text('byHand')}`);
      });
  };
  search.on('input', show);
  reload.on('click', () => {
    load(true);
  });
  search.trigger('focus');
  load(false);
}
