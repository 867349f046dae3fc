import type { Page } from 'playwright-core';
import should from 'should';
import { DATA_CENTERS } from '../../../nodes/cloud/data-centers';
import { picture, useEditor } from '../../support/editor';
import { importNodes } from '../../support/import';

describe('the account’s dialog in a real browser', function () {
  this.timeout(60_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  before(() => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(10_000);
  });

  const field = (name: string): string => `#node-config-input-${name}`;
  async function open(id: string): Promise<void> {
    await page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${id}', 'node-config-input')`);
    await page.locator('#tuya-config-test').waitFor();
  }
  async function close(button: 'ok' | 'cancel'): Promise<void> {
    await page.locator(`#node-config-dialog-${button}`).click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
  }
  /** What the editor would deploy. */
  const saved = (id: string): Promise<Record<string, string>> =>
    page.evaluate<Record<string, string>>(
      `(({ mode, dataCenter, tls, proxy }) => ({ mode, dataCenter, tls, proxy }))(RED.nodes.node('${id}'))`,
    );

  it('offers every data center of the table by its name', async () => {
    await open('tuya00account');
    const offered = await page.evaluate<string[]>(
      `$('${field('dataCenter')} option').toArray().map(({ value, text }) => value + ' ' + text)`,
    );
    offered.map((one) => one.split(' ')[0]).should.eql([...Object.keys(DATA_CENTERS), 'custom', '${}']);
    should(offered[0]).equal('eu Central Europe (eu)');
    await close('cancel');
  });

  it('a variable is entered by its name, and kept when the dialog is opened and updated', async () => {
    await open('tuya00account');
    (await page.locator(field('timeout')).isVisible()).should.be.false();
    await page.locator('.tuya-folded summary', { hasText: 'Timeout, pace' }).click();
    for (const name of ['dataCenter', 'mode', 'tls', 'proxy']) {
      await page.locator(field(name)).selectOption({ label: 'an environment variable …' });
      const variable = page.locator(`.form-row:has(${field(name)}) .tuya-variable`);
      // A blank that was copied along is no part of the name.
      await variable.fill(` MY_${name.toUpperCase()} `);
    }
    // What a variable may need is shown.
    await page.locator(field('redirectUrl')).waitFor();
    await page.locator(field('baseUrl')).waitFor();
    await picture(page, 'variables');
    await close('ok');
    const all = {
      mode: '${MY_MODE}',
      dataCenter: '${MY_DATACENTER}',
      tls: '${MY_TLS}',
      proxy: '${MY_PROXY}',
    };
    (await saved('tuya00account')).should.eql(all);
    await open('tuya00account');
    // Node-RED fills the lists of its own nodes a moment later.
    await page.waitForFunction(`$('${field('tls')}').val() === '\${MY_TLS}'`);
    // A fold hides nothing that somebody has set.
    (await page.locator(field('timeout')).isVisible()).should.be.true();
    (await page.locator(field('subscription')).isVisible()).should.be.false();
    await page.locator(field('name')).fill('renamed');
    await close('ok');
    (await saved('tuya00account')).should.eql(all);
    await open('tuya00account');
    await page.locator(field('dataCenter')).selectOption('custom');
    await page.locator(field('mode')).selectOption('simple');
    for (const name of ['tls', 'proxy']) await page.locator(field(name)).selectOption('_ADD_');
    await close('ok');
    (await saved('tuya00account')).should.eql({ mode: 'simple', dataCenter: 'custom', tls: '', proxy: '' });
  });

  it('Test stands beside the key in code mode too', async () => {
    await open('tuya00users');
    const top = (selector: string): Promise<number> =>
      page.evaluate(`$('${selector}')[0].getBoundingClientRect().top`);
    (await top('#tuya-config-test')).should.be.above(await top(field('secret')));
    (await top('#tuya-config-test')).should.be.below(await top(field('mode')));
    await close('cancel');
  });

  it('what was signed is folded away when the cloud refuses the signature', async () => {
    await open('tuya00account');
    await page.locator(field('secret')).fill('not-the-secret-of-this-key-00000');
    await page.locator('#tuya-config-test').click();
    const fold = page.locator('#tuya-config-results details');
    await fold.waitFor();
    (await page.locator('#tuya-config-results').innerText()).should.match(/1004/).and.not.match(/\[nonce\]/);
    await page.locator('#tuya-config-results summary').click();
    await fold.getByText('[nonce]').waitFor();
    await picture(page, 'signed');
    const [folded, tray] = await page.evaluate<number[]>(
      "['#tuya-config-results details', '.red-ui-tray'].map((part) => $(part).last()[0].getBoundingClientRect().right)",
    );
    should(folded).be.below(tray ?? 0);
    await close('cancel');
  });

  it('a session that is over is told as that', async () => {
    await open('tuya00account');
    await page.route('**/tuya-config/test', (route) => route.fulfill({ status: 401, body: 'Unauthorized' }));
    await page.locator('#tuya-config-test').click();
    await page.locator('#tuya-config-results', { hasText: 'your session is over' }).waitFor();
    await page.unroute('**/tuya-config/test');
    await close('cancel');
  });

  it('an account inside a subflow says that it cannot be tried there', async () => {
    await importNodes(page, [
      { id: 'sub0flow', type: 'subflow', name: 'inside', in: [], out: [] },
      {
        id: 'sub0account',
        type: 'tuya-config',
        z: 'sub0flow',
        name: 'inner',
        dataCenter: 'eu',
        mode: 'code',
      },
    ]);
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().includes('/tuya-config/sub0account/users')) asked++;
    });
    await open('sub0account');
    await page.locator('#tuya-config-in-subflow', { hasText: 'a property of the subflow' }).waitFor();
    for (const button of ['test', 'find', 'authorize', 'exchange']) {
      (await page.locator(`#tuya-config-${button}`).isDisabled()).should.be.true(button);
    }
    await picture(page, 'in-subflow');
    await close('cancel');
    asked.should.equal(0);
    await open('tuya00account');
    (await page.locator('#tuya-config-in-subflow').isVisible()).should.be.false();
    (await page.locator('#tuya-config-test').isDisabled()).should.be.false();
    await close('cancel');
  });

  it('an account from before there were messages and a budget shows what it does', async () => {
    await importNodes(page, [
      { id: 'old0account', type: 'tuya-config', name: 'old', dataCenter: 'eu', mode: 'simple' },
    ]);
    await open('old0account');
    const shown = await page.evaluate<string[]>(
      "['subscription', 'budget', 'overBudget'].map((name) => $('#node-config-input-' + name).val())",
    );
    shown.should.eql(['sub', '0', 'stop reads']);
    await close('cancel');
  });

  it('an account of one flow alone can be tried, and keeps a data center that is in no list', async () => {
    const z = await page.evaluate<string>('RED.workspaces.active()');
    await importNodes(page, [
      { id: 'own0account', type: 'tuya-config', z, name: 'own', dataCenter: 'mars', mode: 'simple' },
    ]);
    await open('own0account');
    (await page.locator('#tuya-config-in-subflow').isVisible()).should.be.false();
    (await page.locator('#tuya-config-test').isDisabled()).should.be.false();
    await page.locator(field('name')).fill('renamed');
    await close('ok');
    (await saved('own0account')).should.have.properties({ dataCenter: 'mars' });
    await page.evaluate("void RED.nodes.remove('own0account')");
  });

  it('the callback that is copied is the one that was entered, or else the one of this editor', async () => {
    await open('tuya00users');
    const copied = async (): Promise<string> => {
      await page.evaluate(
        "document.addEventListener('copy', () => { window.copied = document.activeElement.value; }, { once: true })",
      );
      await page.locator('#tuya-config-copy').click();
      await page.waitForFunction('window.copied !== undefined');
      const text = await page.evaluate<string>('window.copied');
      await page.evaluate('delete window.copied');
      return text;
    };
    (await copied()).should.match(/^http:\/\/127\.0\.0\.1:\d+\/tuya-config\/oauth\/callback$/);
    await page.locator(field('redirectUrl')).fill('https://me.example/back ');
    (await copied()).should.equal('https://me.example/back');
    await close('cancel');
  });

  it('of many users the others are searched for, and one reading waits for the other', async () => {
    const user = (uid: string): object => ({ uid, base_url: 'https://a', authorized_at: 1, expires_at: 2 });
    let [reading, most] = [0, 0];
    const searched: (string | null)[] = [];
    await page.route('**/tuya-config/*/users*', async (route) => {
      const search = new URL(route.request().url()).searchParams.get('search');
      searched.push(search);
      most = Math.max(most, ++reading);
      await new Promise((resolve) => setTimeout(resolve, 300));
      reading--;
      const json =
        search === null ? { users: [user('new')], more: 70 } : { users: [user(`found ${search}`)] };
      await route.fulfill({ json });
    });
    await open('tuya00users');
    await page.locator('#tuya-config-users', { hasText: 'and 70 who authorized earlier' }).waitFor();
    await page.locator('#tuya-config-user-search').pressSequentially('old', { delay: 50 });
    await page.locator('#tuya-config-users', { hasText: 'found old' }).waitFor();
    most.should.equal(1);
    searched.length.should.be.within(2, 4);
    await picture(page, 'many-users');
    await page.unroute('**/tuya-config/*/users*');
    await close('cancel');
  });

  it('a new account that is cancelled takes what it brought along; one that is there does not', async () => {
    const cancelled: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/oauth/cancel')) cancelled.push(String(request.postData()));
    });
    await open('tuya00users');
    await close('cancel');
    cancelled.should.eql([]);
    await page.evaluate("RED.editor.editConfig('', 'tuya-config', '_ADD_', 'node-config-input')");
    await page.locator(field('mode')).selectOption('code');
    const told = page.waitForResponse('**/tuya-config/oauth/cancel');
    await close('cancel');
    (await told).status().should.equal(200);
    cancelled.should.have.length(1);
  });

  it('“Log in in the other window” goes when nobody has for ten minutes', async () => {
    await open('tuya00users');
    await page.clock.install();
    const [login] = await Promise.all([
      page.context().waitForEvent('page'),
      page.locator('#tuya-config-authorize').click(),
    ]);
    await login.locator('#username').waitFor();
    await page.locator('#tuya-config-users', { hasText: 'Log in in the other window' }).waitFor();
    await login.close();
    await page.clock.fastForward('09:00');
    await page.locator('#tuya-config-users', { hasText: 'Log in in the other window' }).waitFor();
    await page.clock.fastForward('01:05');
    await page
      .locator('#tuya-config-users', { hasText: 'Nobody has logged in within ten minutes' })
      .waitFor();
    (await page.locator('#tuya-config-users').innerText()).should.not.match(/other window/);
  });

  it('A9: the browser keeps neither secret nor token', async () => {
    const kept = await page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }])');
    kept.should.not.match(/demo0secret|not-the-secret|access_token|refresh_token/);
    kept.length.should.be.above(10);
  });

  it('nothing went wrong in the page', () => {
    faults.filter((text) => !text.includes('status of 401')).should.eql([]);
  });
});
