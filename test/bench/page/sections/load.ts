import type { LoadFigures } from '../../measure/load';
import { ratios, spread, spreadOf } from '../../statistics';
import { barChart } from '../bars';
import { table } from '../markdown';
import { columnOf, standing } from '../section';
import type { Section } from '../section';

/** How long it takes to load. */
export function loadSection({ clients, rounds }: LoadFigures): Section {
  const ours = columnOf(rounds, 0);
  const title = 'Milliseconds to load (less is better)';
  return {
    title: 'Time to load',
    blocks: [
      `\`require\` in a process that has just started, ${rounds.length} times each, in turns.`,
      table(
        ['', 'ms', 'this client to it'],
        clients.map((client, n) => {
          const times = columnOf(rounds, n);
          return [client, spread(times, 1), ratios(ours, times)];
        }),
      ),
      {
        name: 'load',
        title,
        svg: barChart({
          title,
          bars: clients.map((label, n) => ({
            label,
            value: spreadOf(columnOf(rounds, n)),
            ours: n === 0,
          })),
          digits: 0,
        }),
      },
      standing({ names: clients, rounds, less: true }),
    ],
  };
}
