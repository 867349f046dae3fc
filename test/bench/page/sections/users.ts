import type { UserFigures } from '../../processes/users';
import { told } from '../../statistics';
import { table } from '../markdown';
import type { Section } from '../section';

/** What users cost in code mode. */
export function userSection(runs: readonly UserFigures[]): Section {
  return {
    title: 'Many users',
    blocks: [
      'An account in code mode whose tokens are files: what its users cost.',
      table(
        [
          'Users',
          'first call after a start, ms',
          'heap with one user in use, MB',
          'one rotation, ms',
          'heap for each user in use, kB',
        ],
        runs.map(({ users, start, memory, rotation, perUser }) => [
          told(users, 0),
          told(start, 1),
          told(memory, 2),
          told(rotation, 2),
          // A few users weigh less than what else happens in a heap.
          users < 1000 ? '–' : told(perUser / 1024, 2),
        ]),
      ),
      'A user who is not in use costs a name and nothing more: neither the start nor the rotation of a token grows with their number.',
    ],
  };
}
