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

/** Where a picker opens, and what opens it: there the focus goes back to. */
export interface Place {
  row: JQuery;
  button: JQuery;
}

/** A button that opens a picker, and says whether one is open. */
export function opens(button: JQuery, open: () => void): void {
  button.attr('aria-expanded', 'false').on('click', open);
}

/** Opens a picker in a row, or closes the one that is open there. */
export function openPicker(
  { row, button }: Place,
  say: Say<PickerKey>,
  source: (close: () => void) => Source,
): void {
  const close = (): void => {
    row.find('.tuya-picker').remove();
    button.attr('aria-expanded', 'false').trigger('focus');
  };
  if (row.find('.tuya-picker').length > 0) {
    close();
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
  row.append(picker);
  button.attr('aria-expanded', 'true');
  const from = source(close);
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
    reload.attr('aria-disabled', 'true');
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
        reload.removeAttr('aria-disabled');
        chooser.open();
      });
  };
  search.on('input', () => {
    if (!loading && from.isPart?.() === true) load(false);
  });
  reload.on('click', () => {
    if (!loading) load(true);
  });
  // The list takes the first Escape, the picker the next one.
  picker.on('keydown', (event) => {
    if (event.key !== 'Escape' || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  search.trigger('focus');
  load(false);
}
