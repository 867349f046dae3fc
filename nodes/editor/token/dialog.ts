import { makeAccessible } from '../access/form';
import { modeOfAccount } from '../picker/account-body';
import { wireAccountField } from '../picker/account-field';
import { USUAL_USER } from '../picker/user-field';
import { shownFor } from './shown';

/** The token's dialog: the action, and the fields that it makes use of. */

const field = (name: string): JQuery => $(`#node-input-${name}`);
const row = (name: string): JQuery => field(name).closest('.form-row');
const text = (name: string): string => String(field(name).val() ?? '');
const isTicked = (name: string): boolean => field(name).prop('checked') === true;

/** What a node from elsewhere may lack, as the runtime takes it. */
function complete({ action, uid, uidType, property, propertyType }: EditorNode): void {
  if (action === undefined) field('action').val('get');
  if (!isThere(uid) && !isThere(uidType)) field('uid').val(USUAL_USER.uid);
  if (!isThere(property) && !isThere(propertyType)) field('property').val('payload');
}

function isThere(saved: unknown): boolean {
  return saved !== undefined && saved !== null && saved !== '';
}

/** Shows what matters for the action and the account. */
function show(): void {
  const fields = { action: text('action'), uid: text('uid'), uidType: text('uidType') };
  const ticks = {
    includeRefreshToken: isTicked('includeRefreshToken'),
    emitOnRenewal: isTicked('emitOnRenewal'),
  };
  const shown = shownFor({ ...fields, ...ticks }, modeOfAccount());
  row('uid').toggle(shown.user);
  row('includeRefreshToken').toggle(shown.includeRefreshToken);
}

/** Wires the token's dialog. */
export function wireToken(node: EditorNode): void {
  wireAccountField(node);
  complete(node);
  field('uid').typedInput({
    default: USUAL_USER.uidType,
    types: ['msg', 'str', 'flow', 'global', 'env', 'jsonata'],
    typeField: '#node-input-uidType',
  });
  field('property').typedInput({
    default: 'msg',
    types: ['msg', 'flow', 'global'],
    typeField: '#node-input-propertyType',
  });
  show();
  // A field that somebody has just emptied stays until another one changes what matters.
  $('#node-input-account, #node-input-action, #node-input-emitOnRenewal').on('change', show);
  makeAccessible(node);
}
