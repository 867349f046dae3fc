import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestKey, Say } from '../../nodes/editor/texts';
import { root } from './root';

interface Texts {
  [key: string]: string | Texts;
}

const texts = JSON.parse(readFileSync(join(root, 'nodes/locales/en-US/tuya-request.json'), 'utf8')) as Texts;

/** Says a text of the request's dialog as Node-RED does; a key that leads to none fails. */
export const saying: Say<RequestKey> = (key, values = {}) => {
  const found = ['tuya-request', ...key.split('.')].reduce<string | Texts | undefined>(
    (place, part) => (typeof place === 'object' ? place[part] : undefined),
    texts,
  );
  if (typeof found !== 'string') throw new Error(`There is no text ${key}`);
  return found.replace(/__(\w+)__/g, (_, name: string) => String(values[name] ?? `__${name}__`));
};
