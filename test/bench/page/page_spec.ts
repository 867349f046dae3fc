import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { root } from '../../support/root';
import { PEERS } from '../peers';
import { aboutNow } from './about';
import { figuresText, pageOf } from './page';
import type { Run } from './page';
import { parsed } from './svg-parts';

const clients = PEERS.map(({ title }) => title);
/** Rounds of values that grow from one to the next. */
const rounds = (names: readonly string[], unit: number): number[][] =>
  [1, 1.1, 0.9].map((luck) => names.map((_, n) => (n + 1) * unit * luck));

/** A run as it may have been. */
function run(): Run {
  const flows = ['tuya-request', 'function and http request'];
  const listeners = ['this client', 'tuya-event in Node-RED', 'ws by hand'];
  const heaps = (names: readonly string[]): number[][] =>
    names.map((_, n) => [1, 2, 2].map((x) => x * n * 1e6));
  return {
    about: {
      date: '2026-01-31',
      machine: '2 × A processor, 8 GB, linux 6.1',
      node: 'v20.1.2',
      load: 0.1,
      processors: 2,
      quick: false,
      versions: { 'this package': '9.8.7', '@tuya/tuya-connector-nodejs': '2.1.2' },
    },
    figures: {
      calls: {
        clients,
        calls: 1000,
        atOnce: 20,
        rounds: rounds(clients, 100),
        speeds: rounds(clients, 1000),
      },
      herd: {
        callers: [1, 1000],
        rows: clients.flatMap((client) =>
          (['cold', 'ended'] as const).flatMap((moment) =>
            [1, 1000].map((callers) => ({
              ...{ client, moment, callers, tokens: [1, 2], answered: [callers, callers], failed: [0, 0] },
              took: [5, 6],
            })),
          ),
        ),
      },
      memory: { clients, calls: 10_000, heaps: heaps(clients) },
      load: { clients, rounds: rounds(clients, 20) },
      size: clients.map((client, n) => ({ client, packages: n, bytes: n * 1e6, own: n * 1e5 })),
      flows: {
        ...{ nodeRed: '4.1.0', flows, messages: 500, atOnce: 20 },
        ...{ rounds: rounds(flows, 500), speeds: rounds(flows, 900) },
      },
      realtime: {
        ...{ listeners, frames: 5000, drops: 200, each: 10_000, heaps: heaps(listeners) },
        speeds: rounds(listeners, 5000),
        delays: rounds(listeners, 200),
        latest: rounds(listeners, 900),
      },
      messages: {
        frames: 20_000,
        filters: [
          { filter: 'drops all', lags: [1, 2, 3], speeds: [1, 2, 3] },
          { filter: 'passes all', lags: [1, 2, 3], speeds: [1, 2, 3] },
        ],
        heap: [1, 1, 1, 1],
      },
      users: [10, 1000].map((users) => ({ users, start: 5, memory: 1, rotation: 1, perUser: 2048 })),
    },
  };
}

const pageText = (files: Record<string, string>): string => files['bench.md'] ?? '';

describe('the page of the bench', () => {
  const files = pageOf(run());
  const page = pageText(files);

  it('has a section for each part, and how to repeat it', () => {
    [...page.matchAll(/^## (.+)$/gm)]
      .map(([, title]) => title)
      .should.eql([
        'With what, and on what',
        'What a call costs',
        'Many callers at once',
        'Memory over many calls',
        'Time to load',
        'Installed size',
        'In Node-RED: `tuya-request` beside a function that signs',
        'Messages as they happen',
        'A backlog at the start',
        'Many users',
        'To repeat it',
      ]);
  });

  it('names versions, machine, day and load', () => {
    for (const text of [
      '9.8.7',
      'v20.1.2',
      '2 × A processor, 8 GB, linux 6.1',
      '2026-01-31',
      '0.10',
      '4.1.0',
    ])
      page.should.containEql(text);
  });

  it('says of each client how it was used', () => {
    for (const { title, note } of PEERS) page.should.containEql(`- **${title}**: ${note}.`);
  });

  it('says when the machine was busy, and nothing of it when it was not', () => {
    page.should.not.containEql('busy with something else');
    const busy = run();
    busy.about.load = 3;
    pageText(pageOf(busy)).should.containEql('> **Note:** The machine was busy');
  });

  it('shows each chart that it makes, once, and makes each that it shows', () => {
    const shown = [...page.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)].map(([, file = '']) => file);
    shown.should.eql(Object.keys(files).filter((file) => file.endsWith('.svg')));
    new Set(shown).size.should.equal(shown.length);
    shown.length.should.be.above(10);
    for (const file of shown) parsed(files[file] ?? '').title.should.not.equal('');
  });

  it('has a table in every section of figures, with a row for each client', () => {
    for (const client of clients) {
      const rows = page.split('\n').filter((line) => line.startsWith(`| ${client} `));
      // calls, herd twice, memory, load, size; this client listens, too.
      rows.should.have.length(client === 'this client' ? 7 : 6);
    }
  });

  it('compares with ratios that it takes round by round', () => {
    const [row = ''] = page.split('\n').filter((line) => line.startsWith('| node:http by hand '));
    row.should.match(/\| +200 \[180–220\] \| +0\.50 \[0\.50–0\.50\] \|/);
  });

  it('holds its figures, from which the same page is made again', () => {
    const again = (of: Record<string, string>): Run => JSON.parse(of['bench/figures.json'] ?? '') as Run;
    pageOf(again(files)).should.eql(files);
    // With fewer digits it is another one in the last place.
    const long = run();
    long.figures.load.rounds = long.figures.load.rounds.map((round) => round.map(() => 1.0499999));
    const made = pageOf(long);
    pageOf(again(made)).should.eql(made);
  });

  it('tells nothing of whose machine it was: no path, no host, no name', async () => {
    const whole = Object.values(
      pageOf({ ...run(), about: { ...(await aboutNow(true)), quick: false } }),
    ).join('\n');
    const lines = whole.replaceAll('http://www.w3.org/2000/svg', '');
    lines.should.not.containEql(root);
    lines.should.not.match(/https?:\/\/|registry|\/home\/|\/root\/|\/tmp\/|[A-Z]:\\/);
  });

  it('figures have no more digits than they are worth', () => {
    const long = run();
    long.figures.load.rounds = [[1.23456789]];
    figuresText(long).should.containEql('"rounds":[[1.23457]]');
  });
});

describe('the page in docs/', () => {
  it('is what its figures make of it, charts included', () => {
    const docs = join(root, 'docs');
    const figures = JSON.parse(readFileSync(join(docs, 'bench/figures.json'), 'utf8')) as Run;
    const files = pageOf(figures);
    for (const [file, text] of Object.entries(files)) {
      existsSync(join(docs, file)).should.equal(true, file);
      readFileSync(join(docs, file), 'utf8').should.equal(text, file);
    }
    readdirSync(join(docs, 'bench'))
      .map((file) => `bench/${file}`)
      .filter((file) => !(file in files))
      .should.eql([]);
  });
});
