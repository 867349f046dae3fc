import { DATA_CENTERS } from '../../cloud/data-centers';
import { PATHS, STAGES } from '../../shared/admin';
import type { AccountForm, ReportAnswer, Stage, ToldError } from '../../shared/admin';
import { addressOf, ask } from '../ask';
import type { AccountKey, Say } from '../texts';
import { currentForm } from './account-form';
import { verdictOf } from './rows';

/**
 * A report for who helps, as text to paste: made of words and numbers that are known to be harmless, and of nothing that was entered. In
 * English, whatever language the editor speaks: it is read by others.
 */

/** What a report is made of. */
export interface Facts {
  form: AccountForm;
  /** What the runtime knows; absent when it does not answer. */
  runtime?: ReportAnswer | undefined;
  /** The last test of the open dialog. */
  test?: { stages: readonly Stage[]; at: Date } | undefined;
}

const WORDS = { good: 'good', bad: 'FAILED', open: 'not tried' } as const;
const MODES: readonly unknown[] = ['simple', 'code'];

/** What a choice holds where that is a word of ours; an environment variable tells neither its name nor its value. */
function word(value: unknown, known: readonly unknown[]): string {
  return known.includes(value) ? String(value) : 'from a variable';
}

function errorText({ code, tuya, tid }: ToldError): string {
  const parts = [code];
  if (tuya !== undefined) parts.push(`Tuya's code ${tuya}`);
  if (tid !== undefined) parts.push(`tid ${tid}`);
  return parts.join(', ');
}

function stageText(stage: Stage): string {
  const { code, tid } = stage;
  const why = code === undefined ? '' : ` (${errorText({ code, ...(tid === undefined ? {} : { tid }) })})`;
  return `${stage.stage}: ${WORDS[verdictOf(stage)]}${why}`;
}

/** Seconds, with their sign. */
function seconds(ms: number): string {
  const rounded = Math.round(ms / 1000);
  return `${rounded > 0 ? '+' : ''}${rounded} s`;
}

function deployedLines(runtime: ReportAnswer): string[] {
  const { deployed } = runtime;
  if (deployed === undefined) return ['- deployed: no'];
  const { dataCenter, mode, clockOffset, lastError, calls } = deployed;
  const lines = [`- deployed: data center ${dataCenter}, mode ${mode}`];
  if (clockOffset !== undefined) lines.push(`- Tuya's clock ahead by: ${seconds(clockOffset)}`);
  if (calls !== undefined) lines.push(`- calls: ${calls.today} today, ${calls.month} this month`);
  if (lastError !== undefined) {
    lines.push(`- last error: ${errorText(lastError)}, at ${new Date(lastError.at).toISOString()}`);
  }
  return lines;
}

/** The report, in Markdown. */
export function reportText({ form, runtime, test }: Facts): string {
  const lines = ['### Tuya Cloud for Node-RED', ''];
  if (runtime !== undefined) {
    const { package: own, nodeRed, nodeJs, system } = runtime.versions;
    lines.push(`- package ${own}, Node-RED ${nodeRed}, Node.js ${nodeJs}, ${system}`);
  }
  const dataCenter = word(form.dataCenter, [...Object.keys(DATA_CENTERS), 'custom']);
  lines.push(`- in the dialog: data center ${dataCenter}, mode ${word(form.mode, MODES)}`);
  if (runtime !== undefined) lines.push(...deployedLines(runtime));
  if (test === undefined) lines.push('- connection test: none');
  else lines.push(`- connection test at ${test.at.toISOString()}:`);
  // They have ended in another order.
  for (const name of STAGES) {
    const stage = test?.stages.find((one) => one.stage === name);
    if (stage !== undefined) lines.push(`  - ${stageText(stage)}`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * Wires the button. A browser lets a page copy only at once on a click, so what the runtime knows is asked for before.
 * @param lastTest what the dialog's last test has found
 * @returns asks anew
 */
export function wireReport(id: string, say: Say<AccountKey>, lastTest: () => Facts['test']): () => void {
  const copy = $('#tuya-config-report');
  let runtime: ReportAnswer | undefined;
  const refresh = (): void => {
    ask<ReportAnswer>('GET', addressOf(PATHS.report, { id })).then(
      (answer) => {
        runtime = answer;
      },
      () => undefined,
    );
  };
  copy.on('pointerenter focus', refresh);
  copy.on('click', () => {
    const text = reportText({ form: currentForm(id), runtime, test: lastTest() });
    // Where the browser copies nothing the text can be copied by hand.
    const copied = RED.clipboard.copyText(text, copy, say('result.copied'));
    $('#tuya-config-report-text').val(text).toggle(!copied);
  });
  refresh();
  return refresh;
}
