import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import * as ts from 'typescript';
import { root } from './root';
import storeys from './storeys.json';

/**
 * Reads who imports whom in `nodes/`, types included, and judges it. The storeys are the client's rooms from the top down: a file
 * imports from its own storey or from one below, never from one above. The linter reads the same list.
 */

/** One import of a file of `nodes/`: paths below `nodes/`, or the name of a module from outside. */
export interface Import {
  from: string;
  to: string;
}

/** The files of `nodes/` with these endings, by their paths below it. */
export function filesOfNodes(...endings: string[]): string[] {
  return readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => endings.some((ending) => file.endsWith(ending)) && !file.endsWith('.d.ts'));
}

/** What a file imports, as TypeScript resolves it. */
export function importsOf(file: string): Import[] {
  const path = join(root, 'nodes', file);
  const text = readFileSync(path, 'utf8');
  const options = { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 };
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: name }) => {
    const found = name.startsWith('.')
      ? ts.resolveModuleName(name, path, { ...options, resolveJsonModule: true }, ts.sys).resolvedModule
      : undefined;
    if (found === undefined) return { from: file, to: name };
    return { from: file, to: relative(join(root, 'nodes'), found.resolvedFileName).split(sep).join('/') };
  });
}

/** What each part of `nodes/` may enter besides itself. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '': ['runtime', 'shared', 'cloud/index'],
  runtime: ['shared', 'locales', 'cloud/index'],
  editor: ['shared', 'locales', 'cloud/catalogue', 'cloud/values', 'cloud/data-centers', 'cloud/written'],
  shared: ['cloud/values'],
  cloud: ['locales/en-US'],
};

/** `cloud/wire` for `cloud/wire/sign.ts`, `cloud/client` for `cloud/client.ts`: what the tables above speak of. */
export function roomOf(file: string): string {
  const [part = '', room = ''] = file.split('/');
  return room === '' ? '' : `${part}/${room.replace(/\.(ts|json)$/, '')}`;
}

function partOf(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

function storeyOf(file: string): number {
  return storeys.findIndex((rooms) => rooms.includes(roomOf(file).replace('cloud/', '')));
}

/** What is wrong with one import; undefined when it falls. */
export function wrongWith({ from, to }: Import): string | undefined {
  const arrow = `${from} -> ${to}`;
  const part = partOf(from);
  if (!/\.(ts|json)$/.test(to)) {
    const own =
      part === 'editor' || part === 'shared'
        ? /./
        : part === 'cloud'
          ? /^node-red|^@node-red|^express/
          : /^$/;
    return own.test(to) ? `${arrow}: ${part}/ knows nothing of it` : undefined;
  }
  if (partOf(to) !== part) {
    const open = (DOORS[part] ?? []).some((door) => door === partOf(to) || door === roomOf(to));
    return open ? undefined : `${arrow}: no door`;
  }
  if (part !== 'cloud') return undefined;
  if (storeyOf(from) < 0 || storeyOf(to) < 0) return `${arrow}: a room that has no storey`;
  return storeyOf(from) > storeyOf(to) ? `${arrow}: points up` : undefined;
}

/** The circles among these arrows, each once, as `a -> b -> a`. */
export function circlesIn(imports: readonly Import[]): string[] {
  const out = new Map<string, Set<string>>();
  for (const { from, to } of imports) out.set(from, (out.get(from) ?? new Set()).add(to));
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (at: string, way: readonly string[]): void => {
    if (way.includes(at)) circles.push([...way.slice(way.indexOf(at)), at].join(' -> '));
    if (way.includes(at) || done.has(at)) return;
    for (const next of out.get(at) ?? []) visit(next, [...way, at]);
    done.add(at);
  };
  for (const at of out.keys()) visit(at, []);
  return circles;
}

/** The same arrows between folders: two rooms that need each other are one. */
export function betweenFolders(imports: readonly Import[]): Import[] {
  return imports
    .filter(({ to }) => /\.(ts|json)$/.test(to))
    .map(({ from, to }) => ({ from: posix.dirname(from), to: posix.dirname(to) }))
    .filter(({ from, to }) => from !== to && dirname(from) === dirname(to));
}
