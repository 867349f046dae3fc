import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';

/** The file that a spec of test/cloud is for: they mirror each other. */
function testedBy(file: string): string {
  return file.replace(/^test\/(cloud\/.*)_spec\.ts$/, 'nodes/$1.ts');
}

/**
 * The files of nodes/cloud that were changed last, they or their specs, newest first: as many as have `lines` lines together.
 * By the history and not by a branch, which a fresh clone of one commit does not have.
 */
export function recentFiles(lines: number): string[] {
  const log = ['log', '--format=', '--name-only', '--', 'nodes/cloud', 'test/cloud'];
  const changed = execFileSync('git', log, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  const files: string[] = [];
  let left = lines;
  for (const file of new Set(changed.map(testedBy))) {
    const path = join(root, file);
    if (!/^nodes\/.*(?<!\.d)\.ts$/.test(file) || !existsSync(path)) continue;
    left -= readFileSync(path, 'utf8').split('\n').length;
    if (left < 0) break;
    files.push(file);
  }
  return files;
}
