import type { MessageFigures } from '../../processes/messages';
import { spread, told } from '../../statistics';
import { leftByMessage } from '../../verdict';
import { table } from '../markdown';
import type { Section } from '../section';

/** What a backlog does to the process that gets it. */
export function messageSection(figures: MessageFigures): Section {
  const { frames, filters } = figures;
  return {
    title: 'A backlog at the start',
    blocks: [
      `A process that has just started and meets a backlog of ${told(frames, 0)} messages, ${filters[0]?.lags.length ?? 0} times: how late its event loop comes, which everything else in it has to bear.`,
      table(
        ['A filter that', 'lag of the event loop at the 99th percentile, ms', 'messages a second'],
        filters.map(({ filter, lags, speeds }) => [filter, spread(lags, 1), spread(speeds, 0)]),
      ),
      `Left behind by a message: ${told(leftByMessage(figures), 1)} bytes.`,
    ],
  };
}
