import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccountKey, RequestKey, Say } from '../../nodes/editor/texts';
import { root } from './root';

interface Texts {
  [key: string]: string | Texts;
}

/** Says the texts of a node's dialog as Node-RED does; a key that leads to none fails. */
function textsOf<Key extends string>(type: string): Say<Key> {
  const texts = JSON.parse(
    readFileSync(join(root, `dist/nodes/locales/en-US/${type}.json`), 'utf8'),
  ) as Texts;
  return (key, values = {}) => {
    const found = [type, ...key.split('.')].reduce<string | Texts | undefined>(
      (place, part) => (typeof place === 'object' ? place[part] : undefined),
      texts,
    );
    if (typeof found !== 'string') throw new Error(`There is no text ${key}`);
    return found.replace(/__(\w+)__/g, (_, name: string) => String(values[name] ?? `__${name}__`));
  };
}

export const saying = textsOf<RequestKey>('tuya-request');
export const sayingOfAccount = textsOf<AccountKey>('tuya-config');
