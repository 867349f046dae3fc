import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import should from 'should';
import { TAKEN } from '../scorecard/taken';
import { brought, lock } from '../support/lock';
import { examples, flowOf } from '../support/examples';
import { root } from '../support/root';

/** What the Flow Library's scorecard asks of a package, as facts that need no network; `npm run scorecard` runs the tool itself. */

interface Semver {
  satisfies: (version: string, range: string) => boolean;
  minVersion: (range: string) => { version: string };
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { satisfies, minVersion } = createRequire(require.resolve('node-red'))('semver') as Semver;
const manifest = JSON.parse(read('package.json')) as {
  name: string;
  license?: string;
  description: string;
  repository?: { url?: string };
  bugs?: { url?: string };
  keywords: string[];
  engines: { node: string };
  dependencies: Record<string, string>;
  'node-red': { version: string; nodes: Record<string, string> };
};
const ours = lock('package-lock.json');

/** The Node-REDs that the tests run on: the line that is maintained, and the latest. */
const nodeReds = [ours, lock('test/node-red-5/package-lock.json')].map((packages) => {
  const found = packages['node_modules/node-red'];
  if (found === undefined) throw new Error('There is no Node-RED');
  return found;
});

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
      should(manifest['node-red'].nodes[type]).equal(`dist/nodes/${type}.js`);
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
    const shown = examples.flatMap(flowOf).map(({ type }) => type);
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
    const tree = brought(manifest.dependencies);
    tree.map(({ name }) => name).should.containEql('axios');
    tree.filter(({ name, version }) => name === 'agent-base' && satisfies(version, '<6.0.0')).should.eql([]);
  });

  it('D03: each dependency by a range that its newest version of the same kind satisfies', () => {
    for (const [name, range] of Object.entries(manifest.dependencies)) {
      range.should.match(/^\^\d+\.\d+\.\d+$/, name);
      satisfies(ours[`node_modules/${name}`]?.version ?? '', range).should.be.true(name);
    }
  });
});

/** What the Flow Library shows of a package, and reads without running it. */
describe('the Flow Library', () => {
  it('has a description, a page and words to search for', () => {
    manifest.description.length.should.be.within(40, 200);
    read('README.md').should.match(/^# \S.*\n\n/);
    for (const word of ['node-red', 'tuya', 'smartlife']) manifest.keywords.should.containEql(word);
    new Set(manifest.keywords).size.should.equal(manifest.keywords.length);
  });

  for (const type of types) {
    it(`finds the icon of ${type} beside its script, and how many inputs and outputs it has`, () => {
      const definition = definitionOf(type);
      const textOf = (name: string): string | undefined => {
        const value = definition.get(name);
        return value !== undefined && (ts.isStringLiteral(value) || ts.isNumericLiteral(value))
          ? value.text
          : undefined;
      };
      if (textOf('category') === 'config') return;
      const icon = String(textOf('icon'));
      const folder = dirname(String(manifest['node-red'].nodes[type]));
      existsSync(join(root, folder, 'icons', icon)).should.be.true(icon);
      String(textOf('color')).should.match(/^#[\da-f]{6}$/i);
      for (const name of ['inputs', 'outputs']) String(textOf(name)).should.match(/^[01]$/, name);
    });
  }

  it('finds a node by the name of its file', () => {
    for (const [type, file] of Object.entries(manifest['node-red'].nodes)) {
      existsSync(join(root, file)).should.be.true(file);
      existsSync(join(root, file.replace(/\.js$/, '.html'))).should.be.true(type);
    }
  });
});
