import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from '../support/root';
import { aboutNow, warningOf } from './page/about';
import { pageOf } from './page/page';
import { NAMES, PARTS, sectionOf } from './parts';
import type { Figures } from './parts';
import { missing } from './peers/missing';

/**
 * `npm run bench`: what calls, tokens, users and messages cost, this client beside others, and the page that tells it, `docs/bench.md`.
 * `npm run bench -- calls` measures one part and writes nothing; `--quick` tries whether everything works, with figures that mean
 * nothing, and writes the page where `--page` asks for it. Ends with 1 when a call costs too much, a backlog holds up the event loop, or
 * either leaves something in the heap (`verdict.ts`); `--print` only shows.
 */
const words = process.argv.slice(2);
const quick = words.includes('--quick');
const printOnly = words.includes('--print') || quick;
const wanted = NAMES.filter((name) => words.includes(name));
const names = wanted.length === 0 ? NAMES : wanted;
const writesPage = wanted.length === 0 && (!quick || words.includes('--page'));

function install(): void {
  if (missing().length === 0) return;
  const cwd = join(root, 'test/bench');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error('npm ci');
}

/** Measures a part and shows it; answers what is too much of it. */
async function run<P extends keyof Figures>(name: P, into: Partial<Figures>): Promise<string[]> {
  const began = performance.now();
  const figures: Figures[P] = await PARTS[name].measure(quick);
  into[name] = figures;
  const { title, blocks } = sectionOf(name, { [name]: figures } as Pick<Figures, P>);
  const text = blocks.filter((block) => typeof block === 'string').join('\n\n');
  console.log(`\n## ${title}\n\n${text}\n\n(${name}: ${Math.round((performance.now() - began) / 1000)} s)`);
  return PARTS[name].faults?.(figures) ?? [];
}

function write(files: Record<string, string>): void {
  const folder = join(root, 'docs');
  rmSync(join(folder, 'bench'), { recursive: true, force: true });
  mkdirSync(join(folder, 'bench'), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}

async function main(): Promise<void> {
  const unknown = words.filter(
    (word) => !NAMES.includes(word as never) && !/^--(quick|page|print)$/.test(word),
  );
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: there is ${NAMES.join(', ')}`);
  install();
  const about = await aboutNow(quick);
  const warning = warningOf(about);
  if (warning !== undefined) console.log(warning);
  const figures: Partial<Figures> = {};
  const faults: string[] = [];
  for (const name of names) faults.push(...(await run(name, figures)));
  if (writesPage) write(pageOf({ about, figures: figures as Figures }));
  for (const fault of faults) console.log(fault);
  if (faults.length > 0 && !printOnly) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
