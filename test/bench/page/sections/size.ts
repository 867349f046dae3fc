import type { Size } from '../../measure/size';
import { spreadOf, told } from '../../statistics';
import { barChart } from '../bars';
import { table } from '../markdown';
import type { Section } from '../section';

const MB = 1024 * 1024;

/** What is on the disk. */
export function sizeSection(sizes: readonly Size[]): Section {
  const title = 'Installed, in MB (less is better)';
  return {
    title: 'Installed size',
    blocks: [
      'The files of a client and of all that it depends on, each package once; Node.js is there anyway.',
      table(
        ['', 'MB', 'of them its own', 'packages'],
        sizes.map(({ client, bytes, own, packages }) => [
          client,
          told(bytes / MB, 2),
          told(own / MB, 2),
          told(packages, 0),
        ]),
      ),
      {
        name: 'size',
        title,
        svg: barChart({
          title,
          bars: sizes.map(({ client, bytes }, n) => ({
            label: client,
            value: spreadOf([bytes / MB]),
            ours: n === 0,
          })),
          digits: 1,
        }),
      },
      'This package is the whole palette: four nodes with their dialogs, texts and help in six languages, icons and examples. The others are clients alone.',
    ],
  };
}
