import { sayer } from '../texts';

/** The account of a flow node: the only one is taken without a question, and where there is none the field says how to add one. */

/** The one account that a node in this place can have; undefined where there is none, or a choice. */
export function onlyAccount(
  configs: readonly Pick<EditorNode, 'id' | 'type' | 'z' | 'd'>[],
  place: string | undefined,
): string | undefined {
  const reached = configs.filter(
    ({ type, z, d }) => type === 'tuya-config' && d !== true && (z === undefined || z === '' || z === place),
  );
  return reached.length === 1 ? reached[0]?.id : undefined;
}

function onlyAccountOf(node: EditorNode): string | undefined {
  const configs: EditorNode[] = [];
  RED.nodes.eachConfig((config) => {
    configs.push(config);
  });
  return onlyAccount(configs, node.z);
}

function hasNone({ account }: EditorNode): boolean {
  return account === undefined || account === '';
}

/** Gives a node that is being put into a flow the only account that there is. What is imported or pasted stays as it came. */
export function takeOnlyAccount(node: EditorNode): void {
  if (!hasNone(node) || (RED.nodes.node(node.id) ?? undefined) !== undefined) return;
  const only = onlyAccountOf(node);
  if (only !== undefined) node.account = only;
}

/** Wires the account's field of the open dialog. */
export function wireAccountField(node: EditorNode): void {
  const select = $('#node-input-account');
  const only = hasNone(node) ? onlyAccountOf(node) : undefined;
  if (only !== undefined) select.val(only);
  const tip = $('<div class="form-tips" role="status">').text(sayer('tuya-config')('tip.first'));
  const row = $('<div class="form-row">').append(tip);
  select.closest('.form-row').after(row);
  const follow = (): void => {
    const offered = select.children().toArray() as HTMLOptionElement[];
    row.toggle(offered.every(({ value }) => value === '_ADD_'));
  };
  // Node-RED says so too when an account was added.
  select.on('change', follow);
  follow();
}
