import { wordsOf } from '../ask';
import type { PickerKey, Say } from '../texts';
import { words } from '../words';
import { Chooser } from './chooser';
import type { Choice } from './chooser';

/** A picker below a field: search, reload, and what an account has, by name. The field itself stays a plain one. */

/** What a picker lists. */
export interface Source {
  /** Words of the search box. */
  search: string;
  /** Reads what there is; `show` may be called as often as there is more. */
  load(again: boolean, show: () => void, typed: () => string): Promise<void>;
  /** Whether what is typed has to be asked for, because not all is here. */
  isPart?(): boolean;
  /** The rows for what is typed, and how many there are in all. */
  find(typed: string): { choices: readonly Choice[]; total: number };
  /** Words for no row. */
  none: string;
}

/** What cannot be asked, in words that the dialog has ready. */
export class Unasked extends Error {}

/** Opens a picker in a place, or closes the one that is open there. */
export function openPicker(place: JQuery, say: Say<PickerKey>, source: (close: () => void) => Source): void {
  const open = place.find('.tuya-picker');
  if (open.length > 0) {
    open.remove();
    return;
  }
  const search = $('<input type="text">');
  const reload = $('<button type="button" class="red-ui-button"><i class="fa fa-refresh"></i></button>').attr(
    {
      title: say('picker.reload'),
      'aria-label': say('picker.reload'),
    },
  );
  const note = $('<div class="tuya-note" aria-live="polite">');
  const list = $('<ul class="tuya-choices">').hide();
  const picker = $('<div class="tuya-picker">').append(search, ' ', reload, note, list);
  place.append(picker);
  const from = source(() => {
    picker.remove();
  });
  search.attr({ placeholder: from.search, 'aria-label': from.search });
  let loading = true;
  let trouble = '';

  const chooser = new Chooser(search, list, (typed) => {
    const { choices, total } = from.find(typed);
    const { number } = words();
    const count =
      choices.length < total
        ? say('picker.some', { count: number(choices.length), total: number(total) })
        : '';
    const idle = choices.length === 0 && trouble === '' ? from.none : '';
    note.text([trouble, loading ? say('picker.loading') : idle, count].filter(Boolean).join(' '));
    return { choices };
  });
  const typed = (): string => String(search.val()).trim();
  const load = (again: boolean): void => {
    loading = true;
    trouble = '';
    reload.prop('disabled', true);
    chooser.open();
    from
      .load(
        again,
        () => {
          chooser.open();
        },
        typed,
      )
      .catch((thrown: unknown) => {
        const said = wordsOf(thrown, (key) => say(`picker.${key}`));
        trouble = thrown instanceof Unasked ? said : `${said} ${say('picker.byHand')}`;
      })
      .finally(() => {
        loading = false;
        reload.prop('disabled', false);
        chooser.open();
      });
  };
  search.on('input', () => {
    if (!loading && from.isPart?.() === true) load(false);
  });
  reload.on('click', () => {
    load(true);
  });
  search.trigger('focus');
  load(false);
}
