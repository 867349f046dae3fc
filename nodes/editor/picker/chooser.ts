/**
 * A list below a search box that is worked with mouse or keys, as in the editor's own searches. The focus stays in the box, which says what
 * is chosen in the list.
 */

/** One row of a chooser. */
export interface Choice {
  title: string;
  detail: string;
  choose: () => void;
}

/** The rows for what is typed, or the words to say when there is none. */
export type Find = (typed: string) => { choices: readonly Choice[]; none?: string };

let count = 0;

export class Chooser {
  private at = -1;
  private choices: readonly Choice[] = [];
  /** What is said where nothing fits; no row of the list. */
  private readonly nothing = $('<div class="tuya-choice-none" role="status">').hide();
  /** The list's id, to which the box and the rows refer. */
  private readonly name: string;

  constructor(
    private readonly box: JQuery,
    private readonly list: JQuery,
    private readonly find: Find,
  ) {
    this.name = list.attr('id') ?? `tuya-choices-${++count}`;
    const label =
      box.attr('aria-label') ??
      $(`label[for="${box.attr('id') ?? ''}"]`)
        .text()
        .trim();
    // What can be scrolled would be a stop for Tab, and vanish below it.
    list.attr({ role: 'listbox', id: this.name, 'aria-label': label, tabindex: '-1' });
    list.after(this.nothing);
    box.attr({ role: 'combobox', 'aria-expanded': 'false', 'aria-controls': this.name });
    box.attr('aria-autocomplete', 'list');
    box.on('input click', () => {
      this.open();
    });
    box.on('keydown', (event) => {
      if (!this.handles(event)) return;
      // Neither the dialog's own keys nor a form's submit.
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Shows what fits. */
  open(): void {
    const { choices, none } = this.find(String(this.box.val()));
    this.show(choices);
    if (choices.length === 0 && none !== undefined) this.nothing.text(none).show();
  }

  close(): void {
    this.show([]);
  }

  /** Whether anything is shown. */
  get isOpen(): boolean {
    return this.choices.length > 0 || this.nothing.is(':visible');
  }

  /** Whether a key was the list's own. Ctrl and Meta belong to the editor: Ctrl+Enter is its Done. */
  private handles(event: JQuery.KeyDownEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    switch (event.key) {
      case 'ArrowDown':
        return this.move(1);
      case 'ArrowUp':
        return this.move(-1);
      // Who has not gone into the list yet goes through the text.
      case 'Home':
        return this.at >= 0 && this.select(0);
      case 'End':
        return this.at >= 0 && this.select(this.choices.length - 1);
      case 'Enter':
        return this.enter();
      case 'Escape':
        if (!this.isOpen) return false;
        this.close();
        return true;
      default:
        return false;
    }
  }

  /** Takes the row that was chosen, or the first one for what was typed; an empty box means nothing. */
  private enter(): boolean {
    const typed = String(this.box.val()).trim() !== '';
    if (this.at >= 0) this.take(this.at);
    else if (typed) this.take(0);
    return true;
  }

  private show(choices: readonly Choice[]): void {
    this.choices = choices;
    this.at = -1;
    this.nothing.hide().empty();
    this.list.empty().toggle(choices.length > 0);
    this.box.attr('aria-expanded', String(choices.length > 0)).removeAttr('aria-activedescendant');
    choices.forEach(({ title, detail }, place) => {
      const row = $('<li role="option" aria-selected="false" tabindex="-1">')
        .attr('id', `${this.name}-${place}`)
        .append(
          $('<span class="tuya-choice-title">').text(title),
          $('<span class="tuya-choice-detail">').text(detail),
        );
      // The press and not the click: the box must not lose the focus before.
      row.on('mousedown', (event) => {
        event.preventDefault();
        this.take(place);
      });
      this.list.append(row);
    });
  }

  private move(by: number): boolean {
    if (this.choices.length === 0) this.open();
    const { length } = this.choices;
    if (length === 0) return true;
    return this.select(this.at < 0 && by < 0 ? length - 1 : (this.at + by + length) % length);
  }

  private select(place: number): true {
    this.at = place;
    const rows = this.list.children();
    rows.removeClass('selected').attr('aria-selected', 'false');
    const row = rows.eq(this.at).addClass('selected').attr('aria-selected', 'true');
    row[0]?.scrollIntoView({ block: 'nearest' });
    this.box.attr('aria-activedescendant', `${this.name}-${this.at}`);
    return true;
  }

  private take(place: number): void {
    const choice = this.choices[place];
    if (choice === undefined) return;
    this.close();
    choice.choose();
  }
}
