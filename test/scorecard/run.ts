import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../support/root';

/** The Flow Library's own scorecard tool, on the package as it is packed. */
const folder = join(root, 'test/scorecard');
const CHECKS = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08', 'N01', 'N02', 'D01', 'D02', 'D03'];

type Scorecard = Readonly<Record<string, { test?: boolean } | undefined>>;

function run(command: string, args: string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} failed`);
}

const work = mkdtempSync(join(tmpdir(), 'tuya-scorecard-'));
try {
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], folder);
  run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', work], root);
  const tarball = readdirSync(work).find((name) => name.endsWith('.tgz')) ?? '';
  run('tar', ['xzf', tarball], work);

  const written = join(work, 'scorecard.json');
  const tool = join(folder, 'node_modules/node-red-dev/bin/run');
  const args = ['validate', '--path', join(work, 'package'), '--output', written];
  run(process.execPath, ['-r', join(__dirname, 'catalogue.js'), tool, ...args], work);
  // The tool says no more than "Complete" with its exit code: a check that is missing did not come to its end.
  const scorecard = JSON.parse(readFileSync(written, 'utf8')) as Scorecard;
  const failed = CHECKS.filter((check) => scorecard[check]?.test !== true);
  if (failed.length > 0) console.error(`Not passed: ${failed.join(', ')}`);
  console.log(`${CHECKS.length - failed.length} passed, ${failed.length} failed`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
