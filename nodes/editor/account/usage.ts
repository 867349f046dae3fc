import { PATHS } from '../../shared/admin';
import type { MonthAnswer, UsageAnswer } from '../../shared/usage';
import { keepFocus } from '../access/focus';
import { addressOf, ask, wordsOf } from '../ask';
import type { AccountKey, Say } from '../texts';
import { words as editorWords } from '../words';
import type { Words } from '../words';
import { barsOf, drawMonth } from './usage-chart';

/** What the account has spent, in its dialog: the numbers, the picture, and who spends most. */

/** Nodes that are named. */
const MOST_NAMED = 5;

type Line = [title: string, text: string, bad?: boolean];

function kindsOf(usage: MonthAnswer, { number }: Words, say: Say<AccountKey>): Line {
  const counts = Object.fromEntries(
    (['reads', 'commands', 'tokens', 'repeats'] as const).map((name) => [name, number(usage[name])]),
  );
  return [say('usage.kinds'), say('usage.kindsCounted', counts)];
}

function messagesOf({ messages }: MonthAnswer, { number }: Words, say: Say<AccountKey>): Line {
  return [say('usage.messages'), say('usage.messagesFree', { messages: number(messages) })];
}

/** The numbers of a month that is over, one line each. */
export function linesOfPast(month: MonthAnswer, words: Words, say: Say<AccountKey>): Line[] {
  const calls: Line = [say('usage.calls'), words.number(month.calls)];
  return [calls, kindsOf(month, words, say), messagesOf(month, words, say)];
}

/** The numbers of this month, one line each. */
export function linesOf(usage: UsageAnswer, words: Words, say: Say<AccountKey>): Line[] {
  const { budget, left, forecast } = usage;
  const { number } = words;
  const over = budget > 0 && forecast !== null && forecast > budget;
  return [
    [say('usage.calls'), say('usage.callsToday', { calls: number(usage.calls), today: number(usage.today) })],
    kindsOf(usage, words, say),
    ...(left === null
      ? []
      : [
          [
            say('usage.budget'),
            say('usage.budgetLeft', {
              left: number(left),
              budget: number(budget),
              begins: words.day(usage.begins),
            }),
            left === 0,
          ] satisfies Line,
        ]),
    [
      say('usage.forecast'),
      forecast === null
        ? say('usage.tooEarly')
        : say(over ? 'usage.forecastOver' : 'usage.forecastCalls', { forecast: number(forecast) }),
      over,
    ],
    messagesOf(usage, words, say),
  ];
}

/** What a node is called: by its name, by its label on the canvas, else that it is gone. */
function nameOf(id: string, name: string, say: Say<AccountKey>): string {
  if (name !== '') return name;
  if (id === '') return say('usage.account');
  if (id === '*') return say('usage.others');
  // A node in a subflow has the ids of all instances that it is in before its own.
  const node = RED.nodes.node(id) ?? RED.nodes.node(id.slice(id.lastIndexOf('-') + 1)) ?? undefined;
  return node === undefined ? say('usage.gone', { id }) : RED.utils.getNodeLabel(node, id);
}

/** What is said of a node: what it spends, and how often it may ask. */
export function adviceFor(usage: UsageAnswer, id: string, words: Words, say: Say<AccountKey>): string {
  const advice = usage.advice.find((one) => one.id === id);
  if (advice === undefined) return '';
  const { perDay, every, fitting, later } = advice;
  const spent = { perDay: words.number(perDay), every: words.span(every, Math.round) };
  if (fitting === null) return say('usage.spends', spent);
  // Rounded up: a node that keeps to it stays within the budget.
  return say(later ? 'usage.spendsLater' : 'usage.spendsLess', {
    ...spent,
    fitting: words.span(fitting, Math.ceil),
  });
}

function cell(name: 'td' | 'th', text: string, scope?: string): JQuery {
  const made = $(`<${name}>`).text(text);
  return scope === undefined ? made : made.attr('scope', scope);
}

/** A table with a heading for each column. */
function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): JQuery {
  const head = $('<tr>').append(heads.map((text) => cell('th', text, 'col')));
  const body = rows.map(([first = '', ...rest]) =>
    $('<tr>').append(cell('th', first, 'row'), ...rest.map((text) => cell('td', text))),
  );
  return $('<table>').append(
    $('<caption>').text(caption),
    $('<thead>').append(head),
    $('<tbody>').append(body),
  );
}

/** A month as it is shown. */
interface Shown {
  lines: Line[];
  /** What the picture is drawn from. */
  usage: UsageAnswer;
}

/** A month in numbers, as a picture, and by who has spent it. */
function monthOf({ lines, usage }: Shown, words: Words, say: Say<AccountKey>): JQuery[] {
  const list = $('<dl>');
  for (const [title, text, bad = false] of lines)
    list.append($('<dt>').text(title), $('<dd>').text(text).toggleClass('tuya-warned', bad));
  const month = say('usage.perDay', { month: words.month(usage.month) });
  const { number } = words;
  const share = number(Math.round(barsOf(usage).share));
  const chart = drawMonth(usage, {
    label: month,
    number,
    day: (day, calls) => say('usage.onDay', { day: words.day(day), calls: number(calls) }),
  });
  const days = usage.perDay.map(({ day, calls, messages }) => [
    words.day(day),
    number(calls),
    number(messages),
  ]);
  // Of a month that is over, or that has just begun, there is none.
  const advised = usage.advice.length > 0;
  const nodes = usage.byNode.slice(0, MOST_NAMED).map(({ id, name, calls }) => {
    const row = [nameOf(id, name, say), number(calls)];
    return advised ? [...row, adviceFor(usage, id, words, say)] : row;
  });
  const heads = [say('usage.node'), say('usage.calls'), ...(advised ? [say('usage.advice')] : [])];
  return [
    list,
    $('<p class="tuya-caption" aria-hidden="true">').text(
      usage.budget > 0 ? say('usage.perDayBudget', { month: words.month(usage.month), share }) : month,
    ),
    chart as unknown as JQuery,
    table(month, [say('usage.day'), say('usage.calls'), say('usage.messages')], days).addClass('tuya-unseen'),
    table(say('usage.who'), heads, nodes).addClass('tuya-spenders'),
  ];
}

/** Shows what was spent: this month, or the one before, which a button brings; it is there at once while this one is empty. */
export function showUsage(
  place: JQuery,
  usage: UsageAnswer,
  words: Words,
  say: Say<AccountKey>,
  past = false,
): void {
  const { before } = usage;
  const isEmpty = usage.calls + usage.messages === 0;
  const refocus = keepFocus(place, $('#node-config-input-overBudget'));
  place.empty();
  if (isEmpty) place.append($('<p>').text(say('usage.nothing', { month: words.month(usage.month) })));
  if (before !== null && (past || isEmpty)) {
    // What it came to is known, and nobody can spread its calls any more.
    const over = { ...usage, ...before, today: 0, budget: 0, left: null, forecast: null, advice: [] };
    place.append($('<p class="tuya-caption">').text(words.month(before.month)));
    place.append(monthOf({ lines: linesOfPast(before, words, say), usage: over }, words, say));
  } else if (!isEmpty) place.append(monthOf({ lines: linesOf(usage, words, say), usage }, words, say));
  if (before === null || isEmpty) {
    refocus();
    return;
  }
  const other = $('<button type="button" class="red-ui-button red-ui-button-small">')
    .text(say('usage.look', { month: words.month(past ? usage.month : before.month) }))
    .on('click', () => {
      showUsage(place, usage, words, say, !past);
    });
  place.append(other);
  refocus();
}

/** Reads and shows what the account of this id has spent. */
export function wireUsage(id: string, say: Say<AccountKey>): void {
  const place = $('#tuya-config-usage');
  ask<UsageAnswer>('GET', addressOf(PATHS.usage, { id })).then(
    (usage) => {
      showUsage(place, usage, editorWords(), say);
    },
    (thrown: unknown) => {
      place.empty().append($('<p class="tuya-warned">').text(wordsOf(thrown, (key) => say(`result.${key}`))));
    },
  );
}
