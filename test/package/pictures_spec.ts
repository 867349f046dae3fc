import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { PICTURES } from '../support/gallery';
import { root } from '../support/root';

/** Where a picture is for whoever shows README: npm and the Flow Library too. */
const ADDRESS = 'https://raw.githubusercontent.com/tuya-flows/node-red-tuya-cloud/main/.github/pictures';

describe('the pictures of the README', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const folder = join(root, '.github/pictures');
  const shown = [...readme.matchAll(/<picture>[\s\S]*?<\/picture>/g)].map(([text]) => text);

  it('each is there for a light and a dark page, and says in words what is in it', () => {
    shown.length.should.be.above(5);
    for (const text of shown) {
      const [, name = ''] = /src="[^"]+\/([\w-]+)-light\.png"/.exec(text) ?? [];
      text.should.containEql(`src="${ADDRESS}/${name}-light.png"`);
      text.should.containEql(`media="(prefers-color-scheme: dark)" srcset="${ADDRESS}/${name}-dark.png"`);
      text.should.match(/alt="[^"]{15,}"/);
      for (const theme of ['light', 'dark'])
        existsSync(join(folder, `${name}-${theme}.png`)).should.be.true(`${name}-${theme}`);
    }
    readme.should.not.match(/!\[[^\]]*\]\([^)]*\.png\)/);
  });

  it('each is small, and is one that npm run pictures makes', () => {
    const files = readdirSync(folder);
    files.length.should.be.above(10);
    const made = PICTURES.flatMap((name) => [`${name}-light.png`, `${name}-dark.png`]);
    files.filter((file) => !made.includes(file)).should.eql([]);
    files.filter((file) => statSync(join(folder, file)).size > 150_000).should.eql([]);
  });
});
