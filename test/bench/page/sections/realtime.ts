import type { RealtimeFigures } from '../../measure/realtime';
import { median, ratios, spread, spreadOf, told } from '../../statistics';
import { barChart } from '../bars';
import { lineChart } from '../lines';
import { table } from '../markdown';
import { columnOf, standing } from '../section';
import type { Chart, Section } from '../section';

const MB = 1024 * 1024;

/** How messages come in. */
export function realtimeSection(figures: RealtimeFigures): Section {
  const { listeners, frames, drops, speeds, delays, latest, each, heaps } = figures;
  const bars = (name: string, title: string, of: number[][]): Chart => ({
    name,
    title,
    svg: barChart({
      title,
      bars: listeners.map((label, n) => ({
        label,
        value: spreadOf(columnOf(of, n)),
        ours: !label.startsWith('ws'),
      })),
      digits: 0,
    }),
  });
  const long = 'Heap in use after so many messages of a backlog, in MB';
  return {
    title: 'Messages as they happen',
    blocks: [
      `${speeds.length} rounds. Messages a second: a backlog of ${told(frames, 0)} messages, from the first to the last. Delay: ${drops} messages, each sent when the one before was acknowledged, from the moment when one leaves the server until the listener or a function node in the flow has it. By hand means a WebSocket that decrypts and acknowledges, and does nothing else.`,
      table(
        ['', 'messages a second', 'this client to it', 'delay in µs', 'delay at the 99th percentile'],
        listeners.map((listener, n) => [
          listener,
          spread(columnOf(speeds, n), 0),
          ratios(columnOf(speeds, 0), columnOf(speeds, n)),
          spread(columnOf(delays, n), 0),
          told(median(columnOf(latest, n)), 0),
        ]),
      ),
      bars('frames', 'Messages a second out of a backlog (more is better)', speeds),
      `Messages a second. ${standing({ names: listeners, rounds: speeds, less: false })}`,
      bars('delay', 'Delay of one message, in µs (less is better)', delays),
      `Delay. ${standing({ names: listeners, rounds: delays, less: true })}`,
      `A backlog of ${told(((heaps[0]?.length ?? 1) - 1) * each, 0)} messages; every ${told(each, 0)} the heap is collected and looked at.`,
      {
        name: 'backlog',
        title: long,
        svg: lineChart({
          title: long,
          below: { values: (heaps[0] ?? []).map((_, n) => n * each), label: 'messages' },
          series: listeners.map((label, n) => ({
            label,
            values: (heaps[n] ?? []).map((bytes) => bytes / MB),
          })),
        }),
      },
      'What grows at first is the memory of what was sent, so that nothing is sent twice: it is bounded. The lines of code by hand remember nothing, put nothing in order, check no signature, and lose what comes while nobody listens.',
    ],
  };
}
