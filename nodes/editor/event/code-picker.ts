import { PATHS } from '../../shared/admin';
import type { CodesAnswer, CodesBody } from '../../shared/admin';
import { ask } from '../ask';
import { chosenAccount } from '../picker/account-body';
import { Unasked, openPicker } from '../picker/picker';
import type { Place } from '../picker/picker';
import type { EventKey, Say } from '../texts';

/** The codes that the chosen devices report. */

/** Opens the picker in a place. */
export function pickCode(
  place: Place,
  say: Say<EventKey>,
  devices: readonly string[],
  chosen: (code: string) => void,
): void {
  let codes: readonly string[] = [];

  const load = async (): Promise<void> => {
    codes = [];
    if (devices.length === 0) throw new Unasked(say('picker.noDevices'));
    const account = chosenAccount();
    if (typeof account === 'string') throw new Unasked(say(account));
    const body: CodesBody = { ...account, devices: [...devices] };
    codes = (await ask<CodesAnswer>('POST', PATHS.codes, body)).codes;
  };
  openPicker(place, say, (close) => ({
    search: say('picker.searchCode'),
    none: say('picker.noCode'),
    load,
    find: (typed) => {
      const found = codes.filter((code) => code.toLowerCase().includes(typed.trim().toLowerCase()));
      const choices = found.map((code) => ({
        title: code,
        detail: '',
        choose: () => {
          close();
          chosen(code);
        },
      }));
      return { choices, total: found.length };
    },
  }));
}
