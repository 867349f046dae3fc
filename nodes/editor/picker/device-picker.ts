import { PATHS } from '../../shared/admin';
import type { Device, DevicesAnswer, DevicesBody } from '../../shared/admin';
import { ask } from '../ask';
import type { PickerKey, Say } from '../texts';
import { chosenAccount } from './account-body';
import { MOST_SHOWN, matching } from './device-list';
import { Unasked, openPicker } from './picker';
import type { Place } from './picker';

/** The devices of the chosen account: shown while the list is still being read. */

/** The user for whom the node works, where the dialog names one. */
function namedUser(): string {
  const user = $('#node-input-uid');
  return user.typedInput('type') === 'str' ? user.typedInput('value') : '';
}

/** Opens the picker in a place. */
export function pickDevice(place: Place, say: Say<PickerKey>, chosen: (device: Device) => void): void {
  let devices: Device[] = [];

  const load = async (again: boolean, show: () => void): Promise<void> => {
    devices = [];
    const account = chosenAccount();
    if (typeof account === 'string') throw new Unasked(say(account));
    let reload = again;
    for (;;) {
      const body: DevicesBody = { ...account, uid: namedUser(), reload, from: devices.length };
      const answer = await ask<DevicesAnswer>('POST', PATHS.devices, body);
      devices = [...devices, ...answer.devices];
      if (answer.more !== true || !$.contains(document.documentElement, place.row[0] as Element)) return;
      reload = false;
      show();
    }
  };
  openPicker(place, say, (close) => ({
    search: say('picker.searchDevice'),
    none: say('picker.noDevice'),
    load,
    find: (typed) => {
      const found = matching(devices, typed);
      const choices = found.slice(0, MOST_SHOWN).map((device) => ({
        title: device.name,
        detail: `${device.category} · ${say(device.online ? 'picker.online' : 'picker.offline')} · ${device.id}`,
        choose: () => {
          close();
          chosen(device);
        },
      }));
      return { choices, total: found.length };
    },
  }));
}
