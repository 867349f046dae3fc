import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { inspect } from 'node:util';
import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import type { NodeAPI } from 'node-red';
import ts from 'typescript';
import should from 'should';
import texts from '../../nodes/locales/en-US/tuya-config.json';
import eventTexts from '../../nodes/locales/en-US/tuya-event.json';
import requestTexts from '../../nodes/locales/en-US/tuya-request.json';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { exampleOf, examples, flowOf } from '../support/examples';
import { helper, loadFlow } from '../support/flow-rig';
import type { LiveNode, Msg } from '../support/flow-rig';
import { LANGUAGES, TYPES } from '../support/help';
import { PAGES, TRANSLATED, boldIn, page, section, snippetWith, snippets } from '../support/pages';
import { root } from '../support/root';

const readme = page('README.md');
const realtime = page('docs/realtime.md');
const messages = page('docs/messages.md');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  scripts: Record<string, string>;
};
const { scripts } = manifest;
const coreNode = (path: string): ((RED: NodeAPI) => void) =>
  createRequire(__filename)(`@node-red/nodes/core/${path}`) as (RED: NodeAPI) => void;
const injectNode = coreNode('common/20-inject.js');
const joinNode = coreNode('sequence/17-split.js');
const functionNode = coreNode('function/10-function.js');

/** Snippets that a test of this file runs; docs/programs.md and docs/moving.md have specs of their own. */
const run = new Set<string>();
const mine = (path: string, language: string, words: string): string => {
  const snippet = snippetWith(path, language, words);
  run.add(snippet);
  return snippet;
};

/** What each property of the type of a snippet's variable may be. */
function kindsIn(snippet: string): Record<string, string[]> {
  const kinds: Record<string, string[]> = {};
  const kindOf = (type: ts.TypeNode): string[] =>
    ts.isUnionTypeNode(type)
      ? type.types.flatMap(kindOf)
      : [ts.isArrayTypeNode(type) ? 'list' : type.getText()];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) && node.type !== undefined)
      kinds[node.name.getText()] = kindOf(node.type);
    else ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('snippet.ts', snippet, ts.ScriptTarget.Latest, true));
  return kinds;
}

interface FlowNode {
  id: string;
  type: string;
  [property: string]: unknown;
}

describe('README and the pages', () => {
  let cloud: Cloud;
  before(async () => {
    cloud = await startCloud();
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  afterEach(() => helper.unload());
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
    await cloud.close();
  });

  /** Runs a flow as it stands, with the key that a reader would enter and a helper in place of each debug node. */
  async function answerOf(flow: FlowNode[], start: string, msg: Msg = {}): Promise<Msg> {
    const own = { dataCenter: 'custom', baseUrl: cloud.url };
    const nodes = flow.map((node) =>
      node.type === 'tuya-config'
        ? { ...node, ...own }
        : { z: 't', ...node, ...(node.type === 'debug' ? { type: 'helper' } : {}) },
    );
    const account = flow.find(({ type }) => type === 'tuya-config')?.id ?? '';
    const key = { client_id: cloud.client_id, secret: cloud.secret };
    await loadFlow([injectNode], [{ id: 't', type: 'tab' }, ...nodes], { [account]: key });
    const outlet: LiveNode = helper.getNode(flow.find(({ type }) => type === 'debug')?.id ?? '');
    const arrived = once(outlet, 'input');
    (helper.getNode(start) as LiveNode).receive(msg);
    const [answer] = (await arrived) as [Msg];
    return answer;
  }

  const [firstFlow = ''] = snippets(readme, 'json');
  const flows = [JSON.parse(firstFlow) as FlowNode[]];
  run.add(firstFlow);

  it('shows a first flow that lists the devices', async () => {
    const [flow] = flows;
    if (flow === undefined) throw new Error('There is no flow');
    const answer = await answerOf(flow, 'readme1inject');
    (answer.payload as { name: string }[]).map(({ name }) => name).should.containEql('Desk lamp');
  });

  it('shows a function whose message switches a lamp', async () => {
    const [flow] = flows;
    if (flow === undefined) throw new Error('There is no flow');
    const body = mine('docs/calls.md', 'js', 'commands: [');
    const msg = runInNewContext(`(function (msg) { ${body} })({})`) as Msg;
    const send = { method: 'POST', path: '/v1.0/devices/{device_id}/commands', pages: 'one' };
    const changed = flow.map((node) => (node.type === 'tuya-request' ? { ...node, ...send } : node));
    should((await answerOf(changed, 'readme1request', msg)).payload).equal(true);
    cloud.executed.should.matchAny({ device_id: 'lamp0001desk', code: 'switch_led', value: true });
  });

  it('shows a function that sets a thermostat as it is meant', async () => {
    const [flow] = flows;
    if (flow === undefined) throw new Error('There is no flow');
    const body = mine('docs/values.md', 'js', 'temp_set: 23.5');
    const msg = runInNewContext(`(function (msg) { ${body} })({})`) as Msg;
    const send = { method: 'POST', path: '/v1.0/devices/{device_id}/commands', pages: 'one', model: true };
    const changed = flow.map((node) => (node.type === 'tuya-request' ? { ...node, ...send } : node));
    should((await answerOf(changed, 'readme1request', msg)).payload).equal(true);
    cloud.executed.slice(-2).should.eql([
      { device_id: 'ther0001living', code: 'switch', value: true },
      { device_id: 'ther0001living', code: 'temp_set', value: 235 },
    ]);
  });

  it('names the tick for values as both dialogs do', () => {
    for (const { label } of [requestTexts['tuya-request'], eventTexts['tuya-event']]) {
      label.model.should.startWith('values as the device means them');
    }
    const values = page('docs/values.md');
    values.should.containEql('_values as the device means them_');
    values.should.containEql(`_${requestTexts['tuya-request'].ret.values}_`);
  });

  it('shows a function that says in a line what devices do', async () => {
    const flow = [
      { id: 't', type: 'tab' },
      { id: 'a', type: 'tuya-config', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple' },
      { id: 'e', z: 't', type: 'tuya-event', account: 'a', wires: [['f']] },
      {
        id: 'f',
        z: 't',
        type: 'function',
        func: mine('docs/realtime.md', 'js', 'msg.event'),
        outputs: 1,
        wires: [['o']],
      },
      { id: 'o', z: 't', type: 'helper' },
    ];
    const key = { client_id: cloud.client_id, secret: cloud.secret };
    await loadFlow([functionNode], flow, { a: key });
    const lines: string[] = [];
    const outlet = helper.getNode('o') as LiveNode;
    outlet.on('input', (msg) => lines.push(String(msg.payload)));
    const time = Date.now();
    for (const what of [{ status: { doorcontact_state: true } }, { online: false }])
      cloud.messages.publish({ device: 'door0001front', ...what }, { time });
    while (lines.length < 2) await once(outlet, 'input');
    const begin = `${new Date(time).toLocaleTimeString()} door0001front: `;
    lines.should.eql([`${begin}{"doorcontact_state":true}`, `${begin}offline`]);
  });

  it('names the settings of tuya-event as its dialog does', () => {
    const { label, send, status, channel } = eventTexts['tuya-event'];
    const reference = section('docs/messages.md', 'tuya-event');
    for (const name of [label.channel, label.kinds, label.devices, label.codes, label.output, label.ack])
      reference.should.match(new RegExp(`^\\|.*_${name}_.*\\|`, 'm'));
    for (const name of [label.onlyChanges, label.dedupe]) reference.should.containEql(`| _${name}_ `);
    reference.should.containEql(`_${label.maxAge} … ${label.maxAgeEnd.split(';')[0] ?? ''}_`);
    for (const name of Object.keys(channel)) reference.should.containEql(`_${name}_`);
    for (const words of [send.report, send.raw])
      reference.should.containEql(words.replace(' as it came', ''));
    realtime.should.containEql(`_${status.quiet}_`);
    const { label: account } = texts['tuya-config'];
    realtime.should.containEql(`_${account.messages} > ${account.subscription}_`);
  });

  it('names the same steps in Tuya’s console as the help of the node', () => {
    const help = readFileSync(join(root, 'nodes/locales/en-US/tuya-event.html'), 'utf8');
    const plain = (text: string): string =>
      text
        .replaceAll('&gt;', '>')
        .replace(/<\/?code>/g, '`')
        .replace(/\s+/g, ' ');
    const steps = plain(help.split('tuya-event-console')[1]?.split('</ol>')[0] ?? '');
    const told = plain(section('docs/realtime.md', "What to switch on in Tuya's console")).replaceAll(
      '_',
      '',
    );
    for (const words of [
      'Message Service: switch it on',
      'Messaging Rules > Production Environment > Create: BizCode In',
      'Release Rule',
      'until it says that the rules are in effect',
      'Subscription Management',
    ]) {
      steps.should.containEql(words);
      told.replaceAll('*', '').should.containEql(words);
    }
    const codesOf = (text: string): string[] => text.match(/\bdevice[A-Z]\w+|\bevent_?notify/g) ?? [];
    codesOf(steps).should.have.length(5);
    codesOf(told.replace('eventnotify', 'event_notify')).should.eql(codesOf(steps));
  });

  it('shows a context store that writes at once, in which users are kept', async () => {
    const settings = mine('docs/code-mode.md', 'js', 'contextStorage');
    const { contextStorage } = runInNewContext(`({ ${settings} })`) as {
      contextStorage: Record<string, { module: string }>;
    };
    const userDir = mkdtempSync(join(tmpdir(), 'tuya-readme-'));
    helper.settings({ userDir, contextStorage: structuredClone(contextStorage) });
    const flow = [
      {
        id: 'readme2token',
        type: 'tuya-token',
        account: 'readme2account',
        action: '',
        wires: [['readme2out']],
      },
      { id: 'readme2out', type: 'debug', wires: [] },
      { id: 'readme2account', type: 'tuya-config', mode: 'code', tokenStore: 'tokens' },
    ];
    try {
      should((await answerOf(flow, 'readme2token', { action: 'users' })).payload).eql([]);
      inspect(helper.log(), { depth: 8 }).should.not.match(/half minute|after a restart/);
    } finally {
      helper.settings({});
      rmSync(userDir, { recursive: true, force: true });
    }
  });

  it('names what a flow learns of its spending, each with its kind', async () => {
    const snippet = mine('docs/economy.md', 'ts', 'const usage');
    const own = { id: 'usage1token', type: 'tuya-token', account: 'usage1account', action: 'usage' };
    const flow = [
      { ...own, wires: [['usage1out']] },
      { id: 'usage1out', type: 'debug', wires: [] },
      { id: 'usage1account', type: 'tuya-config', mode: 'simple' },
    ];
    const { payload } = await answerOf(flow, 'usage1token');
    const kinds = kindsIn(snippet);
    Object.keys(payload as object)
      .sort()
      .should.eql(Object.keys(kinds).sort());
    for (const [name, kind] of Object.entries(kinds)) {
      const value = (payload as Record<string, unknown>)[name];
      const seen = value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
      kind.includes(seen).should.be.true(name);
    }
  });

  it('says how a join that a broken list has half filled begins anew', async () => {
    page('docs/calls.md').should.match(/half filled: send it a message\s+with `msg\.reset`/);
    const flow = [
      { id: 'j1', type: 'join', z: 't', mode: 'auto', wires: [['o1']] },
      { id: 'o1', type: 'helper', z: 't' },
    ];
    await loadFlow([joinNode], [{ id: 't', type: 'tab' }, ...flow], {});
    const join = helper.getNode('j1') as LiveNode;
    const joined = once(helper.getNode('o1') as LiveNode, 'input');
    const part = (index: number, rows: string): Msg => ({
      payload: rows,
      parts: { id: 'list', type: 'array', len: 1, index, count: 2 },
    });
    join.receive(part(0, 'lost'));
    join.receive({ reset: true });
    join.receive(part(1, 'b'));
    join.receive(part(0, 'a'));
    should(((await joined) as [Msg])[0].payload).eql(['a', 'b']);
  });

  it('lists every example in its folder, in the order of the menu', () => {
    let folder = '';
    const [, section = ''] = readme.split(/^## Examples$/m);
    const rows = [...section.matchAll(/^\| ([^|]*) \| (\d\d) - ([^|]+?) +\| [^|]+\|$/gm)];
    const listed = rows.map(([, first = '', number, name]) => {
      folder = first.trim() || folder;
      return { folder, number, name };
    });
    listed.should.eql(examples.map(({ folder: own, number, name }) => ({ folder: own, number, name })));
  });

  it('has no row of a table that stands outside of one', () => {
    const parts = messages.split(/\n(?!\|)/).find((block) => block.includes('| `msg.parts` '));
    (parts ?? '').should.match(/\| out +\| meaning/);
    // Each table begins with its head and the line below it.
    for (const text of Object.values(PAGES))
      for (const [table] of text.matchAll(/(?<=\n[^|\n]*\n)(?:\|.*\n)+/g)) table.should.match(/^\|.*\n\| ?-/);
  });

  it('names the same way through Tuya’s console as the dialog', () => {
    const { tip } = texts['tuya-config'];
    const way = /under (.+?), /.exec(tip.callback)?.[1] ?? '';
    way.should.match(/&gt;.*&gt;/);
    page('docs/code-mode.md').should.containEql(way.replaceAll('&gt;', '→'));
  });

  it('names only commands that exist', () => {
    const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    for (const text of [...Object.values(PAGES), ...Object.values(TRANSLATED), contributing])
      for (const [, name] of text.matchAll(/npm run ([\w:-]+)/g)) scripts.should.have.property(name ?? '');
    for (const name of ['start', 'test']) scripts.should.have.property(name);
    const commands = snippets(readme, 'sh');
    const whole =
      /^(?:npm ci && npm start|TUYA_CLIENT_ID=… TUYA_SECRET=… TUYA_DATA_CENTER=eu npm start|npm install (\S+))\n$/;
    for (const command of commands) {
      command.should.match(whole);
      run.add(command);
    }
    commands.should.have.length(3);
    snippetWith('README.md', 'sh', 'npm install').should.containEql(manifest.name);
  });

  it('has no flow whose account is another one than that of the examples', () => {
    const accounts = (flow: readonly FlowNode[]): string[] =>
      flow.filter(({ type }) => type === 'tuya-config').map(({ id }) => id);
    const shown = Object.values(PAGES)
      .flatMap((text) => snippets(text, 'json'))
      .flatMap((text) => accounts(JSON.parse(text) as FlowNode[]));
    const [shared] = accounts(flowOf(exampleOf('List the devices')));
    shown.length.should.be.above(3);
    shown.filter((id) => id !== shared).should.eql([]);
  });

  it('lists every page, here and in the index', () => {
    for (const path of Object.keys(PAGES)) {
      const name = basename(path);
      if (name === 'README.md') continue;
      readme.should.containEql(`/blob/main/${path})`);
      page('docs/README.md').should.containEql(`](${name})`);
      page(path).should.containEql('[All pages](README.md) · [README](../README.md)\n');
    }
  });

  it('has no snippet that no test runs', () => {
    for (const [path, text] of Object.entries(PAGES))
      if (path !== 'docs/moving.md')
        for (const snippet of snippets(text)) {
          const own = path === 'docs/programs.md'; // client_spec.ts compiles and runs it
          (own || run.has(snippet)).should.be.true(`${path}: ${snippet}`);
        }
  });
});

/** Where README's links lead, wherever README is shown. */
const REPOSITORY = 'https://github.com/tuya-flows/node-red-tuya-cloud';

/** What each language calls itself, in the order in which README offers them. */
const NAMES = {
  'en-US': 'English',
  de: 'Deutsch',
  fr: 'Français',
  'es-ES': 'Español',
  ja: '日本語',
  'zh-CN': '简体中文',
} as const;

interface Texts {
  [key: string]: string | Texts;
}

/** All texts of a file, as a page would quote them. */
function textsOf(path: string): string[] {
  const all = (texts: Texts): string[] =>
    Object.values(texts).flatMap((found) => (typeof found === 'string' ? [found] : all(found)));
  return all(JSON.parse(readFileSync(join(root, path), 'utf8')) as Texts);
}

/** What the dialogs and Node-RED's editor say in a language, and names that are the same in each. */
const saidIn = (lang: string): Set<string> =>
  new Set([
    ...TYPES.flatMap((type) => textsOf(`nodes/locales/${lang}/${type}.json`)),
    ...textsOf(`node_modules/@node-red/editor-client/locales/${lang}/editor.json`),
    ...['tuya config', 'inject', 'debug', manifest.name],
    // The editor's menu has no name on the screen.
    ...['Menú', '菜单'],
  ]);

describe('README in other languages', () => {
  /** The line of links, as it stands on a page: the page's own language is no link. */
  const line = (own: string, english: string, folder: string): string =>
    LANGUAGES.map((lang) => {
      const path = lang === 'en-US' ? english : `${folder}README.${lang}.md`;
      return lang === own ? NAMES[lang] : `[${NAMES[lang]}](${path})`;
    }).join(' · ');

  it('is offered by README, for each language that the dialogs speak', () => {
    Object.keys(NAMES).should.eql([...LANGUAGES]);
    should(readme.split('\n## ')[0]?.split('\n')).containEql(
      line('en-US', 'README.md', `${REPOSITORY}/blob/main/docs/`),
    );
  });

  it('is there in each of them, and in no other', () => {
    Object.keys(TRANSLATED)
      .sort()
      .should.eql(LANGUAGES.filter((lang) => lang !== 'en-US').sort());
  });

  it('quotes in bold: not in code, nor in elements', () => {
    boldIn('**A\nb** **C → d** `**e**` <img alt="**f**">\n```sh\n**g**\n```\n、**h**。').should.eql([
      'A b',
      'C',
      'd',
      'h',
    ]);
  });

  for (const [lang, text] of Object.entries(TRANSLATED)) {
    describe(lang, () => {
      it('begins with the same line, whose links fit its place', () => {
        should(text.split('\n## ')[0]?.split('\n')).containEql(line(lang, '../README.md', ''));
      });

      it('has the flow of README, and commands of README alone: to try it and to install it', () => {
        snippets(text, 'json').should.eql(snippets(readme, 'json'));
        const commands = snippets(text, 'sh');
        commands.filter((command) => !snippets(readme, 'sh').includes(command)).should.eql([]);
        for (const words of ['npm ci && npm start\n', `npm install ${manifest.name}\n`])
          commands.should.containEql(words);
        snippets(text).should.have.length(commands.length + 1);
      });

      it('quotes in bold only what the dialogs and the editor say', () => {
        const said = saidIn(lang);
        const quoted = boldIn(text);
        quoted.length.should.be.above(15);
        quoted.filter((words) => !said.has(words)).should.eql([]);
      });

      it('tells to search for words by which the first call is found, and calls it by its title', () => {
        const { operation } = (
          JSON.parse(readFileSync(join(root, `nodes/locales/${lang}/tuya-request.json`), 'utf8')) as {
            'tuya-request': { operation: Record<string, Record<'title' | 'words', string>> };
          }
        )['tuya-request'];
        const { title = '', words = '' } = operation['list-my-devices'] ?? {};
        boldIn(text).should.containEql(title);
        const [search = ''] = [...text.matchAll(/`([^`\n]+)`/g)]
          .map(([, code = '']) => code)
          .filter((code) => words.includes(code));
        search.should.not.equal('');
      });

      it('shows a picture, and leads to every page, which is in English', () => {
        text.should.match(/<picture>\s+<source [^>]*srcset="\.\.\/\.github\/pictures\/[\w-]+-dark\.png">/);
        for (const path of Object.keys(PAGES).filter((one) => basename(one) !== 'README.md'))
          text.should.containEql(`](${basename(path)}`);
        text.should.containEql('](../LICENSE)');
      });
    });
  }
});
