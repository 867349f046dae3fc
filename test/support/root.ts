import { resolve } from 'node:path';

/** The folder of the repository, seen from the compiled tests in `dist/test/support`. */
export const root = resolve(__dirname, '../../..');
