import type { Center, Stage, StageName } from '../../shared/admin';
import type { AccountKey, Say } from '../texts';

/** What a test and a search for the data center show, as rows below their buttons: told apart by shape and by word, not by colour alone. */

/** How something has ended, or that it has not. */
export type Verdict = 'good' | 'bad' | 'open' | 'unknown' | 'busy';

const ICONS: Readonly<Record<Verdict, string>> = {
  good: 'fa-check',
  bad: 'fa-times',
  open: 'fa-minus',
  unknown: 'fa-minus',
  busy: 'fa-circle-o-notch fa-spin',
};

/** How a stage has ended. */
export function verdictOf({ ok, tried }: Pick<Stage, 'ok' | 'tried'>): 'good' | 'bad' | 'open' {
  if (tried === false) return 'open';
  return ok ? 'good' : 'bad';
}

/** A row: what it is about, how it ended, and what there is to say. One that is still to come is not read out. */
function row(verdict: Verdict, name: string, say: Say<AccountKey>): JQuery {
  const head = $('<span class="tuya-head">').append(
    $('<i aria-hidden="true">').addClass(`fa fa-fw ${ICONS[verdict]}`),
    $('<b>').text(name),
    $('<span class="tuya-verdict">').text(say(`verdict.${verdict}`)),
  );
  return $('<li>')
    .addClass(`tuya-${verdict}`)
    .attr('aria-hidden', verdict === 'busy' ? 'true' : null)
    .attr('aria-atomic', 'true')
    .append(head);
}

function said(className: string, text: string): JQuery {
  return text === '' ? $() : $('<div>').addClass(className).text(text);
}

/** A stage that has not ended. */
export function waitingStage(stage: StageName, say: Say<AccountKey>): JQuery {
  return row('busy', say(`stageName.${stage}`), say);
}

/** A stage as it ended; what only an expert wants to see is folded away. */
export function stageRow(told: Stage, say: Say<AccountKey>): JQuery {
  const { stage, message, hint, details } = told;
  const item = row(verdictOf(told), say(`stageName.${stage}`), say);
  item.append(said('tuya-message', message), said('tuya-hint', hint));
  if (details === undefined) return item;
  const fold = $('<details>').append($('<summary>').text(say('result.details')), $('<code>').text(details));
  return item.append(fold);
}

/** A data center that has not answered. */
export function waitingCenter(name: string, say: Say<AccountKey>): JQuery {
  return row('busy', name, say);
}

/** What a data center says of the key. One that does not know it is no failure: a key belongs to one. */
export function centerRow({ ok, unknown, message }: Center, name: string, say: Say<AccountKey>): JQuery {
  const verdict = ok ? 'good' : unknown === true ? 'unknown' : 'bad';
  return row(verdict, name, say).append(said('tuya-message', message));
}

/** A small button; its name tells a screen reader what it is about. */
export function button(text: string, about = ''): JQuery {
  return rename($('<button type="button" class="red-ui-button red-ui-button-small">'), text, about);
}

/** Gives a button other words. */
export function rename(one: JQuery, text: string, about: string): JQuery {
  return one.text(text).attr('aria-label', about === '' ? null : `${text}: ${about}`);
}

/** A row that says what to do next, with the button for it where there is one. */
export function nextRow(text: string, press = $()): JQuery {
  const icon = '<i class="fa fa-fw fa-arrow-right" aria-hidden="true">';
  const words = $('<span>').append(document.createTextNode(`${text} `), press);
  return $('<li class="tuya-next" aria-atomic="true">').append(icon, words);
}

/** A row that only says something. */
export function note(text: string, verdict: 'good' | 'bad' = 'good'): JQuery {
  return $('<li>')
    .addClass(verdict === 'bad' ? 'tuya-bad' : 'tuya-note')
    .text(text);
}
