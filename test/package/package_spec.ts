import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { root } from '../support/root';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  name: string;
  license: string;
  keywords: string[];
  engines: { node: string };
  dependencies: Record<string, string>;
  scripts: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
};
const types = Object.entries(manifest['node-red'].nodes);

/** Every text key that a dialog names must be in its catalogue: a missing one shows an empty label. */
function keysIn(html: string, type: string): string[] {
  const named = [...html.matchAll(/data-i18n="([^"]+)"/g)].flatMap(([, keys]) =>
    (keys ?? '').split(';').map((key) => key.replace(/^\[[^\]]+\]/, '')),
  );
  const called = [...html.matchAll(/own \+ '([^']+)'/g)].map(([, key]) => `${type}.${key ?? ''}`);
  const own = [...html.matchAll(/_\('((?:tuya-[a-z]+)\.[^']+[^.'])'\)/g)].map(([, key]) => key ?? '');
  return [...named, ...called, ...own];
}

function lookUp(catalogue: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((level, part) => (level as Record<string, unknown> | undefined)?.[part], catalogue);
}

describe('the package', () => {
  it('says who it is and what it runs on', () => {
    manifest.name.should.equal('@tuya-flows/node-red-tuya-cloud');
    manifest.license.should.equal('MIT');
    manifest.keywords.should.containEql('node-red');
    manifest.engines.node.should.equal('>=20');
    manifest['node-red'].version.should.equal('>=4.1.0');
    Object.keys(manifest.dependencies).length.should.be.belowOrEqual(6);
    for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
      manifest.scripts.should.not.have.property(name);
  });

  for (const [type, file] of types) {
    it(`${type} has its js, html, catalogue and help, and a literal definition`, () => {
      for (const path of [
        file,
        `dist/nodes/${type}.html`,
        `dist/nodes/locales/en-US/${type}.json`,
        `dist/nodes/locales/en-US/${type}.html`,
      ]) {
        existsSync(join(root, path)).should.be.true(path);
      }
      const html = read(`dist/nodes/${type}.html`);
      html.should.containEql(`RED.nodes.registerType('${type}', {`);
      read(`dist/nodes/locales/en-US/${type}.html`).should.containEql(`data-help-name="${type}"`);
      const catalogue: unknown = JSON.parse(read(`dist/nodes/locales/en-US/${type}.json`));
      for (const key of keysIn(html, type)) {
        const text = lookUp(catalogue, key);
        (typeof text === 'string' && text.trim() !== '').should.be.true(key);
      }
      for (const [label] of html.matchAll(/<label for=[^]*?<\/label>/g))
        label.should.containEql('data-i18n="');
      const icon = /icon: '([^']+)'/.exec(html)?.[1];
      if (icon !== undefined) existsSync(join(root, 'dist/nodes/icons', icon)).should.be.true(icon);
    });
  }
});
