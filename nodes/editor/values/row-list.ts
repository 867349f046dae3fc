import { focusFirst, followRemovals, hasFocus } from '../access/focus';
import { followMoves, letMove } from '../access/move-rows';
import type { Code } from '../../cloud/values/model';
import type { RequestKey, Say } from '../texts';
import type { Row } from './command-body';
import { startRow, startValue } from './start-value';
import { UNKNOWN, widgetFor } from './widgets';

/** The rows: a code by its name, and beside it what its value is entered with. */

/** What a code is called: its name with the code beside it; the code alone where the name says the same. */
export function nameOf({ code, name }: Code): string {
  const letters = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, '');
  return letters(name) === letters(code) ? code : `${name} (${code})`;
}

export class RowList {
  private functions: readonly Code[] = [];

  /** @param changed hears of every change of a person's */
  constructor(
    private readonly list: JQuery,
    private readonly say: Say<RequestKey>,
    private readonly changed: () => void,
  ) {
    list.editableList({
      addItem: (container: JQuery, _index: number, row: Partial<Row>) => {
        this.addRow(container, row);
      },
      sortItems: () => {
        this.changed();
      },
      addButton: say('values.add'),
      removable: true,
      sortable: true,
      height: 'auto',
    });
    followRemovals(list);
    followMoves(list, changed);
    // A removed row fades out first, and is none from the click on.
    list.on('click', '.red-ui-editableList-item-remove', () => {
      this.follow();
    });
  }

  show(rows: readonly Row[], functions: readonly Code[]): void {
    this.functions = functions;
    this.list.editableList('empty');
    for (const row of rows) this.list.editableList('addItem', { ...row });
    this.tellTaken();
  }

  read(): Row[] {
    const rows = this.list
      .editableList('items')
      .toArray()
      .map((element) => $(element));
    return rows
      .filter((row) => row.closest('.red-ui-editableList-item-deleting').length === 0)
      .map((row) => row.data('data') as Row)
      .map(({ code, value }) => ({ code, value }));
  }

  private follow(): void {
    this.tellTaken();
    this.changed();
  }

  /** @param given is the row itself from now on; an empty one becomes the next that the device can do */
  private addRow(container: JQuery, given: Partial<Row>): void {
    const isNew = given.code === undefined;
    const row = Object.assign(given, isNew ? this.nextRow() : {}) as Row;
    const codes = this.selectFor(row.code);
    const place = $('<span class="tuya-value">');
    const enter = (): void => {
      const known = this.functions.find(({ code }) => code === row.code);
      container.attr('aria-label', known?.name ?? row.code);
      const field = widgetFor(known?.type ?? UNKNOWN, {
        value: row.value,
        label: known?.name ?? row.code,
        say: this.say,
        changed: (value) => {
          row.value = value;
          this.changed();
        },
      });
      place.empty().append(field);
    };
    codes.on('change', () => {
      row.code = String(codes.val());
      const known = this.functions.find(({ code }) => code === row.code);
      row.value = startValue(known?.type ?? UNKNOWN);
      enter();
      this.follow();
    });
    enter();
    // A name that is cut off is read below the mouse.
    codes.on('mouseenter', () => codes.attr('title', codes.find(':selected').text()));
    container.addClass('tuya-value-row').attr('role', 'group').append(codes, place);
    letMove(container, this.say('values.move'));
    if (isNew) this.follow();
  }

  private nextRow(): Row {
    return startRow(this.functions, this.read()) ?? { code: '', value: '' };
  }

  /** The codes of the device by name; one that it does not have stands there too. */
  private selectFor(code: string): JQuery {
    const select = $('<select class="tuya-code">').attr('aria-label', this.say('values.code'));
    for (const one of this.functions) {
      select.append($('<option>').val(one.code).text(nameOf(one)));
    }
    if (!this.functions.some((one) => one.code === code)) {
      select.append($('<option>').val(code).text(this.say('values.unknown', { code })));
    }
    return select.val(code);
  }

  /** A code is sent once: what one row has, no other is offered, and where each has its row there is nothing to add. */
  private tellTaken(): void {
    const taken = this.read().map(({ code }) => code);
    const isAllTaken = this.functions.every(({ code }) => taken.includes(code));
    const add = this.list.closest('.red-ui-editableList').find('.red-ui-editableList-addButton');
    // A disabled button loses the focus: it goes to the row that was added last.
    if (isAllTaken && hasFocus(add)) focusFirst(this.list.find('select.tuya-code').last());
    add.prop('disabled', isAllTaken);
    this.list.find('select.tuya-code').each((_, element) => {
      const own = String($(element).val());
      $(element)
        .children()
        .each((__, option) => {
          const { value } = option as HTMLOptionElement;
          $(option).prop('disabled', value !== own && taken.includes(value));
        });
    });
  }
}
