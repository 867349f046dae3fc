import { focusFirst, hasFocus } from '../access/focus';
import { askInSteps, wordsOf } from '../ask';
import type { Asking } from '../ask';
import type { AccountKey, Say } from '../texts';
import { currentForm } from './account-form';
import { note } from './rows';

/** What is being asked about the open dialog's form, one thing at a time: it ends by itself, by Stop, by another one, by an edit or with the dialog. */

/** One thing to ask. */
export interface Run<Step> {
  url: string;
  /** Fields whose change means nothing for it. */
  indifferent: readonly string[];
  /** What began it: there the focus goes when Stop, which has it, goes away. */
  button: JQuery;
  /** Rows that wait for their step, by its name. */
  waiting: ReadonlyMap<string, JQuery>;
  /** The name of a step and its row. */
  show: (step: Step) => [name: string, row: JQuery];
  /** Told when all is there. */
  ended?: () => void;
}

/** The list of what was found, and what is under way. */
export class Runs {
  private asking: Asking | undefined;
  private button = $();
  private rows = new Map<string, JQuery>();
  /** What the rows are about: the form as it was, and what of it does not count. */
  private about: { form: string; indifferent: readonly string[] } | undefined;

  constructor(
    private readonly id: string,
    private readonly say: Say<AccountKey>,
    private readonly list: JQuery,
    private readonly stopButton: JQuery,
  ) {
    stopButton.hide().on('click', () => {
      this.breakOff(say('result.stopped'));
    });
    // Whatever of the dialog is edited.
    list.closest('form').on('input change', () => {
      this.look();
    });
  }

  /** Empties the list; nothing is under way any more. */
  clear(): void {
    this.end();
    this.about = undefined;
    this.rows.clear();
    this.list.empty().removeClass('tuya-outdated');
  }

  /** Begins one thing, instead of what is under way. */
  begin<Step>({ url, indifferent, button, waiting, show, ended }: Run<Step>): void {
    const isInside = hasFocus(this.list);
    this.clear();
    this.button = button;
    this.rows = new Map(waiting);
    this.list.append(...waiting.values());
    this.about = { form: this.formWithout(indifferent), indifferent };
    this.stopButton.show();
    // A question was answered whose buttons are gone.
    if (isInside) focusFirst(this.stopButton);
    const asking = askInSteps<Step>(url, currentForm(this.id), (step) => {
      const [name, row] = show(step);
      this.rows.get(name)?.replaceWith(row);
      this.rows.delete(name);
    });
    this.asking = asking;
    asking.done.then(
      () => {
        // A proxy may cut it short, and call that the end.
        if (this.rows.size > 0) this.breakOff(this.say('result.failed'), 'bad');
        else this.end();
        ended?.();
      },
      (thrown: unknown) => {
        this.breakOff(
          wordsOf(thrown, (key) => this.say(`result.${key}`)),
          'bad',
        );
        ended?.();
      },
    );
  }

  /** Says what to do next, in place of what was said before, where it is seen. */
  next(row: JQuery): void {
    this.list.find('.tuya-next').remove();
    this.list.append(row);
    row.get(0)?.scrollIntoView({ block: 'nearest' });
  }

  /** What has failed is seen, and what to do about it. */
  showTrouble(): void {
    this.list.find('.tuya-bad').get(0)?.scrollIntoView({ block: 'nearest' });
  }

  /** Ends what is under way: nothing is told any more. */
  end(): void {
    this.asking?.cancel();
    this.asking = undefined;
    if (hasFocus(this.stopButton)) focusFirst(this.button);
    this.stopButton.hide();
  }

  /** Ends what is under way, and says why there is no more. */
  private breakOff(text: string, verdict?: 'bad'): void {
    this.end();
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.list.append(note(text, verdict));
  }

  private formWithout(indifferent: readonly string[]): string {
    const form = Object.entries(currentForm(this.id)).filter(([name]) => !indifferent.includes(name));
    return JSON.stringify(form);
  }

  /** What was found about other settings is not shown as if it were about these. */
  private look(): void {
    const { about } = this;
    if (about === undefined || this.formWithout(about.indifferent) === about.form) return;
    this.about = undefined;
    this.end();
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
    this.list.find('.tuya-next').remove();
    this.list.addClass('tuya-outdated').prepend(note(this.say('result.outdated')));
  }
}
