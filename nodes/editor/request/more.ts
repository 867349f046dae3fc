import type { RequestKey, Say } from '../texts';
import { words } from '../words';
import { USUAL, isSet } from './settings';
import type { Settings } from './settings';

/** The fold at the end of the dialog: closed it says in a word each what is set in it. */

/** What is set in the fold, in words. */
export function wordsOfMore(settings: Settings, say: Say<RequestKey>): string[] {
  const { query, headers, signHeaders, bodyFormat, pages, maxPages, ret, timeout } = settings;
  const { parseValues, model, reuse, property, propertyType } = settings;
  const of = (set: boolean, key: RequestKey, values?: Record<string, string>): string[] =>
    set ? [say(key, values)] : [];
  const isList = pages !== USUAL.pages;
  const place = `${propertyType}.${property}`;
  return [
    ...of(query !== '', 'more.query'),
    ...of(bodyFormat === 'form', 'more.form'),
    ...of(pages === 'all', 'more.all'),
    ...of(pages === 'each', 'more.each'),
    ...of(isList && isSet('maxPages', maxPages), 'more.maxPages', { count: maxPages }),
    ...of(ret === 'envelope', 'more.envelope'),
    ...of(ret === 'values', 'more.values'),
    ...of(model !== '', 'more.model'),
    ...of(parseValues !== '', 'more.parseValues'),
    ...of(place !== `${USUAL.propertyType}.${USUAL.property}`, 'more.property', { place }),
    ...of(isSet('reuse', reuse), 'more.reuse', { seconds: reuse }),
    ...of(headers !== '', 'more.headers'),
    ...of(signHeaders !== '', 'more.signHeaders'),
    ...of(timeout !== '', 'more.timeout', { seconds: timeout }),
  ];
}

/** Says in the fold's line what is set in it; opens it where something in it is wrong. */
export function tellMore(fold: JQuery, settings: Settings, say: Say<RequestKey>): void {
  const set = wordsOfMore(settings, say);
  const text = set.length === 0 ? say('label.more') : say('label.moreSet', { set: words().list(set) });
  fold.children('summary').text(text);
  if (fold.find('.input-error').length > 0) fold.prop('open', true);
}
