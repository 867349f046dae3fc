import { isTyped, nameFields } from './names';
import { tellReasons } from './reasons';
import type { ReasonOf } from './reasons';

/** A dialog for everybody: its fields have names, its pictures none, and what is wrong with a field is told in words. What is common to the looks of all our dialogs goes by the class that it gets here. */

/** A property as a node defines it. */
interface Definition {
  label?: string;
  type?: string;
  validate?: (this: unknown, value: unknown, options: object) => unknown;
}

/** The name of the property that a field is for. */
function propertyOf(field: JQuery): string {
  return (field.attr('id') ?? '').replace(/^node-(config-)?input-/, '');
}

/** Why an account, or another node of Node-RED's, cannot be chosen. */
function aboutNode(value: unknown, prop: string): string {
  if (value === '' || value === '_ADD_' || value === null)
    return RED._('validator.errors.missing-required-prop', { prop });
  const isThere = typeof value === 'string' && (RED.nodes.node(value) ?? undefined) !== undefined;
  return RED._(`validator.errors.${isThere ? 'invalid' : 'missing'}-config`, { prop });
}

/** What is wrong with a field, in the words that Node-RED shows whoever points at it. */
function reasonsOf(node: EditorNode): ReasonOf {
  return (field) => {
    const definition = node._def.defaults[propertyOf(field)] as Definition | undefined;
    const { label, type, validate } = definition ?? {};
    const said: unknown = validate?.call(node, field.val(), label === undefined ? {} : { label });
    if (typeof said === 'string') return said;
    if (type !== undefined) return aboutNode(field.val(), label ?? '');
    if (!isTyped(field)) return '';
    const typed: unknown = field.typedInput('validate', { returnErrorMessage: true });
    return typeof typed === 'string' ? typed : '';
  };
}

/** Pictures beside words say nothing; a letter of a font of icons would be read out. */
function hidePictures(form: JQuery): void {
  form.find('i.fa:not([role="button"]), .red-ui-typedInput-icon').attr('aria-hidden', 'true');
}

/** Makes the dialog of a node accessible, and keeps it so whatever it comes to show. */
export function makeAccessible(node: EditorNode, form: JQuery = $('#dialog-form')): void {
  const reasonOf = reasonsOf(node);
  form.addClass('tuya-form');
  const look = (): void => {
    hidePictures(form);
    nameFields(form);
    tellReasons(form, reasonOf);
  };
  look();
  const [element] = form.toArray();
  if (element === undefined) return;
  // A widget tells its type by its title, a row what it is about by its name, Node-RED what is wrong by a class.
  const watch = { subtree: true, childList: true, attributeFilter: ['class', 'title', 'aria-label'] };
  // What a look changes is no reason for the next one: Node-RED 5, asked what is wrong, writes it anew each time, and would be asked for ever.
  const observer = new MutationObserver(() => {
    observer.disconnect();
    try {
      look();
    } finally {
      observer.observe(element, watch);
    }
  });
  observer.observe(element, watch);
}
