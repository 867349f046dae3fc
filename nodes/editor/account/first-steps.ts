import type { AccountKey, Say } from '../texts';

/** The way to a key, for who has none: three steps at Tuya's console. */

/** Where the projects of Tuya's console are. */
const CONSOLE = 'https://platform.tuya.com/cloud/';

const STEPS = ['project', 'app', 'key'] as const;

/** A step: where to go, in a tab of its own, and what to click there. */
function step(name: (typeof STEPS)[number], say: Say<AccountKey>): JQuery {
  const icon = '<i class="fa fa-external-link" aria-hidden="true">';
  const link = $('<a target="_blank" rel="noopener noreferrer">').attr('href', CONSOLE);
  link.append(document.createTextNode(`${say(`steps.${name}.title`)} `), icon);
  return $('<li>').append(link, $('<div>').text(say(`steps.${name}.text`)));
}

/**
 * Puts the steps into their place.
 * @returns opens them where there is no key, and folds them to one line where there is one
 */
export function showFirstSteps(say: Say<AccountKey>): (hasKey: boolean) => void {
  const place = $('#tuya-config-steps');
  const list = $('<ol>').append(...STEPS.map((name) => step(name, say)));
  place.append($('<summary>').text(say('steps.title')), list);
  return (hasKey) => {
    place.prop('open', !hasKey);
  };
}
