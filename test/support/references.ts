import { readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import * as ts from 'typescript';
import { root } from './root';

/** Finds what comments and test titles of the repository point to, and says where nothing is. */

/** A piece of text that people read in a source file, with its line. */
export interface Remark {
  at: string;
  text: string;
}

/** What can be pointed to. */
export interface Targets {
  /** Section numbers of nodes/cloud/PROTOCOL.md. */
  protocol: ReadonlySet<string>;
  /** Numbers of nodes/cloud/RULES.md. */
  rules: ReadonlySet<string>;
  /** Fault numbers of test/FAULTS.md. */
  faults: ReadonlySet<string>;
}

const TITLED = /^(describe|it)(\.(only|skip))?$/;

/** Comments, test titles, and texts that are a fault's number and nothing else. */
export function remarksOf(path: string, source: string): Remark[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found = new Map<number, string>();
  const note = (pos: number, end: number): unknown => found.set(pos, source.slice(pos, end));
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of ts.getLeadingCommentRanges(source, node.getFullStart()) ?? []) note(pos, end);
    for (const { pos, end } of ts.getTrailingCommentRanges(source, node.getEnd()) ?? []) note(pos, end);
    if (ts.isCallExpression(node) && TITLED.test(node.expression.getText(file))) {
      const [title] = node.arguments;
      if (title !== undefined) note(title.getStart(file), title.getEnd());
    }
    if (ts.isStringLiteral(node) && /^[NPLAR][1-9]\d?$/.test(node.text))
      note(node.getStart(file), node.getEnd());
    node.getChildren(file).forEach(visit);
  };
  visit(file);
  const inOrder = [...found].sort(([a], [b]) => a - b);
  return inOrder.map(([pos, text]) => ({
    at: `${path}:${file.getLineAndCharacterOfPosition(pos).line + 1}`,
    text,
  }));
}

/** What a remark points to without being there; empty when all is well. */
export function lostIn(text: string, { protocol, rules, faults }: Targets): string[] {
  const numbers = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, number = '']) => number);
  // "RULES 4, 5 and 7" are three.
  const listed = (page: string, known: ReadonlySet<string>): string[] =>
    numbers(new RegExp(`\\b${page}(?:\\.md)? (\\d[\\d.]*(?:(?:, | and )\\d[\\d.]*)*)`, 'g'))
      .flatMap((list) => list.split(/, | and /))
      .map((number) => number.replace(/\.$/, ''))
      .filter((number) => !known.has(number))
      .map((number) => `${page} ${number}`);
  return [
    ...listed('PROTOCOL', protocol),
    ...listed('RULES', rules),
    ...numbers(/\b([NPLAR][1-9]\d?)\b/g).filter((number) => !faults.has(number)),
    // Numbers without their page, and pages that are not in the repository.
    ...numbers(/\b([Rr]ules? \d+)/g),
    ...numbers(/\b(DESIGN|STYLE|FINDINGS|TRANSPORT|REALTIME)\b/g),
    ...numbers(/\b(PROTOCOL|RULES)\b(?!\.md| \d)/g),
    ...numbers(/\b([Ii]ssue #?\d+)/g),
  ];
}

/** The targets, read from their pages. */
export function targets(): Targets {
  const first = (page: string, pattern: RegExp): Set<string> =>
    new Set([...readFileSync(join(root, page), 'utf8').matchAll(pattern)].map(([, number = '']) => number));
  return {
    protocol: first('nodes/cloud/PROTOCOL.md', /^#{2,3} (\d+(?:\.\d+)?)\.? /gm),
    rules: first('nodes/cloud/RULES.md', /^(\d+)\. /gm),
    faults: first('test/FAULTS.md', /^\| ([NPLAR]\d+) +\|/gm),
  };
}

/** Files of the repository with an ending, below some folders, by their paths. */
export function filesBelow(folders: readonly string[], ending: string): string[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        join(folder, file),
      ),
    )
    .filter((file) => file.endsWith(ending) && !file.split(sep).includes('node_modules'))
    .map((file) => file.split(sep).join('/'));
}
