import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { brought } from '../support/lock';
import { startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';
import { offer, startPackageRegistry } from '../support/package-registry';
import type { PackageRegistry } from '../support/package-registry';
import { root } from '../support/root';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  version: string;
  dependencies: Record<string, string>;
  'node-red': { nodes: Record<string, string> };
};
const types = Object.keys(manifest['node-red'].nodes);
const languages = ['de', 'en-US', 'es-ES', 'fr', 'ja', 'zh-CN'];
const either = (names: string[]): string => `(?:${names.join('|')})`;

/** What is published, each with how many files of it there are at least. */
const SHAPE: [what: string, pattern: RegExp, least: number][] = [
  ['what a package has', /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md)$/, 4],
  ['a node', new RegExp(`^dist/nodes/${either(types)}\\.(?:js|html)$`), 2 * types.length],
  ['what nodes run on', /^dist\/nodes\/(?:cloud|runtime|shared)\/[\w/-]+\.js$/, 150],
  ['what the client knows', /^dist\/nodes\/cloud\/[\w-]+\/[\w-]+\.json$/, 3],
  ['declarations of the client', /^dist\/nodes\/cloud\/[\w/-]+\.d\.ts$/, 1],
  ['the icons', /^dist\/nodes\/icons\/tuya-(?:request|event|token)\.svg$/, 3],
  [
    'texts and help',
    new RegExp(
      `^dist/nodes/locales/${either(languages)}/(?:${either(types)}\\.(?:json|html)|errors\\.json)$`,
    ),
    languages.length * (2 * types.length + 1),
  ],
  ['what dialogs load', new RegExp(`^resources/${either(types)}\\.(?:js|css)$`), 6],
  ['the table of errors', new RegExp(`^resources/errors\\.${either(languages)}\\.html$`), languages.length],
  ['an example', /^examples\/\d - [^/]+\/\d\d - [^/]+\.json$/, 22],
];

/** Bytes that a stranger downloads, and that lie on the disk afterwards, without dependencies. */
const PACKED = 720_000;
const UNPACKED = 2_900_000;

/** What npm looks for because ws would take it where it is there. */
const OPTIONAL = ['GET /bufferutil', 'GET /utf-8-validate'];

interface Packed {
  filename: string;
  size: number;
  unpackedSize: number;
  files: { path: string; size: number }[];
}

describe('the tarball', function () {
  this.timeout(60_000);
  let folder: string;
  let packed: Packed;
  let paths: string[];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tuya-tarball-'));
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const printed = execFileSync('npm', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    [packed] = JSON.parse(printed) as [Packed];
    paths = packed.files.map(({ path }) => path);
    execFileSync('tar', ['xzf', join(folder, packed.filename), '-C', folder]);
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds what users need and nothing else', () => {
    paths.filter((path) => !SHAPE.some(([, pattern]) => pattern.test(path))).should.eql([]);
    for (const [what, pattern, least] of SHAPE)
      paths.filter((path) => pattern.test(path)).length.should.be.aboveOrEqual(least, what);
  });

  it('has each file for one reason only', () => {
    paths.filter((path) => SHAPE.filter(([, pattern]) => pattern.test(path)).length > 1).should.eql([]);
  });

  it('is small, and has nothing empty in it', () => {
    packed.size.should.be.below(PACKED);
    packed.unpackedSize.should.be.below(UNPACKED);
    packed.files.filter(({ size }) => size === 0).should.eql([]);
  });

  it('names no source map, and no place on a machine', () => {
    const text = paths.map((path) => readFileSync(join(folder, 'package', path), 'utf8'));
    paths.filter((_, i) => (text[i] ?? '').includes('sourceMappingURL')).should.eql([]);
    paths.filter((_, i) => (text[i] ?? '').includes(root)).should.eql([]);
  });

  it('has the declarations that an import of the client leads to, and no others', async () => {
    const { reached } = (await import(pathToFileURL(join(root, 'declarations.mjs')).href)) as {
      reached: (entry: string) => Set<string>;
    };
    const own = join(folder, 'package');
    const wanted = [...reached(join(own, 'dist/nodes/cloud/index.d.ts'))].map((file) =>
      file.slice(own.length + 1),
    );
    wanted.length.should.be.above(20);
    wanted.should.containEql('dist/nodes/cloud/create-client.d.ts');
    paths
      .filter((path) => path.endsWith('.d.ts'))
      .sort()
      .should.eql(wanted.sort());
  });

  it('has scripts of dialogs that are for a browser alone: in few lines, under one name each', () => {
    const scripts = paths.filter((path) => /^resources\/.*\.js$/.test(path));
    scripts.should.have.length(4);
    for (const path of scripts) {
      const text = readFileSync(join(folder, 'package', path), 'utf8');
      text.should.match(/^"use strict";var Tuya\w+=/, path);
      (text.length / text.split('\n').length).should.be.above(500, path);
    }
  });

  describe('in the user directory of a stranger', () => {
    let registry: PackageRegistry;
    let cloud: Cloud;
    let nodeRed: NodeRed | undefined;
    before(async function () {
      this.timeout(240_000);
      cloud = await startCloud();
      const work = join(folder, 'registry');
      const along = brought(manifest.dependencies).map(({ place }) => offer(join(root, place), work));
      const own = { manifest, tarball: join(folder, packed.filename) };
      registry = await startPackageRegistry([...along, own]);
      const userDir = join(folder, 'user');
      mkdirSync(userDir);
      writeFileSync(join(userDir, 'package.json'), '{ "name": "node-red-project", "private": true }');
      const settings = ['--registry', registry.url, '--cache', join(folder, 'cache')];
      const quiet = ['--no-audit', '--no-fund', '--no-update-notifier'];
      // In a process that this one can answer, and with no settings but these.
      const env = { PATH: process.env.PATH, HOME: folder };
      await promisify(execFile)('npm', ['install', manifest.name, ...settings, ...quiet], {
        cwd: userDir,
        env,
      });
      writeFileSync(join(userDir, 'flows.json'), '[]');
      writeFileSync(join(userDir, 'flows_cred.json'), '{}');
      nodeRed = await startNodeRed(userDir);
    });
    after(async () => {
      await nodeRed?.stop();
      await registry.close();
      await cloud.close();
    });

    const get = async (path: string, accept = '*/*'): Promise<Response> =>
      fetch(`${nodeRed?.url ?? ''}${path}`, { headers: { accept } });

    it('is installed by its name, with all that it depends on', () => {
      registry.missed.filter((asked) => !OPTIONAL.includes(asked)).should.eql([]);
      const listed = JSON.parse(readFileSync(join(folder, 'user/package.json'), 'utf8')) as object;
      listed.should.have.property('dependencies', { [manifest.name]: `^${manifest.version}` });
    });

    it('shows its four nodes in Node-RED, with help, icon and scripts', async () => {
      const sets = (await (await get('/nodes', 'application/json')).json()) as {
        module: string;
        types: string[];
        enabled: boolean;
        err?: string;
        version: string;
      }[];
      sets
        .filter(({ module }) => module === manifest.name)
        .map(({ types: [type], enabled, err, version }) => ({ type, enabled, err, version }))
        .should.eql(
          types.map((type) => ({ type, enabled: true, err: undefined, version: manifest.version })),
        );
      const html = await (await get('/nodes', 'text/html')).text();
      for (const type of types) {
        html.should.containEql(`data-template-name="${type}"`);
        html.should.containEql(`data-help-name="${type}"`);
      }
      for (const path of [
        `/icons/${manifest.name}/tuya-request.svg`,
        `/resources/${manifest.name}/tuya-request.js`,
        `/resources/${manifest.name}/errors.de.html`,
      ])
        (await get(path)).status.should.equal(200, path);
    });

    it('lists its examples under Import', async () => {
      for (const path of paths.filter((one) => one.startsWith('examples/'))) {
        const folder = encodeURIComponent(path.split('/')[1] ?? '');
        const listing = `/library/examples/flows/${manifest.name}/${folder}`;
        const listed = JSON.stringify(await (await get(listing, 'application/json')).json());
        listed.should.containEql(basename(path, '.json'));
      }
    });

    it('makes a call', async () => {
      const wires = (id: string): string[][] => [[id]];
      const flow = [
        { id: 't', type: 'tab' },
        {
          id: 'a',
          type: 'tuya-config',
          mode: 'simple',
          dataCenter: 'custom',
          baseUrl: cloud.url,
          credentials: { client_id: cloud.client_id, secret: cloud.secret },
        },
        { id: 'i', z: 't', x: 1, y: 1, type: 'http in', url: '/devices', method: 'get', wires: wires('r') },
        {
          id: 'r',
          z: 't',
          x: 2,
          y: 1,
          type: 'tuya-request',
          account: 'a',
          method: 'GET',
          path: '/v1.0/iot-01/associated-users/devices',
          wires: wires('o'),
        },
        { id: 'o', z: 't', x: 3, y: 1, type: 'http response', wires: [] },
      ];
      await nodeRed?.deploy(flow, 'full');
      (await (await get('/devices')).text()).should.containEql('Desk lamp');
    });
  });
});
