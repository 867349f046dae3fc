import type { Browser, Page } from 'playwright-core';
import should from 'should';
import type { Playground } from '../../support/browser';
import { dragIn, wire } from '../../support/canvas';
import { useAccountEditor } from '../../support/account-editor';
import { deploy } from '../../support/import';
import { picture, stateOf, useEditor } from '../../support/editor';

async function logIn(page: Page, username: string, password: string): Promise<void> {
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

describe('code mode in a real browser', function () {
  this.timeout(60_000);
  const editor = useEditor();
  let browser: Browser;
  let playground: Playground;
  let page: Page;
  let faults: string[];
  before(() => {
    ({ browser, playground, page, faults } = editor());
  });

  const address = (path: string): string => playground.url + path;

  /** Presses Authorize and resolves with the window that opens. */
  async function authorize(): Promise<Page> {
    const [login] = await Promise.all([
      page.context().waitForEvent('page'),
      page.locator('#tuya-config-authorize').click(),
    ]);
    await login.locator('#username').waitFor();
    return login;
  }

  it('from the Authorize button to a user in the list, through a wrong password', async () => {
    await page.evaluate("RED.editor.editConfig('', 'tuya-config', 'tuya00users', 'node-config-input')");
    await page.locator('#tuya-config-users', { hasText: 'Nobody has authorized' }).waitFor();
    const shown = await page.locator('#node-config-input-redirectUrl').getAttribute('placeholder');
    should(shown).equal(address('/tuya-config/oauth/callback'));
    await page.locator('#tuya-config-test').click();
    const next = page.locator('#tuya-config-results .tuya-next');
    await next.filter({ hasText: 'now press Authorize a user below' }).waitFor();
    const login = await authorize();
    await logIn(login, 'anna@example.com', 'wrong');
    await login.getByRole('alert').waitFor();
    await picture(login, 'login');
    await logIn(login, 'anna@example.com', 'anna-demo');
    await picture(login, 'consent');
    await login.getByRole('button', { name: 'Confirm authorization' }).click();
    await login.getByRole('heading', { name: 'Authorized' }).waitFor();
    await picture(login, 'authorized');
    await login.close();
    await page.locator('#tuya-config-users', { hasText: 'uid-anna' }).waitFor();
    // A token that ends soon is no end of what the user has allowed.
    (await page.locator('#tuya-config-users').innerText()).should
      .match(/since .*; the token renews itself/)
      .and.not.match(/until|expires/i);
    // What the test asked for is done.
    (await next.allInnerTexts())
      .join()
      .trim()
      .should.equal('A user has authorized: now press Test connection, which goes on with their devices.');
    await page.locator('#tuya-config-authorize').scrollIntoViewIfNeeded();
    await picture(page, 'users');
  });

  it('a refusal says so and changes nothing', async () => {
    const login = await authorize();
    await logIn(login, 'ben@example.com', 'ben-demo');
    await login.getByRole('button', { name: 'Refuse' }).click();
    await login.getByRole('heading', { name: 'Not authorized' }).waitFor();
    await login.close();
    // Only the page itself can have told that.
    await page.locator('#tuya-config-users', { hasText: 'refused or not finished' }).waitFor();
    const list = await page.locator('#tuya-config-users').innerText();
    list.should.match(/uid-anna/).and.not.match(/uid-ben/);
  });

  it('a phone that scans the code logs its owner in, and the pasted address of the callback counts once', async () => {
    const login = await authorize();
    const [phone] = await Promise.all([
      login.context().waitForEvent('page'),
      login.getByText('Play the phone').click(),
    ]);
    await phone.getByRole('button', { name: "Ben's phone" }).click();
    await phone.getByRole('heading', { name: 'Scanned' }).waitFor();
    await phone.close();
    await login.waitForURL(/consent/);
    // The consent is given by hand and its redirect kept, as if Node-RED could not be reached by it.
    const consent = new URL(login.url());
    const reply = await fetch(consent.origin + consent.pathname, {
      method: 'POST',
      body: new URLSearchParams({ session: consent.searchParams.get('session') ?? '', answer: 'yes' }),
      redirect: 'manual',
    });
    const callback = reply.headers.get('location') ?? '';
    await login.close();
    await page.locator('#tuya-config-pasted').fill(callback);
    await page.locator('#tuya-config-exchange').click();
    await page.locator('#tuya-config-users', { hasText: 'uid-ben' }).waitFor();
    // What counted once is in nobody's way.
    (await page.locator('#tuya-config-pasted').inputValue()).should.equal('');
    await page.locator('#tuya-config-pasted').fill(callback);
    await page.locator('#tuya-config-exchange').click();
    await page.locator('#tuya-config-users', { hasText: 'This login is not known here' }).waitFor();
  });

  it('a user who is removed while a login is waited for has not authorized by that', async () => {
    await page.evaluate(`{
      const list = document.getElementById('tuya-config-users');
      window.said = [];
      new MutationObserver(() => void said.push(list.textContent)).observe(list, { childList: true });
    }`);
    const login = await authorize();
    const ben = page.locator('#tuya-config-users li', { hasText: 'uid-ben' });
    await ben.getByRole('button', { name: 'Remove: uid-ben' }).click();
    await ben.getByRole('button', { name: 'Remove: uid-ben' }).click();
    await ben.waitFor({ state: 'detached' });
    // The list is looked through for who has authorized.
    await page.waitForResponse((reply) => reply.url().includes('/users'));
    await logIn(login, 'ben@example.com', 'ben-demo');
    await login.getByRole('button', { name: 'Confirm authorization' }).click();
    await login.getByRole('heading', { name: 'Authorized' }).waitFor();
    await login.close();
    await page.locator('#tuya-config-users', { hasText: /Authorized.*uid-ben/s }).waitFor();
    const said = await page.evaluate<string[]>('said');
    said.filter((text) => text.includes('Authorized') && !text.includes('uid-ben')).should.eql([]);
  });

  it('Remove asks first, and then drops the user', async () => {
    const ben = page.locator('#tuya-config-users li', { hasText: 'uid-ben' });
    await ben.getByRole('button', { name: 'Remove: uid-ben' }).click();
    await picture(page, 'remove');
    await ben.getByRole('button', { name: 'Keep: uid-ben' }).click();
    await ben.getByRole('button', { name: 'Remove: uid-ben' }).click();
    (await ben.innerText()).should.match(/Remove uid-ben\? Their tokens are deleted/);
    await ben.getByRole('button', { name: 'Remove: uid-ben' }).click();
    await ben.waitFor({ state: 'detached' });
    // Nor is there anything left of what was said before.
    (await page.locator('#tuya-config-users').innerText()).should.match(/^\s*uid-anna/);
    const text = await page.locator('.red-ui-tray').last().innerText();
    text.should.not.match(/tuya-config\.\w/);
    await page.locator('#node-config-dialog-cancel').click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
  });

  it('the example is a little third-party cloud: login, callback and a page of that user’s devices', async () => {
    await page.evaluate("RED.workspaces.show('tuya17flow')");
    await picture(page, 'code-flow');
    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto(address('/devices'));
    await logIn(visitor, 'ben@example.com', 'ben-demo');
    await visitor.getByRole('button', { name: 'Confirm authorization' }).click();
    await visitor.getByRole('heading', { name: 'Your devices' }).waitFor();
    const text = await visitor.locator('table').innerText();
    text.should.match(/Kitchen lamp/).and.not.match(/Desk lamp/);
    await picture(visitor, 'devices-page');

    // Names that every object has are no sessions, and a state from elsewhere is no login.
    for (const session of ['__proto__', 'constructor', 'toString']) {
      const forged = await fetch(address('/devices'), {
        headers: { cookie: `tuya_session=${session}` },
        redirect: 'manual',
      });
      forged.status.should.equal(302);
      should(forged.headers.get('location')).equal('/login');
    }
    const stranger = await (await browser.newContext()).newPage();
    const reply = await stranger.goto(address('/callback?code=x&state=y'));
    should(reply?.status()).equal(400);
    await stranger.context().close();

    // Whoever refuses, or has to authorize again, is told so.
    await visitor.goto(address('/login'));
    await logIn(visitor, 'ben@example.com', 'ben-demo');
    await visitor.getByRole('button', { name: 'Refuse' }).click();
    await visitor.getByRole('heading', { name: 'Not authorized' }).waitFor();
    await picture(visitor, 'not-authorized');
    await visitor.context().close();
  });

  it('before any deploy: a new account, a user who authorizes it, their devices by name, and a call for them', async () => {
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    const button = await dragIn(page, 'inject', 320, 300);
    const request = await dragIn(page, 'tuya-request', 620, 300);
    await wire(page, button, request);
    await page.locator(`[id="${request}"]`).dblclick();
    await page.locator('#node-input-btn-account-add').click();
    await page.locator('#node-config-input-name').fill('New account');
    await page.locator('#node-config-input-dataCenter').selectOption('custom');
    await page.locator('#node-config-input-baseUrl').fill(playground.house);
    await page.locator('#node-config-input-client_id').fill('demo0client0id000001');
    await page.locator('#node-config-input-secret').fill('demo0secret0of0the0playground001');
    await page.locator('#node-config-input-mode').selectOption('code');
    await page.locator('#tuya-config-copy').click();
    await page.locator('.red-ui-popover', { hasText: 'Copied' }).waitFor();
    const login = await authorize();
    await logIn(login, 'anna@example.com', 'anna-demo');
    await login.getByRole('button', { name: 'Confirm authorization' }).click();
    await login.getByRole('heading', { name: 'Authorized' }).waitFor();
    await login.close();
    await page.locator('#tuya-config-users', { hasText: 'uid-anna' }).waitFor();
    await picture(page, 'before-deploy');
    await page.locator('#node-config-dialog-ok').click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    await page.locator('#tuya-request-search').fill('send commands');
    await page.locator('#tuya-request-found li').first().click();
    await page.getByRole('button', { name: 'Choose a device' }).first().click();
    await page.locator('.tuya-picker input').fill('lamp');
    const lamps = page.locator('.tuya-picker li');
    await lamps.first().waitFor();
    (await lamps.allInnerTexts())
      .join()
      .should.match(/Desk lamp/)
      .and.not.match(/Kitchen lamp/);
    await lamps.first().click();
    await page.locator('#node-dialog-ok').click();
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    await deploy(page);
    await page.locator(`[id="${button}"] .red-ui-flow-node-button-button`).click();
    await page.locator(`[id="${request}"]`, { hasText: 'connected' }).waitFor();
    should((await stateOf(editor(), 'Desk lamp')).switch_led).be.true();
  });

  it('nothing went wrong in the page', () => {
    // The browser notes the answer to the code that was pasted twice.
    faults.filter((text) => !text.includes('status of 400')).should.eql([]);
  });
});

describe('the list of who has authorized, in an account’s dialog', function () {
  this.timeout(60_000);
  const USERS = '**/tuya-config/a/users*';
  const USER = '**/tuya-config/a/users/*';
  const LIST = '#tuya-config-users';
  const editor = useAccountEditor({}, { mode: 'code' });
  before(() => editor().show());
  afterEach(async () => {
    await editor().page.unroute(USERS);
    await editor().page.unroute(USER);
    await editor().cancel();
  });

  const user = (uid: string): object => ({
    uid,
    base_url: 'https://openapi.tuyaeu.com',
    authorized_at: 1,
    expires_at: 2,
  });
  const said = (hasText: string | RegExp): Promise<void> =>
    editor().page.locator(LIST, { hasText }).waitFor();
  /** Lets the list be read again, as a change of the mode does. */
  async function readAgain(): Promise<void> {
    for (const mode of ['simple', 'code']) await editor().enter('mode', mode);
  }

  it('begins with the newest, each with the host of the data center', async () => {
    const { page } = editor();
    await page.route(USERS, (route) => route.fulfill({ json: { users: [user('older'), user('newer')] } }));
    await editor().open();
    await said('older');
    const rows = await page.locator(`${LIST} li`).allInnerTexts();
    rows.map((text) => text.trim().split(/\s/)[0]).should.eql(['newer', 'older']);
    (rows[0] ?? '').should.match(/newer – openapi\.tuyaeu\.com, since/);
  });

  it('keeps the search where it finds nobody, and shows the newest again when it is emptied', async () => {
    const { page } = editor();
    await page.route(USERS, (route) => {
      const isSearched = new URL(route.request().url()).searchParams.has('search');
      return route.fulfill({ json: isSearched ? { users: [] } : { users: [user('newest')], more: 3 } });
    });
    await editor().open();
    await said('newest');
    const search = page.locator('#tuya-config-user-search');
    await search.fill('nobody');
    await said('No user fits');
    await search.fill('');
    await said('newest');
  });

  it('asks for a removal once; one that failed can be tried again, as often as it takes', async () => {
    const { page } = editor();
    let isThere = true;
    await page.route(USERS, (route) => route.fulfill({ json: { users: isThere ? [user('anna')] : [] } }));
    const asked: (() => void)[] = [];
    let arrived = (): void => undefined;
    await page.route(USER, async (route) => {
      await new Promise<void>((resolve) => {
        asked.push(resolve);
        arrived();
      });
      const refusal = { code: 'STORAGE', message: 'Nothing can be written', hint: '' };
      if (asked.length < 3) return route.fulfill({ status: 500, json: refusal });
      isThere = false;
      return route.fulfill({ json: { uid: 'anna' } });
    });
    await editor().open();
    const remove = page.getByRole('button', { name: 'Remove: anna' });
    for (const times of [1, 2, 3]) {
      const next = new Promise<void>((resolve) => (arrived = resolve));
      if (!(await page.locator(LIST).innerText()).includes('Their tokens')) await remove.click();
      await said('Remove anna? Their tokens are deleted');
      await remove.click();
      await next;
      await remove.click();
      asked.should.have.length(times);
      const answered = page.waitForResponse(USER);
      asked[times - 1]?.();
      await answered;
      await said(times < 3 ? 'Nothing can be written' : 'Nobody has authorized yet');
    }
  });

  it('is there again when it can be read again, each time', async () => {
    const { page } = editor();
    let isAway = false;
    await page.route(USERS, (route) =>
      isAway ? route.abort() : route.fulfill({ json: { users: [user('anna')] } }),
    );
    await editor().open();
    await said('anna');
    for (let outage = 0; outage < 2; outage++) {
      isAway = true;
      await readAgain();
      await page.locator(`${LIST} .tuya-bad`, { hasText: 'Node-RED did not answer' }).waitFor();
      isAway = false;
      await readAgain();
      await said('anna');
    }
  });
});
