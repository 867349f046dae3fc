import { PEERS } from '../peers';
import { NAMES, sectionOf } from '../parts';
import type { Figures } from '../parts';
import { warningOf } from './about';
import type { About } from './about';
import { table } from './markdown';

/** The page and its charts, out of the figures alone, as they are kept: the same figures make the same page. */

/** All that a whole run has found. */
export interface Run {
  about: About;
  figures: Figures;
}

const FOLDER = 'bench';

/** Files by their names, beside the page and in its folder. */
export function pageOf(run: Run): Record<string, string> {
  const kept = figuresText(run);
  const { about, figures } = JSON.parse(kept) as Run;
  const files: Record<string, string> = {};
  const sections = NAMES.map((name) => {
    const { title, blocks } = sectionOf(name, figures);
    const paragraphs = blocks.map((block) => {
      if (typeof block === 'string') return block;
      const file = `${FOLDER}/${block.name}.svg`;
      files[file] = block.svg;
      return `![${block.title}](${file})`;
    });
    return [`## ${title}`, ...paragraphs].join('\n\n');
  });
  const warning = warningOf(about);
  const head = [
    '# What it costs your machine',
    '[All pages](README.md) · [README](../README.md)',
    'Made by `npm run bench`; do not edit. This client beside others, against the same cloud in another process on the same machine. Only ratios mean anything on another machine.',
    ...(warning === undefined ? [] : [`> **Note:** ${warning}`]),
    'Every client runs in a process of its own. In a round each of them has its turn, and each round begins with another one, so that what the machine does besides meets all alike. Told is the median, and in brackets between what half of the rounds lie; a ratio is taken round by round. The figures of every round are in [figures.json](bench/figures.json).',
    '## With what, and on what',
  ];
  const what = table(
    ['What', 'Version'],
    [...Object.entries(about.versions), ['Node.js', about.node]].map(([name = '', version = '']) => [
      name,
      version,
    ]),
  );
  const clients = PEERS.map(({ title, note }) => `- **${title}**: ${note}.`).join('\n');
  const machine = `${about.date}, on ${about.machine}; load when it began: ${about.load.toFixed(2)}.`;
  const repeat = [
    '## To repeat it',
    'On a quiet machine, in a quarter of an hour: `npm ci && npm run bench`. `npm run bench -- calls` measures one part alone (' +
      `${NAMES.map((name) => `\`${name}\``).join(', ')}), \`-- --quick\` tries whether everything works. Neither changes this page. The command fails when a call or a backlog costs too much (\`test/bench/verdict.ts\`); \`-- --print\` only shows.`,
  ].join('\n\n');
  files[`${FOLDER}.md`] =
    `${[...head, machine, what, 'The clients, used as their documentation says:', clients, ...sections, repeat].join('\n\n')}\n`;
  files[`${FOLDER}/figures.json`] = kept;
  return files;
}

/** Figures as they are kept: no more digits than they are worth. */
export function figuresText(run: Run): string {
  const short = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
  return `${JSON.stringify(run, short)}\n`;
}
