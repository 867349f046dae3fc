import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../support/root';
import { PEERS } from '../peers';

/** What is on the disk when a client is installed: its own files, and those of all that it depends on. */
export interface Size {
  client: string;
  /** Itself and what it depends on. */
  packages: number;
  bytes: number;
  /** Of them, what the package itself holds. */
  own: number;
}

interface Manifest {
  dependencies?: Record<string, string>;
}

/** The folder of a package as Node.js finds it from another folder. @throws Error when it is not installed */
export function folderOf(name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (folder === dirname(folder)) throw new Error(`${name} is not installed`);
  }
}

/** The folders of all that a package depends on, each once, itself not among them. */
export function dependenciesOf(folder: string): Set<string> {
  const found = new Set<string>();
  const look = (at: string): void => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(at, 'package.json'), 'utf8')) as Manifest;
    for (const name of Object.keys(dependencies)) {
      const next = folderOf(name, at);
      if (next === folder || found.has(next)) continue;
      found.add(next);
      look(next);
    }
  };
  look(folder);
  return found;
}

/** Bytes of a package's files, without what is installed in it. */
export function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? bytesOf(path) : statSync(path).size;
    })
    .reduce((sum, bytes) => sum + bytes, 0);
}

/** Bytes of what is published of this package: the nodes, their dialogs, texts and examples too. */
function bytesOfOurs(): number {
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = JSON.parse(told) as [{ unpackedSize: number }];
  return pack.unpackedSize;
}

/** What each client takes on the disk; Node.js itself is there anyway. */
export function measureSize(): Size[] {
  return PEERS.map(({ id, title, package: name }) => {
    if (id !== 'ours' && name === undefined) return { client: title, packages: 0, bytes: 0, own: 0 };
    const folder = name === undefined ? root : folderOf(name, join(root, 'test/bench'));
    const others = dependenciesOf(folder);
    const own = name === undefined ? bytesOfOurs() : bytesOf(folder);
    const bytes = [...others].reduce((sum, other) => sum + bytesOf(other), own);
    return { client: title, packages: 1 + others.size, bytes, own };
  });
}
