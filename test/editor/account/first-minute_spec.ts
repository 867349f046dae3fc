import { once } from 'node:events';
import type { Page } from 'playwright-core';
import 'should';
import { DATA_CENTERS } from '../../../nodes/cloud/data-centers';
import { useAccountEditor } from '../../support/account-editor';
import { picture } from '../../support/editor';
import { importNodes } from '../../support/import';

const LIST = '#tuya-config-results';
const NEXT = `${LIST} .tuya-next`;
const WRONG = 'not0the0secret0of0this0key000000';

describe('the first minute of an account in a real browser', function () {
  this.timeout(90_000);
  const editor = useAccountEditor();
  let page: Page;
  /** Tests that were asked for. */
  let asked: number;
  before(async () => {
    await editor().show();
    page = editor().page;
    page.on('request', (request) => {
      if (request.url().endsWith('/tuya-config/test')) asked++;
    });
  });
  beforeEach(() => {
    asked = 0;
  });

  /** Opens the dialog of a new account, for the simulated cloud. */
  async function openNew(): Promise<void> {
    await editor().open('_ADD_');
    await editor().enter('dataCenter', 'custom');
    await editor().enter('baseUrl', editor().cloud.url);
  }
  /** Puts a text into a field of the key, as pasting does. */
  async function paste(name: 'client_id' | 'secret', text: string): Promise<void> {
    const field = page.locator(`#node-config-input-${name}`);
    await field.focus();
    await field.selectText();
    await page.keyboard.insertText(text);
  }
  async function pasteKey(secret = editor().cloud.secret): Promise<void> {
    await paste('client_id', editor().cloud.client_id);
    await paste('secret', secret);
  }
  const verdicts = async (): Promise<string[]> => (await editor().ended()).map(({ verdict }) => verdict);
  const GOOD = Array.from({ length: 8 }, () => 'good');
  const stepsAreOpen = (): Promise<boolean> => page.locator('#tuya-config-steps ol').isVisible();

  describe('an account without a key', () => {
    beforeEach(openNew);
    afterEach(() => editor().cancel());

    it('shows three steps, each with a link that opens in a tab of its own', async () => {
      const list = page.locator('#tuya-config-steps ol > li');
      (await list.locator('a').allInnerTexts())
        .map((text) => text.trim())
        .should.eql(['Make a cloud project', 'Link your app', 'Copy the key']);
      for (const link of await list.locator('a').all()) {
        String(await link.getAttribute('href')).should.equal('https://platform.tuya.com/cloud/');
        String(await link.getAttribute('target')).should.equal('_blank');
        String(await link.getAttribute('rel')).should.match(/\bnoopener\b/);
      }
      const [project, app, key] = await list.allInnerTexts();
      String(project).should.match(/Cloud > Development > Create Cloud Project/);
      String(app).should.match(/Devices > Link App Account > Add App Account/);
      String(key).should.match(/Overview.*Access ID.*Access Secret/s);
      (await stepsAreOpen()).should.be.true();
      asked.should.equal(0);
      await picture(page, 'first-steps');
    });

    it('is tested by itself when the key is whole: eight stages, three calls at most, and one line that says what is next', async () => {
      await pasteKey();
      (await verdicts()).should.eql(GOOD);
      asked.should.equal(1);
      editor().cloud.calls.length.should.be.within(1, 3);
      (await page.locator(NEXT).innerText())
        .trim()
        .should.equal('All is well: press Add, then choose a call in a tuya request node.');
      (await stepsAreOpen()).should.be.false();
      await picture(page, 'first-minute');
    });

    it('typed letter by letter it is tested at the last one, and half a key is asked of nobody', async () => {
      const { cloud } = editor();
      await page.locator('#node-config-input-secret').pressSequentially(cloud.secret);
      await page.locator('#node-config-input-client_id').pressSequentially(cloud.client_id.slice(0, -1));
      await page.keyboard.press('Tab');
      (await page.locator(`${LIST} li`).count()).should.equal(0);
      asked.should.equal(0);
      await page.locator('#node-config-input-client_id').press('End');
      await page.keyboard.type(cloud.client_id.slice(-1));
      (await verdicts()).should.eql(GOOD);
      asked.should.equal(1);
    });

    it('a wrong key, then the right one: each is tried once', async () => {
      await pasteKey(WRONG);
      await editor().row('Key and data center', 'failed');
      (await page.locator(NEXT).count()).should.equal(0);
      await pasteKey();
      (await verdicts()).should.eql(GOOD);
      asked.should.equal(2);
      // The wrong one once more: what is known of the other is an old result, and nobody is asked.
      await paste('secret', WRONG);
      await page.locator(`${LIST}.tuya-outdated`).waitFor();
      (await page.locator(NEXT).count()).should.equal(0);
      asked.should.equal(2);
    });

    it('an edit during the test ends it', async () => {
      editor().cloud.fail('hang', { kind: 'business' });
      await pasteKey();
      await editor().row('Token', 'good');
      await page.keyboard.press('End');
      await page.keyboard.type('x');
      await editor().cloud.quiet();
      await page.locator(`${LIST}.tuya-outdated`).waitFor();
      (await verdicts()).should.not.containEql('waiting …');
      asked.should.equal(1);
    });

    it('a key that is undone and done again: the steps come back, and nobody is asked twice', async () => {
      await pasteKey();
      await verdicts();
      await page.keyboard.press('Control+z');
      await page.locator(`${LIST}.tuya-outdated`).waitFor();
      (await page.locator('#node-config-input-secret').inputValue()).should.equal('');
      (await stepsAreOpen()).should.be.true();
      await page.keyboard.press('Control+Shift+z');
      (await page.locator('#node-config-input-secret').inputValue()).should.equal(editor().cloud.secret);
      (await stepsAreOpen()).should.be.false();
      asked.should.equal(1);
    });

    it('environment variables are a key too', async () => {
      await paste('client_id', '${TUYA_ID_THAT_IS_NOT_SET}');
      await paste('secret', '${TUYA_SECRET_THAT_IS_NOT_SET}');
      await editor().row('Settings', 'failed');
      asked.should.equal(1);
      editor().cloud.calls.should.eql([]);
    });

    it('a key of another data center: one click searches all of them, and the next line says what the choice is for', async () => {
      const codes = Object.keys(DATA_CENTERS);
      let searched = 0;
      // Nothing here calls a host outside of this machine: what Tuya would say is answered in its place.
      await page.route('**/tuya-config/find-data-center', async (route) => {
        searched++;
        const one = (dataCenter: string): object =>
          dataCenter === 'us'
            ? { dataCenter, ok: true, message: 'The data center knows this key' }
            : { dataCenter, ok: false, unknown: true, message: 'It does not know this key' };
        const body = codes.map((code) => `${JSON.stringify(one(code))}\n`).join('');
        await route.fulfill({ contentType: 'application/x-ndjson', body });
      });
      editor().cloud.fail({ code: 1005 }, { kind: 'token', times: 3 });
      await pasteKey();
      await editor().row('Key and data center', 'failed');
      await page.locator(NEXT).waitFor();
      (await page.locator(NEXT).innerText()).should.match(
        /^The key may belong to another data center.*: 7 calls of Tuya, and up to 14 /,
      );
      await picture(page, 'first-elsewhere');
      await page.locator(`${NEXT} button`, { hasText: 'Find my data center' }).click();
      await editor().row('Western America (us)', 'good');
      searched.should.equal(1);
      await page.getByLabel('Use this one: Western America (us)').click();
      (await page.locator(NEXT).innerText())
        .trim()
        .should.equal('Western America (us) is chosen: now press Test connection.');
      await page.unroute('**/tuya-config/find-data-center');
    });

    it('where no device is linked its own hint says so, and no second line', async () => {
      const { cloud } = editor();
      const house = cloud.devices.splice(0);
      try {
        await pasteKey();
        await editor().row('Devices', 'failed');
        await editor().ended();
        (await page.locator(NEXT).count()).should.equal(0);
      } finally {
        cloud.devices.push(...house);
      }
    });

    it('code mode: the first user is next', async () => {
      await editor().enter('mode', 'code');
      await pasteKey();
      await editor().ended();
      (await page.locator(NEXT).innerText()).should.match(/press Authorize a user/);
    });

    it('Cancel during the test ends it: no line to the cloud stays open', async () => {
      const { cloud } = editor();
      cloud.fail('hang', { kind: 'business' });
      await pasteKey();
      while (cloud.businessCalls.length === 0) await once(cloud, 'arrived');
      await editor().cancel();
      await cloud.quiet();
      await openNew();
    });
  });

  describe('an account with a key', () => {
    afterEach(() => editor().cancel());

    it('starts nothing when it is opened; the steps are one line that can be opened', async () => {
      await editor().open();
      (await stepsAreOpen()).should.be.false();
      await page.locator('#tuya-config-steps summary').click();
      (await stepsAreOpen()).should.be.true();
      await editor().enter('name', 'renamed');
      (await page.locator(`${LIST} li`).count()).should.equal(0);
      asked.should.equal(0);
    });

    it('pressed, the test says that it is ready', async () => {
      await editor().open();
      (await editor().test()).map(({ verdict }) => verdict).should.eql(GOOD);
      (await page.locator(NEXT).innerText())
        .trim()
        .should.equal('All is well: this account is ready for your flows.');
    });

    it('another client_id does not try the secret that is stored for the one of before', async () => {
      await editor().open();
      await paste('client_id', 'another0client0id001');
      (await stepsAreOpen()).should.be.true();
      asked.should.equal(0);
    });

    it('a new secret is tested, and what is next is its update', async () => {
      await editor().open();
      await paste('secret', editor().cloud.secret);
      (await verdicts()).should.eql(GOOD);
      asked.should.equal(1);
      (await page.locator(NEXT).innerText()).trim().should.equal('All is well: press Update, then Deploy.');
    });

    it('so is another address that is good, which the editor does not hold yet', async () => {
      await editor().open();
      await editor().enter('baseUrl', `${editor().cloud.url}/`);
      (await editor().test()).map(({ verdict }) => verdict).should.eql(GOOD);
      (await page.locator(NEXT).innerText()).trim().should.equal('All is well: press Update, then Deploy.');
    });

    it('inside a subflow nothing can be tried, and nothing is', async () => {
      await importNodes(page, [
        { id: 'sub0', type: 'subflow', name: 'inside', in: [], out: [] },
        { id: 'inner0', type: 'tuya-config', z: 'sub0', name: 'inner', dataCenter: 'eu', mode: 'simple' },
      ]);
      await editor().open('inner0');
      await pasteKey();
      (await stepsAreOpen()).should.be.false();
      (await page.locator(`${LIST} li`).count()).should.equal(0);
      asked.should.equal(0);
    });
  });

  it('added, it is in the editor with its key, and opened again it is left in peace', async () => {
    await openNew();
    await pasteKey();
    await page.locator(NEXT).waitFor();
    await page.locator('#node-config-dialog-ok').click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    const ids = await page.evaluate<string[]>(`(() => {
      const found = [];
      RED.nodes.eachConfig(({ id, type }) => void (type === 'tuya-config' && found.push(id)));
      return found;
    })()`);
    const added = ids.filter((id) => id !== 'a' && id !== 'inner0');
    added.should.have.length(1);
    asked = 0;
    editor().cloud.forgetCalls();
    await editor().open(added[0]);
    (await page.locator('#node-config-input-client_id').inputValue()).should.equal(editor().cloud.client_id);
    (await stepsAreOpen()).should.be.false();
    (await page.locator(`${LIST} li`).count()).should.equal(0);
    asked.should.equal(0);
    editor().cloud.calls.should.eql([]);
    await editor().cancel();
  });

  it('nothing went wrong in the page', () => {
    editor().faults.should.eql([]);
  });
});
