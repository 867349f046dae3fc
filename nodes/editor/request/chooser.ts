/** One row of a chooser. */
export interface Choice {
  title: string;
  detail: string;
  choose: () => void;
}

/** A list below a search box that is worked with mouse or keys, as in the editor's own searches. */
export class Chooser {
  private at = -1;
  private choices: readonly Choice[] = [];

  constructor(
    private readonly box: JQuery,
    private readonly list: JQuery,
  ) {
    list.attr('role', 'listbox');
    box.attr({ role: 'combobox', 'aria-expanded': 'false' });
    box.on('keydown', (event) => {
      if (event.key === 'ArrowDown') this.move(1);
      else if (event.key === 'ArrowUp') this.move(-1);
      else if (event.key === 'Enter') this.take(Math.max(0, this.at));
      else if (event.key === 'Escape' && this.choices.length > 0) this.close();
      else return;
      // Neither the dialog's own keys nor a form's submit.
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Shows rows instead of the ones before. */
  show(choices: readonly Choice[]): void {
    this.choices = choices;
    this.at = -1;
    this.list.empty().toggle(choices.length > 0);
    this.box.attr('aria-expanded', String(choices.length > 0));
    choices.forEach(({ title, detail }, place) => {
      const row = $('<li role="option" tabindex="-1">').append(
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

  close(): void {
    this.show([]);
  }

  private move(by: number): void {
    if (this.choices.length === 0) return;
    this.at = (this.at + by + this.choices.length) % this.choices.length;
    const rows = this.list.children();
    rows.removeClass('selected').attr('aria-selected', 'false');
    rows
      .eq(this.at)
      .addClass('selected')
      .attr('aria-selected', 'true')[0]
      ?.scrollIntoView({ block: 'nearest' });
  }

  private take(place: number): void {
    const choice = this.choices[place];
    if (choice === undefined) return;
    this.close();
    choice.choose();
  }
}
