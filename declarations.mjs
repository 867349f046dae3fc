// Of the client's declarations, keeps those that a program's import leads to: nobody can name what the others declare.
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The declarations that are reached from one file, by their paths. */
export function reached(entry) {
  const files = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*['"](\.[^'"]+)['"]/g)) {
      const next = join(dirname(file), `${path.replace(/\.js$/, '')}.d.ts`);
      if (existsSync(next)) visit(next);
    }
  };
  visit(entry);
  return files;
}

/** Removes the declarations below a folder that are not reached from one file in it. */
export function keepReached(folder, entry) {
  const kept = reached(entry);
  for (const name of readdirSync(folder, { recursive: true })) {
    const file = join(folder, name);
    if (name.endsWith('.d.ts') && !kept.has(file)) rmSync(file);
  }
}
