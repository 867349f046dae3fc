import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import should from 'should';
import { root } from '../support/root';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  version: string;
  scripts: Record<string, string>;
  publishConfig: object;
};

interface Section {
  name: string;
  date?: string;
  text: string;
}
interface Release {
  tag: string;
  version: string;
  locked: string;
  changelog: string;
}
interface Check {
  sections(changelog: string): Section[];
  complaints(release: Release): string[];
}

const CHANGELOG = `# Changelog

## [Unreleased]

## [1.1.0] - 2026-02-28

### Added

- More.

## [1.0.0] - 2026-01-31

- The first.

[1.1.0]: https://example.com/1.1.0
`;

describe('a release', () => {
  let check: Check;
  before(async () => {
    check = (await import(pathToFileURL(join(root, 'release.mjs')).href)) as Check;
  });
  const GOOD: Release = { tag: 'v1.1.0', version: '1.1.0', locked: '1.1.0', changelog: CHANGELOG };
  const judge = (change: Partial<Release>): string[] => check.complaints({ ...GOOD, ...change });

  it('is made where tag, version, lock file and changelog agree', () => {
    judge({}).should.eql([]);
  });

  for (const [what, change, complaint] of [
    ['another tag', { tag: 'v1.0.0' }, /^The tag is v1\.0\.0, .*v1\.1\.0/],
    ['a tag without its v', { tag: '1.1.0' }, /^The tag is 1\.1\.0/],
    ['another version in the lock file', { locked: '1.0.0' }, /^package-lock\.json has 1\.0\.0/],
    [
      'a version that the changelog does not have',
      { tag: 'v1.2.0', version: '1.2.0', locked: '1.2.0' },
      /no section for 1\.2\.0/,
    ],
    [
      'a version below another one',
      { tag: 'v1.0.0', version: '1.0.0', locked: '1.0.0' },
      /another version above 1\.0\.0/,
    ],
    ['no day', { changelog: CHANGELOG.replace(' - 2026-02-28', '') }, /no day for 1\.1\.0/],
    ['a day that there is not', { changelog: CHANGELOG.replace('02-28', '02-30') }, /no day for 1\.1\.0/],
    ['a word for a day', { changelog: CHANGELOG.replace('2026-02-28', 'soon') }, /no day for 1\.1\.0/],
    [
      'nothing to say',
      { changelog: CHANGELOG.replace(/### Added\n\n- More\.\n/, '') },
      /says nothing of 1\.1\.0/,
    ],
    [
      'lines that wait under Unreleased',
      { changelog: CHANGELOG.replace('[Unreleased]\n', '[Unreleased]\n\n- Soon.\n') },
      /lines under Unreleased/,
    ],
  ] as const) {
    it(`is refused with ${what}, by one sentence`, () => {
      const found = judge(change);
      found.should.have.length(1, found.join('\n'));
      should(found[0]).match(complaint);
    });
  }

  it('reads the sections of a changelog, without the links below', () => {
    check
      .sections(CHANGELOG)
      .map(({ name, date }) => [name, date])
      .should.eql([
        ['Unreleased', undefined],
        ['1.1.0', '2026-02-28'],
        ['1.0.0', '2026-01-31'],
      ]);
    should(check.sections(CHANGELOG).at(-1)?.text).equal('- The first.');
  });

  it('is judged by a command, which says what is wrong and ends with 1', () => {
    manifest.scripts.should.have.property('release:check', 'node release.mjs');
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'release.mjs'), 'v0.0.0'], {
      encoding: 'utf8',
    });
    should(status).equal(1);
    stderr.should.containEql(`package.json asks for v${manifest.version}`);
  });
});

describe('the changelog', () => {
  let all: Section[];
  before(async () => {
    all = ((await import(pathToFileURL(join(root, 'release.mjs')).href)) as Check).sections(
      read('CHANGELOG.md'),
    );
  });

  it('has Unreleased first, then the version of the package, then older ones', () => {
    all
      .map(({ name }) => name)
      .slice(0, 2)
      .should.eql(['Unreleased', manifest.version]);
    const days = all.slice(1).map(({ date = '' }) => date);
    days.should.eql([...days].sort().reverse());
    for (const day of days) day.should.match(/^\d{4}-\d\d-\d\d$/);
  });

  it('has a link for each of its sections', () => {
    for (const { name } of all)
      read('CHANGELOG.md').should.match(new RegExp(`^\\[${name}\\]: https://`, 'm'));
  });

  it('sorts what changed under the words of Keep a Changelog', () => {
    for (const [, word] of read('CHANGELOG.md').matchAll(/^### (.*)$/gm))
      ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'].should.containEql(word);
  });
});

describe('the workflows', () => {
  const folder = '.github/workflows';
  const workflows = readdirSync(join(root, folder)).map((name) => read(join(folder, name)));
  const release = read(join(folder, 'release.yml'));
  /** A job's lines. */
  const job = (name: string): string =>
    new RegExp(`^ {2}${name}:\\n((?: {3,}.*\\n|\\n)*)`, 'm').exec(release)?.[1] ?? '';

  it('take every action at one commit, and say its version', () => {
    const used = workflows.flatMap((text) => [...text.matchAll(/uses: (.*)/g)].map(([, what = '']) => what));
    used.length.should.be.aboveOrEqual(6);
    for (const what of used)
      what.should.match(/^(?:\.\/\.github\/workflows\/ci\.yml|[\w-]+\/[\w-]+@[\da-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  it('may read and no more, but for the job that publishes, which may say who it is', () => {
    for (const text of workflows) {
      text.should.match(/^permissions:\n {2}contents: read\n\w/m);
      text.should.not.match(/secrets|NODE_AUTH_TOKEN|: write-all|contents: write|pull_request_target/);
    }
    should(release.match(/: write/g)).have.length(1);
    job('publish').should.match(/permissions:\n +contents: read\n +id-token: write\n/);
  });

  it('leave no credentials behind a checkout, and let nobody else’s text into a command', () => {
    for (const text of workflows) {
      const checkouts = text.match(/uses: actions\/checkout/g)?.length ?? 0;
      (text.match(/persist-credentials: false/g)?.length ?? 0).should.equal(checkouts);
      for (const [, command] of text.matchAll(/run: (.*)/g)) should(command).not.containEql('${{');
    }
  });

  it('publish a release that was checked and tested, with its provenance, one at a time', () => {
    release.should.match(/^on:\n {2}release:\n {4}types: \[published\]\n\w/m);
    release.should.match(/^concurrency:\n {2}group: release\n {2}cancel-in-progress: false$/m);
    job('check').should.match(
      /npm run release:check -- "\$TAG"\n +env:\n +TAG: \$\{\{ github\.event\.release\.tag_name \}\}/,
    );
    job('test').should.equal('    needs: check\n    uses: ./.github/workflows/ci.yml\n');
    job('publish').should.match(/^ {4}needs: test\n/);
    job('publish').should.match(/npm publish --provenance --access public --tag "\$CHANNEL"/);
    read(join(folder, 'ci.yml'))
      .should.match(/^ {2}workflow_call:$/m)
      .and.match(/run: \.ci\/run$/m);
    manifest.publishConfig.should.eql({ access: 'public', provenance: true });
  });

  it('look after the packages of every folder that has some', () => {
    const watched = read('.github/dependabot.yml');
    const kinds = { npm: 'package.json', pip: 'requirements.txt', gomod: 'go.mod', maven: 'pom.xml' };
    const folders = ['.', ...readdirSync(join(root, 'test')).map((name) => `test/${name}`)];
    for (const [kind, file] of Object.entries(kinds)) {
      const block = watched
        .split(/(?= {2}- package-ecosystem: )/)
        .find((part) => part.includes(`: ${kind}\n`));
      const own = folders.filter((path) => existsSync(join(root, path, file)));
      own.should.not.be.empty();
      for (const path of own)
        String(block).should.match(new RegExp(`(?:-|directory:) /${path === '.' ? '' : path}$`, 'm'), kind);
    }
    watched.should.containEql('package-ecosystem: github-actions');
  });
});

describe('the templates', () => {
  it('ask for the report that the account’s dialog copies', () => {
    const texts = JSON.parse(read('nodes/locales/en-US/tuya-config.json')) as {
      'tuya-config': { button: { report: string; test: string } };
    };
    const { button } = texts['tuya-config'];
    const problem = read('.github/ISSUE_TEMPLATE/problem.yml').replace(/\s+/g, ' ');
    problem.should.containEql(`press ${button.test}, then ${button.report}`);
    problem.should.match(/id: report.*?required: true/);
  });

  it('name no page that is not there', () => {
    const links = [...read('.github/ISSUE_TEMPLATE/config.yml').matchAll(/blob\/main\/(\S+)/g)];
    links.should.not.be.empty();
    for (const [, path = ''] of links) existsSync(join(root, path)).should.be.true(path);
  });
});
