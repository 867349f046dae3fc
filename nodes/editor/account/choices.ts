import { DATA_CENTERS } from '../../cloud/data-centers';
import { OVER_BUDGET } from '../../shared/account-limits';
import { variableOf } from '../../shared/variable';
import type { AccountKey, Say } from '../texts';

/** Fields that are a choice: what is offered, an environment variable by name, and whatever a node from elsewhere holds. */

/** What a choice may be: its value and its words. */
export interface Option {
  value: string;
  text: string;
}

/** The data centers, each by the words of the catalogue, and the address of one's own. */
export function dataCenters(say: Say<AccountKey>): Option[] {
  const named = Object.keys(DATA_CENTERS).map((code) => ({
    value: code,
    text: say(`center.${code as keyof typeof DATA_CENTERS}`),
  }));
  return [...named, { value: 'custom', text: say('center.custom') }];
}

/** The modes of an account. */
export function modes(say: Say<AccountKey>): Option[] {
  return (['simple', 'code'] as const).map((value) => ({ value, text: say(`mode.${value}`) }));
}

/** What happens when the budget is spent. */
export function overBudget(say: Say<AccountKey>): Option[] {
  return OVER_BUDGET.map((value) => ({ value, text: say(`overBudget.${value}`) }));
}

/** Puts options into a select of the dialog. */
export function offer(select: JQuery, options: readonly Option[]): void {
  for (const { value, text } of options) select.append($('<option>').val(value).text(text));
}

/**
 * Lets a select hold an environment variable too: a last option with a field for its name beside it.
 * @param saved what the node holds now; empty for none
 */
export function allowVariable(select: JQuery, saved: string, say: Say<AccountKey>): void {
  const label = say('variable.name');
  const field = $('<input type="text" class="tuya-variable">').attr({
    placeholder: 'NAME',
    'aria-label': label,
  });
  const option = $('<option>').text(say('variable.option'));
  const isChosen = (): boolean => select.val() === option.val();
  const name = variableOf(saved);
  option.val(name === undefined ? '${}' : saved).data('env', true); // the pencil has nothing to edit
  field.val(name ?? '');

  const has = (value: string): boolean =>
    select
      .children()
      .toArray()
      .some((one) => (one as HTMLOptionElement).value === value);
  // A value from elsewhere stays what it is.
  if (saved !== '' && saved !== option.val() && !has(saved)) offer(select, [{ value: saved, text: saved }]);

  const refresh = (): void => {
    // Node-RED builds the selects of its own nodes anew when one was added.
    if (option.parent().length === 0) select.append(option.data('env', true));
    field.toggle(isChosen());
  };
  field.on('input', () => {
    option.val(`\${${String(field.val()).trim()}}`);
    select.val(String(option.val())).trigger('change');
  });
  select.append(option);
  if (saved !== '') select.val(saved);
  const place = select.parent().css('display') === 'inline-flex' ? select.parent() : select;
  place.after(' ', field);
  select.on('change', refresh);
  refresh();
}
