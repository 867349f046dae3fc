import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import should from 'should';
import { filesOfNodes } from '../support/imports';
import { root } from '../support/root';

const map = readFileSync(join(root, 'nodes/README.md'), 'utf8');

/** The files that the map names, by their paths: a heading says in which folder its table is. */
function named(): string[] {
  return map.split(/^#{2,3} /m).flatMap((section) => {
    const heading = /^[^:\n]*/.exec(section)?.[0].trim() ?? '';
    const folder = existsSync(join(root, 'nodes', heading)) ? heading : '';
    const cells = [...section.matchAll(/^\| (`[^|]+`) +\|/gm)].map(([, cell = '']) => cell);
    // A row such as `tuya-config.ts` `.html` names two.
    return cells.flatMap((cell) => {
      const [first = '', ...more] = [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
      const stem = first.replace(/\.\w+$/, '');
      return [first, ...more.map((name) => (name.startsWith('.') ? stem + name : name))].map((name) =>
        posix.join(folder, name),
      );
    });
  });
}

describe('the map of nodes/', () => {
  const files = named();

  it('names every file in its folder', () => {
    const text = map.split('\n').find((line) => line.includes('`red-types.ts`')) ?? '';
    text.should.not.equal('');
    filesOfNodes('.ts', '.html')
      .filter((file) => !file.startsWith('locales/') && file !== 'runtime/red-types.ts')
      .filter((file) => !files.includes(file))
      .should.eql([]);
  });

  it('names nothing that is not there', () => {
    files.length.should.be.above(50);
    files.filter((file) => !existsSync(join(root, 'nodes', file))).should.eql([]);
  });

  it('every folder with code says in three lines what it is for', () => {
    const folders = new Set(filesOfNodes('.ts').map((file) => posix.dirname(file)));
    folders.delete('.');
    for (const folder of folders) {
      const lines = readFileSync(join(root, 'nodes', folder, 'README.md'), 'utf8')
        .trimEnd()
        .split('\n');
      lines.should.have.length(3, folder);
      should(lines[0]).equal(`# ${posix.basename(folder)}`);
    }
  });

  it('no page of a folder is published', () => {
    readdirSync(join(root, 'dist/nodes'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .should.eql([]);
  });
});
