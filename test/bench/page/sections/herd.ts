import type { HerdFigures, HerdRow, Moment } from '../../measure/herd';
import { median, spreadOf, told } from '../../statistics';
import { barChart } from '../bars';
import { table } from '../markdown';
import type { Chart, Section } from '../section';

const TITLES: Record<Moment, string> = {
  cold: 'before there is a token',
  ended: 'just after the token has ended',
};

/** One value where all rounds agree, else from the least to the most. */
function alike(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least === most ? told(least, 0) : `${told(least, 0)}–${told(most, 0)}`;
}

/** What callers at once cost in tokens. */
export function herdSection({ callers, rows }: HerdFigures): Section {
  const clients = [...new Set(rows.map(({ client }) => client))];
  const most = Math.max(...callers);
  const rounds = rows[0]?.tokens.length ?? 0;
  const rowOf = (client: string, moment: Moment, count: number): HerdRow | undefined =>
    rows.find((row) => row.client === client && row.moment === moment && row.callers === count);
  const figures = (moment: Moment): string =>
    table(
      [
        `Callers ${TITLES[moment]}`,
        ...callers.map((count) => `${told(count, 0)}: tokens, answers`),
        `ms for ${told(most, 0)}`,
      ],
      clients.map((client) => [
        client,
        ...callers.map((count) => {
          const { tokens = [], answered = [] } = rowOf(client, moment, count) ?? {};
          return `${alike(tokens)}, ${alike(answered)}`;
        }),
        told(median(rowOf(client, moment, most)?.took ?? []), 0),
      ]),
    );
  const chart = (moment: Moment, of: 'tokens' | 'answered'): Chart => {
    const what = of === 'tokens' ? 'Calls for a token by' : 'Answers to';
    const title = `${what} ${told(most, 0)} callers ${TITLES[moment]}`;
    const bars = clients.map((label, n) => ({
      label,
      value: spreadOf(rowOf(label, moment, most)?.[of] ?? []),
      ours: n === 0,
    }));
    return { name: `${of}-${moment}`, title, svg: barChart({ title, bars, digits: 0 }) };
  };
  return {
    title: 'Many callers at once',
    blocks: [
      `Callers that all come in the same moment, ${rounds} rounds: how many calls for a token the cloud saw, and how many of the callers got an answer. Each call counts against Tuya's quota. The cloud hands out the same token again while it lives, which is kind to those who ask often; what really happens at Tuya then is not documented.`,
      figures('cold'),
      chart('cold', 'tokens'),
      figures('ended'),
      chart('ended', 'tokens'),
      chart('ended', 'answered'),
      'One call for a token is the least there can be. Who asks more often pays for each; who gets no answer has to call again. By hand, it takes a few lines to share one request for a token (`node:http` and `undici` here do), and tutorials leave them out (`axios` here).',
    ],
  };
}
