import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import 'should';
import { anchorsOf, linksIn } from '../support/links';
import { root } from '../support/root';

const REPOSITORY = 'https://github.com/tuya-flows/node-red-tuya-cloud';
/** Where README's pictures are for those who show it elsewhere than in the repository. */
const RAW = 'https://raw.githubusercontent.com/tuya-flows/node-red-tuya-cloud/main/';
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('links', () => {
  const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && existsSync(join(root, path)));
  const pages = tracked.filter((path) => path.endsWith('.md'));

  /** What is wrong with a link on a page; undefined where it leads somewhere. */
  const wrong = (page: string, link: string): string | undefined => {
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? page : posix.join(dirname(page), decodeURI(path));
    if (!existsSync(join(root, file))) return `${page}: there is no ${link}`;
    if (anchor === undefined) return undefined;
    return file.endsWith('.md') && anchorsOf(read(file)).includes(anchor)
      ? undefined
      : `${page}: ${link} leads to no heading`;
  };

  it('in pages lead to files and headings that are there', () => {
    pages.length.should.be.above(30);
    const all = pages.flatMap((page) =>
      linksIn(read(page))
        .map((link) => (link.startsWith(RAW) ? posix.relative(dirname(page), link.slice(RAW.length)) : link))
        .filter((link) => !/^[a-z]+:/.test(link))
        .map((link) => ({ page, link })),
    );
    all.length.should.be.above(80);
    all
      .map(({ page, link }) => wrong(page, link))
      .filter((complaint) => complaint !== undefined)
      .should.eql([]);
  });

  it('to this repository lead to files and headings that are there, wherever they stand', () => {
    const texts = tracked.filter(
      (path) =>
        /^(?:nodes|\.github|docs)\/|^[^/]+$/.test(path) && /\.(?:md|html|json|yml|ts|mjs)$/.test(path),
    );
    const all = texts.flatMap((page) =>
      [...read(page).matchAll(new RegExp(`${REPOSITORY}/blob/main/([^\\s"'<>)\`$]+)`, 'g'))].map(
        ([, link = '']) => ({
          page,
          link,
        }),
      ),
    );
    all.should.not.be.empty();
    all
      .map(({ page, link }) => [page, wrong('README.md', link)])
      .filter(([, complaint]) => complaint !== undefined)
      .should.eql([]);
  });

  it('in README are whole addresses: the Flow Library looks for others where there is nothing', () => {
    linksIn(read('README.md'))
      .filter((link) => !/^https:|^#/.test(link))
      .should.eql([]);
  });

  it('to pictures lead to one for each theme, and each has words for who does not see it', () => {
    for (const page of pages) {
      const text = read(page);
      for (const [, alt = ''] of text.matchAll(/!\[([^\]]*)\]\(/g)) alt.should.match(/\w+ \w+/, page);
      for (const [picture] of text.matchAll(/<picture>[\s\S]*?<\/picture>/g)) {
        const [, dark = ''] =
          /<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">/.exec(picture) ?? [];
        const [, light = ''] = /<img src="([^"]+)"/.exec(picture) ?? [];
        dark.should.match(/-dark\.png$/, `${page}: ${picture}`);
        light.should.equal(dark.replace('-dark.', '-light.'), page);
        picture.should.match(/ alt="\w+ [^"]+"/, page);
      }
    }
  });

  it('show every picture that is there', () => {
    const shown = new Set(
      pages.flatMap((page) => linksIn(read(page)).map((link) => link.slice(link.lastIndexOf('/') + 1))),
    );
    tracked
      .filter((path) => path.startsWith('.github/pictures/'))
      .filter((path) => !shown.has(posix.basename(path)))
      .should.eql([]);
  });

  it('are looked for in every form, and not in code', () => {
    linksIn('[a](b.md) ![c](d.png "title") <img src="e.png"> <source srcset="f.png"> [g]: h.md').should.eql([
      'b.md',
      'd.png',
      'e.png',
      'f.png',
    ]);
    linksIn('[g]: h.md\n[i][j]').should.eql(['h.md']);
    linksIn('`[a](b)`\n```js\n[c](d)\n```\n[e](f)').should.eql(['f']);
  });

  it('find headings as GitHub names them', () => {
    const text =
      "# From Tuya's own SDK\n## `1106`, permission deny\n## Twice\n## Twice\n```\n# none\n```\n## TLS & _proxies_";
    anchorsOf(text).should.eql([
      'from-tuyas-own-sdk',
      '1106-permission-deny',
      'twice',
      'twice-1',
      'tls--proxies',
    ]);
  });
});
