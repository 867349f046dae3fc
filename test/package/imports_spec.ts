import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { betweenFolders, circlesIn, filesOfNodes, importsOf, wrongWith } from '../support/imports';
import { root } from '../support/root';

const MOST_LINES = 250;

describe('the imports of nodes/', () => {
  const sources = filesOfNodes('.ts');
  const imports = sources.flatMap(importsOf);

  it('are all seen', () => {
    imports.should.matchAny({ from: 'cloud/client.ts', to: 'cloud/pace/limiter.ts' });
    imports.should.matchAny({ from: 'tuya-request.ts', to: 'cloud/index.ts' });
    imports.should.matchAny({ from: 'cloud/errors/error-codes.ts', to: 'cloud/errors/error-codes.json' });
    imports.filter(({ to }) => to.startsWith('.')).should.eql([]);
  });

  it('fall: no part is entered but by its door, and nothing in the client points up', () => {
    imports.flatMap((one) => wrongWith(one) ?? []).should.eql([]);
  });

  it('go round in no circle, neither among files nor among folders', () => {
    circlesIn(imports).should.eql([]);
    circlesIn(betweenFolders(imports)).should.eql([]);
  });

  it('of texts come from English alone in the client, which says its errors with them', () => {
    const texts = imports.filter(({ from, to }) => from.startsWith('cloud/') && to.startsWith('locales/'));
    texts
      .map(({ from, to }) => `${from} -> ${to}`)
      .should.eql([
        'cloud/errors/language.ts -> locales/en-US/errors.json',
        'cloud/errors/texts.ts -> locales/en-US/errors.json',
      ]);
  });

  for (const [from, to, what] of [
    ['tuya-request.ts', 'cloud/client.ts', 'no door'],
    ['runtime/node/status.ts', 'cloud/errors/tuya-error.ts', 'no door'],
    ['runtime/node/status.ts', 'tuya-request.ts', 'no door'],
    ['cloud/client.ts', 'runtime/red-types.ts', 'no door'],
    ['cloud/client.ts', 'shared/form.ts', 'no door'],
    ['editor/ask.ts', 'runtime/red-types.ts', 'no door'],
    ['editor/ask.ts', 'cloud/index.ts', 'no door'],
    ['shared/form.ts', 'cloud/index.ts', 'no door'],
    ['editor/ask.ts', 'node:fs', 'knows nothing'],
    ['cloud/client.ts', 'node-red', 'knows nothing'],
    ['cloud/call/perform.ts', 'cloud/tokens/token.ts', 'points up'],
    ['cloud/errors/mask.ts', 'cloud/time/clock.ts', 'points up'],
    ['cloud/client.ts', 'cloud/index.ts', 'points up'],
    ['cloud/client.ts', 'cloud/attic/box.ts', 'no storey'],
    ['cloud/attic/box.ts', 'cloud/json.ts', 'no storey'],
  ] as const) {
    it(`${from} may not import ${to}`, () => {
      (wrongWith({ from, to }) ?? '').should.containEql(what);
    });
  }

  for (const [from, to] of [
    ['tuya-request.ts', 'runtime/node/status.ts'],
    ['runtime/admin/routes.ts', 'shared/form.ts'],
    ['editor/ask.ts', 'cloud/catalogue/operations.ts'],
    ['editor/ask.ts', 'cloud/values/model.ts'],
    ['editor/ask.ts', 'cloud/data-centers.ts'],
    ['shared/form.ts', 'cloud/values/model.ts'],
    ['cloud/lists/follow.ts', 'cloud/call/perform.ts'],
    ['cloud/tokens/users.ts', 'cloud/lists/batches.ts'],
    ['cloud/wire/envelope.ts', 'cloud/errors/error-codes.json'],
    ['cloud/wire/envelope.ts', 'node:zlib'],
  ] as const) {
    it(`${from} may import ${to}`, () => {
      (wrongWith({ from, to }) ?? '').should.equal('');
    });
  }

  it('a circle is found, however long', () => {
    const arrow = (from: string, to: string) => ({ from, to });
    circlesIn([arrow('a', 'b'), arrow('b', 'c'), arrow('a', 'c')]).should.eql([]);
    circlesIn([arrow('a', 'b'), arrow('b', 'c'), arrow('c', 'a')]).should.eql(['a -> b -> c -> a']);
    circlesIn(
      betweenFolders([
        arrow('x/a/1.ts', 'x/b/1.ts'),
        arrow('x/b/2.ts', 'x/a/2.ts'),
        arrow('x/a/1.ts', 'x/a/2.ts'),
      ]),
    ).should.eql(['x/a -> x/b -> x/a']);
  });

  it(`no file is longer than ${MOST_LINES} lines`, () => {
    filesOfNodes('.ts', '.html')
      .filter((file) => !file.startsWith('locales/'))
      .map(
        (file) =>
          [
            file,
            readFileSync(join(root, 'nodes', file), 'utf8')
              .trimEnd()
              .split('\n').length,
          ] as const,
      )
      .filter(([, lines]) => lines > MOST_LINES)
      .map(([file, lines]) => `${file}: ${lines}`)
      .should.eql([]);
  });
});
