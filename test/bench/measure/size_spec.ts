import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'should';
import { bytesOf, dependenciesOf, folderOf } from './size';

describe('installed size', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tuya-size-'));
  });

  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  /** A package at a path, with what it depends on and so many bytes besides. */
  function pack(path: string, dependencies: string[] = [], bytes = 0): void {
    const folder = join(root, path);
    mkdirSync(folder, { recursive: true });
    const wanted = Object.fromEntries(dependencies.map((name) => [name, '*']));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies: wanted }));
    writeFileSync(join(folder, 'index.js'), 'x'.repeat(bytes));
  }

  const names = (folders: Set<string>): string[] =>
    [...folders].map((folder) => folder.split('node_modules/').slice(1).join('>')).sort();

  it('counts what depends on what, each once, though they go round in a circle', () => {
    pack('node_modules/a', ['b', 'c']);
    pack('node_modules/b', ['c']);
    pack('node_modules/c', ['a']);
    pack('node_modules/stranger');
    names(dependenciesOf(join(root, 'node_modules/a'))).should.eql(['b', 'c']);
  });

  it('takes the version that Node.js would take: the nearest one', () => {
    pack('node_modules/a', ['b', '@s/c']);
    pack('node_modules/a/node_modules/b');
    pack('node_modules/b');
    pack('node_modules/@s/c', ['b']);
    names(dependenciesOf(join(root, 'node_modules/a'))).should.eql(['@s/c', 'a/>b', 'b']);
  });

  it('says which package is missing', () => {
    pack('node_modules/a', ['b']);
    (() => dependenciesOf(join(root, 'node_modules/a'))).should.throw('b is not installed');
    (() => folderOf('nowhere-to-be-found', root)).should.throw('nowhere-to-be-found is not installed');
  });

  it('counts the files of a package in all its folders, without what is installed in it', () => {
    pack('a', [], 1000);
    mkdirSync(join(root, 'a/lib/deep'), { recursive: true });
    writeFileSync(join(root, 'a/lib/deep/x.js'), 'x'.repeat(500));
    pack('a/node_modules/b', [], 100_000);
    bytesOf(join(root, 'a')).should.equal(1000 + 500 + '{"dependencies":{}}'.length);
  });
});
