import { idOf } from './names';

/** What is wrong with a field: told to a screen reader by its state, and to everybody in words below it. */

/** The words for what is wrong with a field; empty where there are none. */
export type ReasonOf = (field: JQuery) => string;

/** Marks a field as wrong, or as right again, as Node-RED marks its own. */
export function mark(field: JQuery, reason: string | undefined): void {
  if (reason === undefined) field.removeData('tuya-reason').removeClass('input-error');
  else field.data('tuya-reason', reason).addClass('input-error');
}

/** What people see of a field. */
function shownOf(field: JQuery): JQuery {
  return field.is('.red-ui-typedInput')
    ? field.next('.red-ui-typedInput-container').find('.red-ui-typedInput-input')
    : field;
}

/** The ids that describe an element, with one more or less. */
function describe(element: JQuery, id: string, isOne: boolean): void {
  const others = (element.attr('aria-describedby') ?? '')
    .split(' ')
    .filter((one) => one !== id && one !== '');
  const all = isOne ? [...others, id] : others;
  element.attr('aria-describedby', all.length === 0 ? null : all.join(' '));
}

function tell(field: JQuery, reason: string): void {
  const shown = shownOf(field).attr('aria-invalid', 'true');
  const known = field.data('tuya-told') as JQuery | undefined;
  if (reason === '') {
    if (known !== undefined) takeBack(field, known);
    return;
  }
  const note = known ?? $('<div class="tuya-reason">');
  if (note.text() !== reason) note.text(reason);
  if (known !== undefined) return;
  field.closest('.red-ui-editableList-item-content, .form-row').append(note);
  field.data('tuya-told', note);
  describe(shown, idOf(note), true);
}

function takeBack(field: JQuery, note: JQuery): void {
  describe(shownOf(field), idOf(note), false);
  note.remove();
  field.removeData('tuya-told');
}

/** Tells of every field of a form whether it is wrong, and why. */
export function tellReasons(form: JQuery, reasonOf: ReasonOf): void {
  form.find('input, select, textarea, [role="group"]').each((_, element) => {
    const field = $(element);
    if (field.is('.red-ui-typedInput-input')) return;
    if (field.is('.input-error')) {
      const own = field.data('tuya-reason') as string | undefined;
      tell(field, own ?? reasonOf(field));
      return;
    }
    const known = field.data('tuya-told') as JQuery | undefined;
    if (known !== undefined) takeBack(field, known);
    if (shownOf(field).attr('aria-invalid') !== undefined) shownOf(field).removeAttr('aria-invalid');
  });
}
