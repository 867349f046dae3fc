/** The user for whom a flow node works. */

/** What a node says of its user, as a new one has it. */
export const USUAL_USER = { uid: 'uid', uidType: 'msg' } as const;

/**
 * Whether the user's field matters: the account has many, or one was named here; what is set is shown.
 * @param mode the mode of the chosen account: `simple`, `code`, a variable, or nothing where none is chosen
 */
export function userMatters(
  mode: string,
  { uid, uidType }: { readonly uid: string; readonly uidType: string },
): boolean {
  const isNamed = uid !== '' && !(uid === USUAL_USER.uid && uidType === USUAL_USER.uidType);
  return (mode !== 'simple' && mode !== '') || isNamed;
}
