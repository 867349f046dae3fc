import { at, needs, ofDevice, ok } from './route';
import type { Ask, Outcome, Route } from './route';

/** Sums of what a device has reported, by spans of time that are written with so many digits. */

const SPANS: readonly [string, string, number][] = [
  ['quarters', 'minute', 12],
  ['hours', 'hour', 10],
  ['days', 'day', 8],
  ['months', 'month', 6],
];

const spanned = (span: string, name: string, digits: number): Route => {
  const names = [`start_${name}`, `end_${name}`];
  const fits = (ask: Ask): boolean =>
    names.every((one) => new RegExp(`^\\d{${digits}}$`).test(ask.query.get(one) ?? ''));
  const answer = ofDevice((_, ask): Outcome =>
    fits(ask) ? ok({ [span]: { [ask.query.get(names[0] ?? '') ?? '']: '1.20' } }) : { code: 1109 },
  );
  return at('GET', `/devices/*/statistics/${span}`, needs(['code', ...names], answer));
};

export const STATISTICS: Route[] = [
  at(
    'GET',
    '/devices/*/all-statistic-type',
    ofDevice(() => ok([{ code: 'add_ele', stat_type: 'sum' }])),
  ),
  at(
    'GET',
    '/devices/*/statistics/total',
    needs(
      ['code'],
      ofDevice(() => ok({ total: '92.68' })),
    ),
  ),
  ...SPANS.map(([span, name, digits]) => spanned(span, name, digits)),
];
