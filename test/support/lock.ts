import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** What an installation brings, as the lock file has it. */

/** A package in a lock file. */
export interface Locked {
  version: string;
  engines?: { node?: string };
  dependencies?: Record<string, string>;
}

/** One package that is installed along: its place is a path such as `node_modules/axios`. */
export interface Brought {
  name: string;
  version: string;
  place: string;
}

/** The packages of a lock file, by their places. */
export function lock(path: string): Record<string, Locked | undefined> {
  return (JSON.parse(readFileSync(join(root, path), 'utf8')) as { packages: Record<string, Locked> })
    .packages;
}

/** Where a package at `path` finds one that it depends on. */
function placeOf(name: string, path: string, packages: Record<string, Locked | undefined>): string {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules') - 1))) {
    const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (from === '') throw new Error(`${name} is not locked`);
  }
}

/** Everything that comes along with these dependencies of the root package. */
export function brought(dependencies: Record<string, string>): Brought[] {
  const packages = lock('package-lock.json');
  const found = new Map<string, Brought>();
  const visit = (names: string[], path: string): void => {
    for (const name of names) {
      const place = placeOf(name, path, packages);
      if (found.has(place)) continue;
      found.set(place, { name, place, version: packages[place]?.version ?? '' });
      visit(Object.keys(packages[place]?.dependencies ?? {}), place);
    }
  };
  visit(Object.keys(dependencies), '');
  return [...found.values()];
}
