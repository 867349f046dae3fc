import { FIELDS, USUAL } from './settings';

/** A node of an old or hand-written flow, completed: opening it and closing it without a change changes nothing. */

type Node = Record<string, unknown>;

/** What else a node has, as a new one has it. */
const BESIDES: Node = { name: '', account: '' };

/** What a node has when it is complete: each setting as it is kept. */
const WHOLE: Node = {
  ...USUAL,
  ...BESIDES,
  maxPages: Number(USUAL.maxPages),
  reuse: 0,
  parseValues: false,
  model: false,
};

const field = (name: string): JQuery => $(`#node-input-${name}`);

const TYPED: readonly string[] = FIELDS.filter((name) => name.endsWith('Type'));

function lacks(node: Node, name: string): boolean {
  const value = node[name];
  if (value === undefined || value === null) return true;
  if (value !== '') return false;
  // A typed field with neither type nor value was never set.
  return TYPED.includes(name) || (TYPED.includes(`${name}Type`) && !node[`${name}Type`]);
}

/** What a choice does not offer stays as it is. */
function keepChoice(select: JQuery, saved: unknown): void {
  if (typeof saved !== 'string' || saved === '' || select.val() === saved) return;
  select.append($('<option>').val(saved).text(saved)).val(saved);
}

/** Gives a node and its fields what the runtime takes for what it lacks. */
export function complete(node: Node): void {
  for (const name of [...Object.keys(BESIDES), ...FIELDS]) {
    const input = field(name);
    if (lacks(node, name)) {
      node[name] = WHOLE[name];
      if (input.attr('type') !== 'checkbox' && name !== 'account') input.val(String(WHOLE[name]));
    } else if (input.is('select') && name !== 'account') {
      keepChoice(input, node[name]);
    }
  }
}
