import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root';

/** The examples that are packed: a file for each, in folders by purpose, as the editor's import menu shows them. */

/** A node as a flow file has it. */
export interface FlowNode {
  id: string;
  type: string;
  name?: string;
  z?: string;
  g?: string;
  wires?: string[][];
  credentials?: Record<string, string>;
  [property: string]: unknown;
}

/** One example, by where it stands in the menu. */
export interface Example {
  /** Such as `1 - Begin`. */
  folder: string;
  /** Two digits, counted through all folders. */
  number: string;
  /** Its name without the number, such as `List the devices`. */
  name: string;
  /** Where its file is, seen from the folder of all examples. */
  path: string;
}

const all = join(root, 'examples');

function inFolder(folder: string): Example[] {
  return readdirSync(join(all, folder)).map((file) => {
    const [, number = '', name = ''] = /^(\d+) - (.+)\.json$/.exec(file) ?? [];
    return { folder, number, name, path: `${folder}/${file}` };
  });
}

/** All of them, in the order of the menu. */
export const examples: readonly Example[] = readdirSync(all).sort().flatMap(inFolder);

/** The example whose name begins so. */
export function exampleOf(name: string): Example {
  const found = examples.find((example) => example.name.startsWith(name));
  if (found === undefined) throw new Error(`There is no example "${name}"`);
  return found;
}

/** The text of an example, as it is packed. */
export function textOf({ path }: Example): string {
  return readFileSync(join(all, path), 'utf8');
}

/** The nodes of an example. */
export function flowOf(example: Example): FlowNode[] {
  return JSON.parse(textOf(example)) as FlowNode[];
}
