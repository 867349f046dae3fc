import type { Page } from 'playwright-core';
import should from 'should';
import { startCloud } from '../../simulator/index';
import type { Cloud } from '../../simulator/index';
import { picture } from '../../support/editor';
import { exampleOf, examples } from '../../support/examples';
import { useFreshEditor } from '../../support/fresh-editor';
import { deploy, importExample } from '../../support/import';
import type { Imported } from '../../support/import';

/** An account as the editor has it. */
interface Account {
  id: string;
  name: string;
  dataCenter: string;
  /** Whether Node-RED keeps a secret for it. */
  hasKey: boolean;
}

/** After a deploy the editor asks the server what it keeps: the client ID, and whether there is a secret. */
const ACCOUNTS = `(async () => {
  const found = [];
  RED.nodes.eachConfig(({ type, id, name, dataCenter }) => {
    if (type === 'tuya-config') found.push({ id, name, dataCenter });
  });
  for (const one of found) one.hasKey = (await $.getJSON('credentials/tuya-config/' + one.id)).has_secret;
  return found;
})()`;

const FIRST = 'Switch a lamp and read it back';
const isTuya = ({ type }: Imported): boolean => /^tuya-(token|request|event)$/.test(type);

describe('the account of the examples, in a real browser', function () {
  this.timeout(180_000);
  const editor = useFreshEditor();
  let page: Page;
  let cloud: Cloud;
  before(async () => {
    ({ page } = editor());
    cloud = await startCloud();
  });
  after(async () => {
    await cloud.close();
  });

  const accounts = (): Promise<Account[]> => page.evaluate<Account[]>(ACCOUNTS);
  const show = (nodes: readonly Imported[]): Promise<unknown> =>
    page.evaluate(`RED.workspaces.show('${nodes.find(({ type }) => type === 'comment')?.z ?? ''}')`);
  const unfinished = (): Promise<string[]> =>
    page.evaluate<string[]>(
      'RED.nodes.filterNodes({}).filter(({ valid }) => !valid).map(({ type }) => type)',
    );
  /** Which account the Tuya nodes of an import use. */
  const used = async (nodes: readonly Imported[]): Promise<string[]> => [
    ...new Set(
      await page.evaluate<string[]>(
        `${JSON.stringify(nodes.filter(isTuya).map(({ id }) => id))}.map((id) => RED.nodes.node(id).account)`,
      ),
    ),
  ];

  /** Fills in an account as its comment says: a Tuya node, the pencil beside Account, the key. */
  async function fillIn(node: Imported | undefined, name: string): Promise<void> {
    await page.locator(`[id="${node?.id ?? ''}"]`).dblclick();
    await page.locator('#node-input-lookup-account, #node-input-btn-account-edit').first().click();
    await page.locator('#node-config-input-dataCenter').selectOption('custom');
    await page.locator('#node-config-input-name').fill(name);
    await page.locator('#node-config-input-baseUrl').fill(cloud.url);
    await page.locator('#node-config-input-client_id').fill(cloud.client_id);
    await page.locator('#node-config-input-secret').fill(cloud.secret);
    await page.locator('#node-config-dialog-ok').click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    await page.locator('#node-dialog-ok').click();
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
  }

  it('is filled in at the first example, as its comment says', async () => {
    const { asked, nodes } = await importExample(page, exampleOf(FIRST));
    asked.should.be.false();
    await show(nodes);
    // What needs the key may be marked, and nothing else.
    (await unfinished()).filter((type) => !type.startsWith('tuya-')).should.eql([]);
    await picture(page, 'account-missing');
    await fillIn(nodes.find(isTuya), 'Home');
    (await unfinished()).should.eql([]);
    await deploy(page);
    const [account, ...more] = await accounts();
    more.should.eql([]);
    should(account).have.properties({
      id: 'tuya00account',
      name: 'Home',
      dataCenter: 'custom',
      hasKey: true,
    });
  });

  it('all the others use it, whatever was changed in it, and Node-RED asks one question', async () => {
    let withCode: Imported | undefined;
    for (const example of examples.filter(({ name }) => name !== FIRST)) {
      const { asked, nodes } = await importExample(page, example);
      const own = example.number === '01' || (example.folder === '4 - Many users' && withCode === undefined);
      asked.should.equal(!own, example.name);
      const expected =
        example.number === '01'
          ? 'tuya01account'
          : example.folder === '4 - Many users'
            ? 'tuya00users'
            : 'tuya00account';
      (await used(nodes)).should.eql([expected], example.name);
      if (expected !== 'tuya00users' || withCode !== undefined) continue;
      withCode = nodes.find(isTuya);
      await show(nodes);
      await fillIn(withCode, 'Guests');
    }
    (await unfinished()).should.eql([]);
    await deploy(page);
    const found = await accounts();
    found
      .map(({ id, name, hasKey }) => [id, name, hasKey])
      .sort()
      .should.eql([
        ['tuya00account', 'Home', true],
        ['tuya00users', 'Guests', true],
        ['tuya01account', 'Tuya played here', true],
      ]);
  });

  it('shows the nodes instead: what it proposes comes to the same', async () => {
    const { asked, nodes } = await importExample(page, exampleOf('Get an access token'), 'View nodes...');
    asked.should.be.true();
    (await used(nodes)).should.eql(['tuya00account']);
    (await accounts()).should.have.length(3);
  });

  it('works in each: the calls of one that was imported last are signed with the key', async () => {
    const before = cloud.businessCalls.length;
    const button = await page.evaluate<string>(
      "RED.nodes.filterNodes({ type: 'inject' }).filter(({ name }) => name === 'poll all').at(-1).id",
    );
    await page.evaluate("RED.sidebar.show('debug')");
    await page.evaluate(`$.ajax({ url: 'inject/${button}', type: 'POST' })`);
    await page
      .locator('.red-ui-debug-msg', { hasText: /array\[\d+\]/ })
      .first()
      .waitFor();
    cloud.businessCalls.length.should.be.above(before);
  });

  it('nothing went wrong in the page', () => {
    editor().faults.should.eql([]);
  });
});
