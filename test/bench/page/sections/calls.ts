import type { CallFigures } from '../../measure/calls';
import { ratios, spread, spreadOf } from '../../statistics';
import { barChart } from '../bars';
import { table } from '../markdown';
import { columnOf, standing } from '../section';
import type { Section } from '../section';

/** What one call costs. */
export function callSection({ clients, calls, atOnce, rounds, speeds }: CallFigures): Section {
  const ours = columnOf(rounds, 0);
  const oursSpeed = columnOf(speeds, 0);
  const rows = clients.map((client, n) => [
    client,
    spread(columnOf(rounds, n), 0),
    ratios(ours, columnOf(rounds, n)),
    spread(columnOf(speeds, n), 0),
    ratios(oursSpeed, columnOf(speeds, n)),
  ]);
  const head = ['', 'µs of processor time', 'this client to it', 'calls a second', 'this client to it'];
  const bars = (of: readonly (readonly number[])[]) =>
    clients.map((label, n) => ({ label, value: spreadOf(columnOf(of, n)), ours: n === 0 }));
  const cost = 'Processor time of one call, in µs (less is better)';
  const speed = 'Calls a second (more is better)';
  return {
    title: 'What a call costs',
    blocks: [
      `${rounds.length} rounds of ${calls} calls each, ${atOnce} at once: the status of a device, signed, sent, read and parsed. The processor time is that of the process that calls; how many there are in a second depends on the cloud too, which shares the machine.`,
      table(head, rows),
      { name: 'cpu', title: cost, svg: barChart({ title: cost, bars: bars(rounds), digits: 0 }) },
      `Processor time. ${standing({ names: clients, rounds, less: true })}`,
      { name: 'speed', title: speed, svg: barChart({ title: speed, bars: bars(speeds), digits: 0 }) },
      `Calls a second. ${standing({ names: clients, rounds: speeds, less: false })}`,
      'The difference to `node:http` by hand is what a program gets for it: the check of what is called, one pace for all, deadlines, tokens that renew themselves, repeats of what may be repeated, exact numbers, and errors that say what to do.',
    ],
  };
}
