import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import should from 'should';
import { startCloud } from '../simulator/index';
import { examples, exampleOf, flowOf } from '../support/examples';
import type { FlowNode } from '../support/examples';
import { root } from '../support/root';

const HEADINGS = ['What it does', 'What to change', 'What to expect'];
const flows = examples.map((example) => ({ ...example, flow: flowOf(example) }));
const isAccount = ({ type }: FlowNode): boolean => type === 'tuya-config';
const commentOf = (flow: readonly FlowNode[]): FlowNode[] => flow.filter(({ type }) => type === 'comment');
/** The one that brings its own cloud, and so its own account. */
const played = exampleOf('Try it without an account');

/** Ids that a node names: of its tab, group and account, of what its wires and links lead to, of what it catches, of what it holds. */
function named({ z, g, account, wires = [], links, scope, nodes }: FlowNode): unknown[] {
  const lists = [links, scope, nodes].map((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return [z, g, account, ...wires.flat(), ...lists.flat()].filter((id) => id !== undefined);
}

/** The parts of a comment: each heading with its text. */
function partsOf(info: unknown): [string, string][] {
  return String(info)
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...text] = part.split('\n');
      return [heading, text.join('\n').trim()];
    });
}

describe('the examples in their folders', () => {
  it('nothing lies outside of a folder, and folders and files are numbered in one go', () => {
    for (const entry of readdirSync(join(root, 'examples'), { withFileTypes: true }))
      entry.isDirectory().should.be.true(entry.name);
    const folders = [...new Set(examples.map(({ folder }) => folder))];
    folders.should.eql(['1 - Begin', '2 - Devices', '3 - Realtime', '4 - Many users', '5 - Economy']);
    const numbers = examples.map(({ number }) => number);
    numbers.should.eql(numbers.map((_, index) => String(index + 1).padStart(2, '0')));
    examples.length.should.be.aboveOrEqual(22);
  });

  it('the first one needs no account', () => {
    should(examples[0]).eql(played);
  });

  it('no two have a node in common but the account', () => {
    const ids = flows.flatMap(({ flow }) => flow.filter((node) => !isAccount(node)).map(({ id }) => id));
    ids.filter((id, index) => ids.indexOf(id) !== index).should.eql([]);
  });

  it('all share one account, so that Node-RED finds it there already; those of many users share another', () => {
    for (const [folder, mode] of [
      ['', 'simple'],
      ['4 - Many users', 'code'],
    ] as const) {
      const accounts = flows
        .filter((one) => one.path !== played.path && (one.folder === '4 - Many users') === (folder !== ''))
        .map(({ name, flow }) => ({ name, found: flow.filter(isAccount) }));
      const [first] = accounts[0]?.found ?? [];
      should(first).have.properties({ mode });
      for (const { name, found } of accounts) should(found).eql([first], name);
    }
  });

  it('no account has a key but the one whose cloud is the flow itself', () => {
    const withKey = flows.filter(({ flow }) => flow.some((node) => 'credentials' in node));
    withKey.map(({ path }) => path).should.eql([played.path]);
    const [account] = flowOf(played).filter(isAccount);
    should(account).have.properties({ z: flowOf(played)[0]?.id, dataCenter: 'custom' });
    const listener = flowOf(played).find(({ type }) => type === 'tcp in');
    String(account?.baseUrl).should.equal(`http://127.0.0.1:${String(listener?.port)}`);
  });

  it('name no device, hub or user but those of the demo house', async () => {
    const cloud = await startCloud();
    const house = cloud.devices.map(({ id }) => id);
    await cloud.close();
    const used = flows
      .filter(({ path }) => path !== played.path)
      .flatMap(({ flow }) =>
        flow.flatMap(({ params = [], devices = [] }) => [
          ...(params as { type: string; value: string }[])
            .filter(({ type }) => type === 'str')
            .map(({ value }) => value),
          ...(devices as string[]),
        ]),
      );
    used.length.should.be.above(5);
    used.filter((id) => !house.includes(id)).should.eql([]);
  });

  it('need no node that does not come with Node-RED or with this package', () => {
    const core = join(createRequire(__filename).resolve('@node-red/nodes/package.json'), '../core');
    const sets = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    );
    sets.length.should.be.above(30);
    const known = new Set(['tab', 'group', 'tuya-config', 'tuya-token', 'tuya-request', 'tuya-event']);
    const text = sets.map((file) => readFileSync(join(core, file), 'utf8')).join('\n');
    for (const { name, flow } of flows)
      for (const { type } of flow)
        if (!known.has(type)) text.includes(`registerType("${type}"`).should.be.true(`${name}: ${type}`);
  });
});

for (const { folder, number, name, flow, path } of flows) {
  describe(`the example "${name}"`, () => {
    it('is a flow of that name, which says in a sentence what it is', () => {
      const tabs = flow.filter(({ type }) => type === 'tab');
      tabs.should.have.length(1);
      should(tabs[0]).have.property('label', name);
      String(tabs[0]?.info).should.match(/^[A-Z].+\.$/);
    });

    it('has a comment that says what it does, what to change and what to expect', () => {
      const [comment, ...more] = commentOf(flow);
      more.should.eql([]);
      String(comment?.name).should.match(/^[A-Z].{20,110}$/);
      const parts = partsOf(comment?.info);
      parts.map(([heading]) => heading).should.eql(HEADINGS);
      for (const [heading, text] of parts) text.length.should.be.above(40, heading);
    });

    if (path !== played.path) {
      it('says where the key is entered, and what to choose when the account is there already', () => {
        const [, [, change] = []] = partsOf(commentOf(flow)[0]?.info);
        String(change)
          .should.match(/pencil beside \*Account\*/)
          .and.match(/choose \*\*Import copy\*\*/);
        if (folder === '4 - Many users')
          String(change).should.match(/a key of its own kind.*App Authorization/);
        else String(change).should.match(/account of your own already\? Enter its key here too, once/);
      });
    }

    it('refers to nothing that it does not have', () => {
      const ids = flow.map(({ id }) => id);
      new Set(ids).size.should.equal(ids.length);
      for (const node of flow) {
        if (node.type !== 'tab' && !isAccount(node)) should(node.z).equal(flow[0]?.id, node.id);
        for (const id of named(node)) ids.should.containEql(id);
        if (!isAccount(node)) node.id.should.startWith(`tuya${number}`);
      }
      for (const group of flow.filter(({ type }) => type === 'group'))
        should([...(group.nodes as string[])].sort()).eql(
          flow
            .filter(({ g }) => g === group.id)
            .map(({ id }) => id)
            .sort(),
        );
    });

    it('lies on the grid', () => {
      for (const { type, y, name: own } of flow)
        if (type !== 'group' && typeof y === 'number') (y % 10).should.equal(0, own);
    });

    it('needs no module from outside, which not every Node-RED allows', () => {
      for (const { type, libs } of flow) if (type === 'function') (libs as unknown[]).should.eql([]);
    });

    it('is clean by the linter for flows', function () {
      this.timeout(60_000);
      const nrlint = join(root, 'node_modules/nrlint/bin/nrlint.js');
      existsSync(nrlint).should.be.true();
      const args = [nrlint, '-c', join(root, '.nrlintrc.cjs'), join(root, 'examples', path)];
      const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      stdout.should.match(/0 problems/, stdout);
    });
  });
}
