import '../support/no-look-ups';
import { KINDS } from './faults';
import { held, settledExcess } from '../support/resources';
import { Stage } from './stage';
import { Story } from './story';
import { Tally } from './tally';
import { Wrong } from './wrong';

/**
 * `npm run soak -- DAYS SEED`: so many simulated days of a home in simple mode, one in code mode, and two processes that share its users.
 * In the end nothing has grown, nobody is lost, and every kind of fault was played and had an effect.
 */
const [, , days = '30', seed = '1'] = process.argv;
/** Bytes that the heap may differ between the first day and the last. */
const FLAT = 4 * 1024 * 1024;
const mb = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

async function main(): Promise<void> {
  console.log(`${days} simulated days, seed ${seed}`);
  const before = held();
  const began = performance.now();
  const wrong = new Wrong((text) => {
    console.log(`  ! ${text}`);
  });
  process.on('unhandledRejection', (reason) => {
    wrong.note('rejections', String(reason));
  });
  const tally = new Tally(KINDS.map(({ title }) => title));
  const stage = await Stage.open(Number(seed), wrong);
  const story = new Story(stage, tally, (text) => {
    console.log(`  ${text}`);
  });
  const { start, end } = await story.run(Number(days)).catch(async (error: unknown) => {
    console.log(tally.table, wrong.verdicts);
    await stage.raze();
    throw error;
  });
  wrong.during = 'the end';
  await stage.close();
  for (const excess of await settledExcess(before)) wrong.note('leftovers', excess);

  console.log(tally.table);
  const { calls, redeploys, told, renewals } = stage;
  console.log(`  ${calls} calls, ${redeploys} redeploys, ${stage.apart.kills} kills, ${told} tokens told`);
  console.log(`  renewals by process: ${renewals.join(', ')}`);
  console.log(`  heap: ${mb(start)} MB after the first faults, ${mb(end)} MB at the end`);
  console.log(`  ${Math.round((performance.now() - began) / 1000)} s`);

  const checks: [string, string[]][] = [
    ...wrong.verdicts,
    ['memory is flat', end - start < FLAT ? [] : [`${mb(end - start)} MB more`]],
    ['every kind of fault was played, met something and passed', tally.doubts],
    ['every process has renewed tokens', renewals.includes(0) ? [renewals.join(', ')] : []],
  ];
  for (const [title, broken] of checks) {
    console.log(
      broken.length === 0
        ? `  ✔ ${title}`
        : `  ✘ ${title}\n${broken.map((text) => `      ${text}`).join('\n')}`,
    );
  }
  const failed = checks.filter(([, broken]) => broken.length > 0).length;
  console.log(`${checks.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1); // what it has opened is still open
});
