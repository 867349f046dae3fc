/** The folds of the account's dialog: whoever opens it first sees what everybody needs, and nothing that somebody has set is hidden. */

/** What a field holds that nobody has touched, where that is more than nothing. */
const USUAL: Readonly<Record<string, string>> = { timeout: '15', rateLimit: '20', subscription: 'sub' };

/** Whether a setting is as a new account has it, or as an old account lacks it. */
export function isUsual(name: string, value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  // What Node-RED's list of nodes says for none.
  if (value === '_ADD_') return true;
  return (typeof value === 'string' || typeof value === 'number') && String(value) === USUAL[name];
}

/** Opens each fold in which a setting is not as usual. */
export function openFolds(saved: Readonly<Record<string, unknown>>): void {
  const prefix = 'node-config-input-';
  $('.tuya-folded').each((_, fold) => {
    const names = $(fold)
      .find(`[id^="${prefix}"]`)
      .toArray()
      .map(({ id }) => id.slice(prefix.length));
    if (names.some((name) => !isUsual(name, saved[name]))) $(fold).prop('open', true);
  });
}
