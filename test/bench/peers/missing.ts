import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/root';

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
}

/** The packages of the bench's own that are not installed in the version that it names. */
export function missing(folder = join(root, 'test/bench')): string[] {
  const read = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  return Object.entries(read(join(folder, 'package.json')).dependencies)
    .filter(([name, version]) => {
      const path = join(folder, 'node_modules', name, 'package.json');
      return !existsSync(path) || read(path).version !== version;
    })
    .map(([name]) => name);
}
