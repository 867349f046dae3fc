import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * Names each break that turned no spec red, and ends the run when its time is over: what was tested by then is judged.
 * The time stands in MUTATION_MINUTES.
 */

export const THRESHOLD = 90;
const end = Date.now() + Number(process.env.MUTATION_MINUTES ?? Infinity) * 60_000;
/** By file: how many breaks turned a spec red, and those that did not. */
const files = new Map();
let planned = 0;
let tested = 0;
/** How many of the red ones were red by time alone, which a busy machine does too. */
let timeouts = 0;

/** The text between two places of a file, on one line; lines and columns count from 1. */
function textOf(file, { start, end }) {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return short(lines.join('\n'));
}

function short(text) {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 77)}...` : line;
}

function count({ fileName, location, replacement, mutatorName, status }) {
  const red = status === 'Killed' || status === 'Timeout';
  if (!red && status !== 'Survived' && status !== 'NoCoverage') return;
  const file = relative('.', fileName);
  const row = files.get(file) ?? { red: 0, green: [] };
  files.set(file, row);
  if (status === 'Timeout') timeouts++;
  if (red) row.red++;
  else {
    const { line, column } = location.start;
    const what =
      replacement === undefined ? mutatorName : `${textOf(file, location)} -> ${short(replacement)}`;
    row.green.push(
      `${file}:${line}:${column} ${status === 'NoCoverage' ? '(no spec comes here) ' : ''}${what}`,
    );
  }
}

function conclude() {
  let red = 0;
  let all = 0;
  for (const [file, row] of [...files].sort()) {
    const of = row.red + row.green.length;
    console.log(`${((100 * row.red) / of).toFixed(1).padStart(5)} % of ${of} ${file}`);
    red += row.red;
    all += of;
  }
  const score = all === 0 ? 100 : (100 * red) / all;
  console.log(
    `${red} of ${all} breaks turned a spec red, ${timeouts} of them by time alone: ${score.toFixed(1)} %, at least ${THRESHOLD} % have to`,
  );
  return score >= THRESHOLD;
}

const survivors = {
  onMutationTestingPlanReady({ mutantPlans }) {
    planned = mutantPlans.length;
    console.log(`${planned} breaks`);
  },
  onMutantTested(result) {
    tested++;
    count(result);
    if (result.status === 'Survived' || result.status === 'NoCoverage') {
      console.log(files.get(relative('.', result.fileName)).green.at(-1));
    }
    if (tested % 100 === 0) console.log(`${tested} of ${planned} tried`);
    if (tested < planned && Date.now() > end) {
      console.log(`The time is over: ${planned - tested} of ${planned} breaks were not tried`);
      process.exit(conclude() ? 0 : 1);
    }
  },
  onMutationTestReportReady() {
    conclude();
  },
};

export const strykerPlugins = [{ kind: 'Reporter', name: 'survivors', value: survivors }];
