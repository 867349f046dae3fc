import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import 'should';
import { TAKEN } from '../scorecard/taken';
import { root } from '../support/root';

/** What the Flow Library's scorecard asks of a package, as facts that need no network; `npm run scorecard` runs the tool itself. */

interface Semver {
  satisfies: (version: string, range: string) => boolean;
  minVersion: (range: string) => { version: string };
}
interface Locked {
  version: string;
  engines?: { node?: string };
  dependencies?: Record<string, string>;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { satisfies, minVersion } = createRequire(require.resolve('node-red'))('semver') as Semver;
const manifest = JSON.parse(read('package.json')) as {
  name: string;
  license?: string;
  repository?: { url?: string };
  bugs?: { url?: string };
  keywords: string[];
  engines: { node: string };
  dependencies: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
};
const lock = (path: string): Record<string, Locked | undefined> =>
  (JSON.parse(read(path)) as { packages: Record<string, Locked> }).packages;
const ours = lock('package-lock.json');

/** The Node-REDs that the tests run on: the line that is maintained, and the latest. */
const nodeReds = [ours, lock('test/node-red-5/package-lock.json')].map((packages) => {
  const found = packages['node_modules/node-red'];
  if (found === undefined) throw new Error('There is no Node-RED');
  return found;
});

/** Where a package at `path` finds one that it depends on. */
function placeOf(name: string, path: string): string | undefined {
  for (let from = path; ; from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules') - 1))) {
    const place = `${from === '' ? '' : `${from}/`}node_modules/${name}`;
    if (ours[place] !== undefined) return place;
    if (from === '') return undefined;
  }
}

/** Everything that an installation brings, with its version. */
function tree(): { name: string; version: string }[] {
  const places = new Map<string, string>();
  const visit = (dependencies: Record<string, string>, path: string): void => {
    for (const name of Object.keys(dependencies)) {
      const place = placeOf(name, path);
      if (place === undefined) throw new Error(`${name} is not locked`);
      if (places.has(place)) continue;
      places.set(place, name);
      visit(ours[place]?.dependencies ?? {}, place);
    }
  };
  visit(manifest.dependencies, '');
  return [...places].map(([place, name]) => ({ name, version: ours[place]?.version ?? '' }));
}

/** The `registerType` calls of a dialog, read as text as the Flow Library does: nothing is run. */
function registrations(html: string): ts.NodeArray<ts.Expression>[] {
  const found: ts.NodeArray<ts.Expression>[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === 'registerType'
    ) {
      found.push(node.arguments);
    }
    ts.forEachChild(node, visit);
  };
  for (const [, script] of html.matchAll(
    /<script.+?type=['"]text\/javascript['"].*?>([\s\S]*?)<\/script>/gi,
  )) {
    visit(ts.createSourceFile('dialog.js', script ?? '', ts.ScriptTarget.Latest));
  }
  return found;
}

/** The literal properties of a definition, by name. */
function definitionOf(type: string): Map<string, ts.Expression> {
  const calls = registrations(read(`dist/nodes/${type}.html`));
  calls.should.have.length(1, type);
  const [name, definition] = calls[0] ?? [];
  if (name === undefined || !ts.isStringLiteral(name)) throw new Error(`The type ${type} is no literal`);
  name.text.should.equal(type);
  if (definition === undefined || !ts.isObjectLiteralExpression(definition)) {
    throw new Error(`The definition of ${type} is no literal`);
  }
  return new Map(
    definition.properties.flatMap((property) =>
      ts.isPropertyAssignment(property) && ts.isIdentifier(property.name)
        ? [[property.name.text, property.initializer]]
        : [],
    ),
  );
}

function isLiteral(node: ts.Expression): boolean {
  return ts.isStringLiteral(node) || ts.isNumericLiteral(node);
}

const types = Object.keys(manifest['node-red'].nodes);

describe('the scorecard', () => {
  it('P01: a licence', () => {
    String(manifest.license).should.equal('MIT');
  });

  it('P03: a repository and a place for bugs', () => {
    for (const { url } of [manifest.repository ?? {}, manifest.bugs ?? {}])
      String(url).should.match(/https:/);
  });

  it('P04: a scoped name', () => {
    manifest.name.should.match(/^@[a-z\d][\w.-]+\/[a-z\d][\w.-]*$/);
  });

  it('P05: the keyword', () => {
    manifest.keywords.should.containEql('node-red');
  });

  it('P06: a range of Node-RED in which each line lies that the tests run on', () => {
    for (const { version } of nodeReds) {
      satisfies(version, manifest['node-red'].version).should.be.true(version);
    }
  });

  it('P07: a range of Node.js in which the oldest lies that the latest Node-RED takes', () => {
    const oldest = minVersion(nodeReds.at(-1)?.engines?.node ?? '').version;
    satisfies(oldest, manifest.engines.node).should.be.true(oldest);
  });

  for (const type of types) {
    it(`N01: ${type} is nobody else's, and is read without being run`, () => {
      TAKEN.should.not.containEql(type);
      manifest['node-red'].nodes[type]?.should.equal(`dist/nodes/${type}.js`);
      const definition = definitionOf(type);
      for (const name of ['category', 'categoryDescription', 'color', 'icon', 'inputs', 'outputs']) {
        const value = definition.get(name);
        if (value !== undefined) isLiteral(value).should.be.true(name);
      }
      definition.has('category').should.be.true();
      for (const name of ['defaults', 'credentials']) {
        const value = definition.get(name);
        if (value !== undefined) ts.isObjectLiteralExpression(value).should.be.true(name);
      }
    });
  }

  it('N02: an example for every node that is placed in a flow', () => {
    const shown = readdirSync(join(root, 'examples'))
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => JSON.parse(read(`examples/${name}`)) as { type: string }[])
      .map(({ type }) => type);
    const placed = types.filter((type) => {
      const category = definitionOf(type).get('category');
      return category === undefined || !ts.isStringLiteral(category) || category.text !== 'config';
    });
    placed.should.not.be.empty();
    for (const type of placed) shown.should.containEql(type);
  });

  it('D01: at most six dependencies', () => {
    Object.keys(manifest.dependencies).length.should.be.belowOrEqual(6);
  });

  it('D02: no package in the tree that is known not to work', () => {
    const brought = tree();
    brought.map(({ name }) => name).should.containEql('axios');
    brought
      .filter(({ name, version }) => name === 'agent-base' && satisfies(version, '<6.0.0'))
      .should.eql([]);
  });
});
