import type { FlowFigures } from '../../measure/flows';
import { ratios, spread, spreadOf } from '../../statistics';
import { barChart } from '../bars';
import { table } from '../markdown';
import { columnOf, standing } from '../section';
import type { Chart, Section } from '../section';

/** What a message costs in Node-RED. */
export function flowSection({ nodeRed, flows, messages, atOnce, rounds, speeds }: FlowFigures): Section {
  const ours = columnOf(rounds, 0);
  const oursSpeed = columnOf(speeds, 0);
  const chart = (name: string, title: string, of: number[][]): Chart => ({
    name,
    title,
    svg: barChart({
      title,
      bars: flows.map((label, n) => ({ label, value: spreadOf(columnOf(of, n)), ours: n === 0 })),
      digits: 0,
    }),
  });
  return {
    title: 'In Node-RED: `tuya-request` beside a function that signs',
    blocks: [
      `${rounds.length} rounds of ${messages} messages each through two flows of one Node-RED ${nodeRed}, ${atOnce} at once: a \`tuya-request\`, and a function node that signs, the core \`http request\` node and a function node that reads the answer. Both end in the same function node. The one that signs by hand is given a token and never asks for another; the pace of \`tuya-request\` is off, because nothing limits the other.`,
      table(
        [
          '',
          'µs of processor time a message',
          'tuya-request to it',
          'messages a second',
          'tuya-request to it',
        ],
        flows.map((flow, n) => [
          flow,
          spread(columnOf(rounds, n), 0),
          ratios(ours, columnOf(rounds, n)),
          spread(columnOf(speeds, n), 0),
          ratios(oursSpeed, columnOf(speeds, n)),
        ]),
      ),
      chart('flow-cpu', 'Processor time of one message, in µs (less is better)', rounds),
      `Processor time. ${standing({ names: flows, rounds, less: true })}`,
      chart('flow-speed', 'Messages a second (more is better)', speeds),
      `Messages a second. ${standing({ names: flows, rounds: speeds, less: false })}`,
    ],
  };
}
