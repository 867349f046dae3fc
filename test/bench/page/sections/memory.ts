import type { MemoryFigures } from '../../measure/memory';
import { told } from '../../statistics';
import { leftByCall } from '../../verdict';
import { lineChart } from '../lines';
import { table } from '../markdown';
import type { Section } from '../section';

const MB = 1024 * 1024;

/** What stays in the heap over many calls. */
export function memorySection(figures: MemoryFigures): Section {
  const { clients, calls, heaps } = figures;
  const points = (heaps[0]?.length ?? 1) - 1;
  const title = 'Heap in use after so many calls, in MB';
  return {
    title: 'Memory over many calls',
    blocks: [
      `${told(points * calls, 0)} calls of each client; every ${told(calls, 0)} the heap is collected and looked at.`,
      table(
        ['', 'MB before', 'MB after', 'bytes left behind by a call'],
        clients.map((client, n) => [
          client,
          told((heaps[n]?.[0] ?? NaN) / MB, 1),
          told((heaps[n]?.at(-1) ?? NaN) / MB, 1),
          told(leftByCall(figures, client), 1),
        ]),
      ),
      {
        name: 'memory',
        title,
        svg: lineChart({
          title,
          below: { values: (heaps[0] ?? []).map((_, n) => n * calls), label: 'calls' },
          series: clients.map((label, n) => ({ label, values: (heaps[n] ?? []).map((bytes) => bytes / MB) })),
        }),
      },
      'A line that stays level leaks nothing. Where it begins is the code that was loaded: this client carries its catalogues of operations, errors and texts.',
    ],
  };
}
