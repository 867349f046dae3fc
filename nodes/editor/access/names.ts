/** Names of fields: whoever comes to one by a key hears which it is, in the widgets that Node-RED makes as well. */

let count = 0;

/** The id of an element, which gets one where it has none. */
export function idOf(element: JQuery): string {
  const id = element.attr('id') ?? `tuya-access-${++count}`;
  element.attr('id', id);
  return id;
}

/** Gives an element a name, unless it has it: who watches for names hears of new ones alone. */
function call(element: JQuery, name: string): void {
  if (element.attr('aria-label') !== name) element.attr('aria-label', name);
}

const words = (element: JQuery): string => element.text().trim();

/** The editors that a typed input opens, by its type. */
const EDITORS: Readonly<Record<string, string>> = {
  json: 'jsonEditor.title',
  jsonata: 'expressionEditor.title',
};

/** Whether a field is a typed input, with its widget. */
export function isTyped(field: JQuery): boolean {
  return field.data('nodered-typedInput') !== undefined;
}

/** The parts of a typed input: the visible field, its type, its choice and its editor. */
function nameTyped(field: JQuery, label: JQuery): void {
  const widget = field.next('.red-ui-typedInput-container');
  const name = label.length > 0 ? words(label) : (field.attr('aria-label') ?? '');
  if (name === '') return;
  const input = widget.find('.red-ui-typedInput-input');
  if (label.length > 0) input.attr('aria-labelledby', idOf(label));
  else call(input, name);
  const type = widget.find('.red-ui-typedInput-type-select');
  // A type that is shown as a picture has its words in the title.
  const typed = words(type) === '' ? (type.attr('title') ?? '') : words(type);
  call(type, `${name}: ${typed}`);
  const choice = widget.find('.red-ui-typedInput-option-trigger');
  call(choice, `${name}: ${words(choice)}`);
  const editor = EDITORS[field.typedInput('type')];
  const open = widget.find('.red-ui-typedInput-option-expand');
  if (editor !== undefined) call(open, `${name}: ${RED._(editor)}`);
}

/** The words behind a short field, such as its unit. */
function nameUnit(field: JQuery): void {
  const unit = field.nextAll('span[data-i18n]').first();
  if (unit.length > 0 && field.is('input[type="text"]')) field.attr('aria-describedby', idOf(unit));
}

/** A way to move or remove a row says which one. */
function nameRows(form: JQuery): void {
  const nameOf = (part: JQuery, does: string): void => {
    const row = part.siblings('.red-ui-editableList-item-content').attr('aria-label') ?? '';
    call(part, [does, row].filter((words) => words !== '').join(': '));
  };
  form.find('.red-ui-editableList-item-remove').each((_, element) => {
    nameOf($(element).attr('role', 'button'), RED._('common.label.delete'));
  });
  form.find('.red-ui-editableList-item-handle[role="button"]').each((_, element) => {
    nameOf($(element), $(element).attr('title') ?? '');
  });
}

/**
 * Names all fields of a form. By the label's id, even where the label points to the field itself: Node-RED 5 writes into a field's aria-label
 * what is wrong with it, which would take the name's place.
 */
export function nameFields(form: JQuery): void {
  form.find('label[for]').each((_, element) => {
    const label = $(element);
    const field = form.find(`[id="${label.attr('for') ?? ''}"]`);
    if (field.is('.red-ui-typedInput') || field.is('[aria-labelledby]')) return;
    field.attr('aria-labelledby', idOf(label));
    nameUnit(field);
  });
  form.find('.red-ui-typedInput').each((_, element) => {
    // One whose row is on its way out is none any more.
    if (isTyped($(element))) nameTyped($(element), form.find(`label[for="${$(element).attr('id') ?? ''}"]`));
  });
  nameRows(form);
}
