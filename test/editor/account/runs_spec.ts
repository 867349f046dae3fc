import { once } from 'node:events';
import { createRequire } from 'node:module';
import 'should';
import { useAccountEditor } from '../../support/account-editor';
import { picture } from '../../support/editor';
import { startHoldingProxy } from '../../support/reverse-proxy';

const { hashSync } = createRequire(require.resolve('node-red'))('bcryptjs') as {
  hashSync: (password: string, rounds: number) => string;
};
const LIST = '#tuya-config-results';
/** What a read that hangs is waited for in a test: whoever hangs up before has given it up. */
const PATIENCE = 8000;

describe('what is under way in an account’s dialog', function () {
  this.timeout(90_000);
  const editor = useAccountEditor();
  before(() => editor().show());
  beforeEach(() => editor().open());

  /** Begins a test whose read hangs; resolves when that has arrived at the cloud. */
  async function begin(): Promise<number> {
    const { cloud, page } = editor();
    cloud.fail('hang', { kind: 'business' });
    await page.locator('#tuya-config-test').click();
    while (cloud.businessCalls.length === 0) await once(cloud, 'arrived');
    await editor().row('Token', 'good');
    return performance.now();
  }
  /** All lines to the cloud are closed, long before anything ends by itself. */
  async function givenUp(since: number): Promise<void> {
    await editor().cloud.quiet();
    (performance.now() - since).should.be.below(PATIENCE - 1000);
  }

  it('a dialog that is closed ends it: no line to the cloud stays open', async () => {
    const since = await begin();
    await editor().cancel();
    await givenUp(since);
  });

  it('Stop ends it, and says so; the rows that ended stay', async () => {
    const { page } = editor();
    const since = await begin();
    await page.locator('#tuya-config-stop').click();
    await givenUp(since);
    const rows = await editor().ended();
    rows.map(({ verdict }) => verdict).should.not.containEql('waiting …');
    rows
      .map(({ name }) => name)
      .should.containEql('Token')
      .and.not.containEql('Devices');
    (await page.locator(LIST).innerText()).should.match(/Stopped$/);
    await editor().cancel();
  });

  it('pressed again it begins anew, and nothing of before comes after', async () => {
    const { page } = editor();
    const since = await begin();
    await page.locator('#tuya-config-test').click();
    const rows = await editor().ended();
    rows.map(({ verdict }) => verdict).should.eql(Array.from({ length: 8 }, () => 'good'));
    await givenUp(since);
    (await editor().rows()).should.eql(rows);
    (await page.locator(`${LIST} li:not(.tuya-next)`).count()).should.equal(8);
    await editor().cancel();
  });

  it('an edit meanwhile ends it: no result of older settings is shown as of the new ones', async () => {
    const { page } = editor();
    const since = await begin();
    await editor().enter('secret', 'another0secret0that0is0not0right0');
    await givenUp(since);
    await page.locator(`${LIST}.tuya-outdated`, { hasText: 'The settings have changed since' }).waitFor();
    (await editor().rows()).map(({ verdict }) => verdict).should.not.containEql('waiting …');
    await picture(page, 'test-outdated');
    await page.locator('#tuya-config-test').click();
    await editor().ended();
    (await page.locator('.tuya-outdated').count()).should.equal(0);
    await editor().row('Key and data center', 'failed');
    await editor().cancel();
  });

  it('an edit afterwards makes them old results too; a choice counts as one', async () => {
    const { page } = editor();
    await editor().test();
    await editor().enter('mode', 'code');
    await page.locator(`${LIST}.tuya-outdated`).waitFor();
    // That is said before what it is about, in place of what to do next.
    (await page.locator(`${LIST} li`).first().innerText()).should.match(/^The settings have changed since/);
    (await page.locator('.tuya-next').count()).should.equal(0);
    await editor().cancel();
  });

  it('a question in place of the results is no old result, whatever is edited', async () => {
    const { page } = editor();
    await editor().test();
    // Asked once, however often the button is pressed.
    for (let press = 0; press < 2; press++) await page.locator('#tuya-config-find').click();
    (await editor().rows()).should.eql([]);
    (await page.locator(LIST).getByText('Ask them').count()).should.equal(1);
    await editor().enter('secret', 'another0secret0that0is0not0right0');
    (await page.locator('.tuya-outdated').count()).should.equal(0);
    await page.locator(LIST).getByText('Ask them').waitFor();
    await editor().cancel();
  });

  it('a test that Node-RED does not answer may have cost calls, and they are read anew', async () => {
    const { page } = editor();
    await page.route('**/tuya-config/test', (route) => route.fulfill({ status: 502, body: 'no' }));
    await Promise.all([page.waitForResponse('**/tuya-config/a/usage'), editor().test()]);
    await page.unroute('**/tuya-config/test');
    await editor().cancel();
  });

  it('an answer that is cut short is no end', async () => {
    const { page } = editor();
    const stage = { stage: 'settings', ok: true, message: 'The settings are complete', hint: '' };
    await page.route('**/tuya-config/test', (route) =>
      route.fulfill({ contentType: 'application/x-ndjson', body: `${JSON.stringify(stage)}\n{"sta` }),
    );
    const rows = await editor().test();
    rows.map(({ name }) => name).should.eql(['Settings']);
    (await page.locator(`${LIST} .tuya-bad`).innerText()).should.match(/Node-RED did not answer/);
    await page.unroute('**/tuya-config/test');
    await editor().cancel();
  });

  it('a page that answers in place of Node-RED is no result', async () => {
    const { page } = editor();
    await page.route('**/tuya-config/test', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<html>\nPlease log in\n</html>\n' }),
    );
    (await editor().test()).should.eql([]);
    (await page.locator(`${LIST} .tuya-bad`).innerText()).should.match(/Node-RED did not answer/);
    await page.unroute('**/tuya-config/test');
    await editor().cancel();
  });

  it('nothing went wrong in the page', async () => {
    editor()
      .faults.filter((text) => !text.includes('status of 502'))
      .should.eql([]);
    await editor().cancel();
  });

  it('behind a proxy that holds everything back the rows come all at once', async () => {
    const proxy = await startHoldingProxy(editor().nodeRed.url);
    try {
      const { page } = editor();
      await editor().show(proxy.origin);
      await editor().open();
      const rows = await editor().test();
      rows.map(({ verdict }) => verdict).should.eql(Array.from({ length: 8 }, () => 'good'));
      // The proxy speaks no WebSocket.
      editor()
        .faults.filter((text) => !text.includes('/comms'))
        .should.eql([]);
      await page.close();
    } finally {
      await proxy.close();
    }
  });
});

describe('an account’s dialog where people log in', function () {
  this.timeout(90_000);
  const PASSWORD = 'a-password-of-the-editor';
  const user = (username: string, permissions: string): object => ({
    username,
    permissions,
    password: hashSync(PASSWORD, 4),
  });
  const users = [user('owner', '*'), user('reader', 'read')];
  const editor = useAccountEditor({ httpAdminRoot: '/red', adminAuth: { type: 'credentials', users } });

  async function logIn(name: string): Promise<void> {
    await editor().show(`${editor().nodeRed.url}/red`, async (page) => {
      await page.locator('#node-dialog-login-username').fill(name);
      await page.locator('#node-dialog-login-password').fill(PASSWORD);
      await page.locator('#node-dialog-login-submit').click();
    });
    await editor().open();
  }
  afterEach(() => editor().page.close());

  it('the owner tests below httpAdminRoot, each stage as it ends', async () => {
    await logIn('owner');
    const { cloud, page } = editor();
    cloud.fail('hang', { kind: 'business' });
    await page.locator('#tuya-config-test').click();
    await editor().row('Token', 'good');
    await editor().row('Devices', 'waiting …');
    await page.locator('#tuya-config-stop').click();
    const rows = await editor().test();
    rows.map(({ verdict }) => verdict).should.eql(Array.from({ length: 8 }, () => 'good'));
  });

  it('A12: who may only read is told so, and no call is made', async () => {
    await logIn('reader');
    (await editor().test()).should.eql([]);
    (await editor().page.locator(`${LIST} .tuya-bad`).innerText()).should.match(/You may not do this/);
    editor().cloud.calls.should.eql([]);
  });
});
