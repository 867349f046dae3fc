import type { Locator, Page } from 'playwright-core';
import 'should';
import { FORM, STATES, leave } from '../../support/dialog-states';
import { useEditor } from '../../support/editor';

describe('what a dialog says to a screen reader', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    await page.evaluate("RED.actions.invoke('core:add-flow')");
  });
  afterEach(() => leave(page));

  const state = async (dialog: string, title: string): Promise<void> => {
    const found = STATES.find((one) => one.dialog === dialog && one.title === title);
    if (found === undefined) throw new Error(`There is no ${dialog}: ${title}`);
    await found.reach(page);
  };
  /** The field that is called so, as the browser itself works it out. */
  const called = (name: string, role: 'textbox' | 'button' | 'switch' | 'group' = 'textbox'): Locator =>
    page.locator(FORM).getByRole(role, { name, exact: true });
  /** The words that describe a field. */
  const described = async (name: string): Promise<string> => {
    const ids = ((await called(name).getAttribute('aria-describedby')) ?? '').split(' ').filter(Boolean);
    const texts = await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()));
    return texts.join(' | ');
  };

  it('the visible part of a typed input is called as its label says, and its buttons say what they are for', async () => {
    await state('tuya-request', 'a list, all folds open');
    for (const name of ['Path', 'Query', 'Headers', 'Put into', 'Device']) await called(name).waitFor();
    for (const name of ['Path: string', 'Query: JSON', 'Query: JSON editor', 'Put into: msg.'])
      await called(name, 'button').waitFor();
    // Another type is another name.
    await page.evaluate("$('#node-input-query').typedInput('type', 'jsonata')");
    await called('Query: JSONata Expression editor', 'button').waitFor();
    await called('Query: expression', 'button').waitFor();
  });

  it('the token’s dialog has names too, and a short field says its unit', async () => {
    await state('tuya-token', 'filled');
    for (const name of ['User', 'Put into']) await called(name).waitFor();
    await leave(page);
    await state('tuya-config', 'filled, all folds open');
    (await described('Timeout')).should.equal('seconds for one whole call');
  });

  it('rows are groups that are called as what they are about, and so are the ways to move and remove them', async () => {
    await state('tuya-request', 'values in rows');
    await called('Set temperature', 'group').waitFor();
    await called('Delete: Set temperature', 'button').waitFor();
    await called('Move with the arrow keys: Set temperature', 'button').waitFor();
    await called('Window open', 'switch').waitFor();
    await leave(page);
    await state('tuya-request', 'placeholders, with devices for one');
    const row = called('remote_id', 'group');
    await row.getByRole('textbox', { name: 'Value of the placeholder', exact: true }).waitFor();
    await row.getByRole('textbox', { name: 'Name of the placeholder' }).fill('other');
    await called('other', 'group').waitFor();
    await called('Delete: other', 'button').waitFor();
    await called('Move with the arrow keys: other', 'button').waitFor();
  });

  it('pictures beside words are none, and no field is without a name', async () => {
    for (const [dialog, title] of [
      ['tuya-request', 'values in rows'],
      ['tuya-event', 'filled, all folds open'],
      ['tuya-config', 'users listed, with a search'],
    ] as const) {
      await state(dialog, title);
      // A handle is a picture that keys can come to.
      const handle = '.red-ui-editableList-item-handle[role="button"][aria-label]';
      const pictures = page.locator(`${FORM} i.fa:not([aria-hidden="true"], ${handle})`);
      (await pictures.count()).should.equal(0, title);
      await leave(page);
    }
  });

  it('what is wrong is told by a state and in words, which go when it is right again; the name stays', async () => {
    await state('tuya-request', 'wrong');
    const path = called('Path');
    ((await path.getAttribute('aria-invalid')) ?? '').should.equal('true');
    (await described('Path')).should.equal('must be a path such as /v1.0/devices, without a host');
    (await described('At most')).should.equal('pages | must be a whole number from 1');
    (await page.locator('.form-row:has(#node-input-account) .tuya-reason').innerText()).should.match(
      /^Account: /,
    );
    await path.fill('/v1.0/devices');
    await path.blur();
    await page.waitForFunction("$('.form-row:has(#node-input-path) .tuya-reason').length === 0");
    ((await path.getAttribute('aria-invalid')) === null).should.be.true();
    ((await path.getAttribute('aria-describedby')) === null).should.be.true();
    // Of another mistake it is told again.
    await path.fill('devices');
    await path.blur();
    await page.locator('.form-row:has(#node-input-path) .tuya-reason').waitFor();
    ((await path.getAttribute('aria-invalid')) ?? '').should.equal('true');
    await called('At most').waitFor();
  });

  it('an account’s fields say what is wrong as well, each in its own words', async () => {
    await state('tuya-config', 'wrong');
    const all = await page.locator(`${FORM} .tuya-reason`).allInnerTexts();
    all.length.should.be.above(7);
    all.filter((text) => text.trim() === '').should.eql([]);
    for (const name of ['Pace', 'Budget', 'Subscription']) {
      ((await called(name).getAttribute('aria-invalid')) ?? '').should.equal('true', name);
    }
  });

  it('kinds, devices and codes of events say what is wrong while somebody enters them', async () => {
    await state('tuya-event', 'new');
    const reason = (id: string): Promise<string[]> =>
      page.locator(`.form-row:has(${id}) .tuya-reason`).allInnerTexts();
    const checked = page.locator('#tuya-event-kinds input:checked');
    while ((await checked.count()) > 0) await checked.first().uncheck();
    (await reason('#tuya-event-kinds')).should.eql(['at least one kind has to be chosen']);
    await called('Kinds', 'group').getByLabel('users (user)').check();
    (await reason('#tuya-event-kinds')).should.eql([]);
    await called('Codes').fill('*x');
    (await described('Codes')).should.match(/^must be codes/);
    await called('Codes').fill('battery*');
    (await described('Codes')).should.equal('');
    await called('Devices').fill('a b');
    (await described('Devices')).should.match(/^must be ids/);
  });

  it('a value that is no JSON says so beside it', async () => {
    await state('tuya-request', 'values in rows');
    (await described('scene')).should.equal('is not valid JSON');
    await called('scene').fill('{}');
    (await described('scene')).should.equal('');
  });

  it('where no call fits that is told, and is no row of the list', async () => {
    await state('tuya-request', 'no call fits');
    (await page.locator('#tuya-request-found > *').count()).should.equal(0);
    await page.getByRole('status').filter({ hasText: 'No call fits' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.tuya-choice-none').waitFor({ state: 'hidden' });
  });

  it('rows of a test are read out as they end, those of users are not read out anew', async () => {
    await state('tuya-config', 'a test that was passed');
    ((await page.locator('#tuya-config-results').getAttribute('aria-live')) ?? '').should.equal('polite');
    (await page.locator('#tuya-config-results [aria-hidden="true"]:not(i)').count()).should.equal(0);
    await leave(page);
    await state('tuya-config', 'users listed, with a search');
    await page.evaluate("$('#tuya-config-users li').first().attr('data-same', 'yes')");
    const read = page.waitForResponse('**/tuya-config/*/users*');
    await page.evaluate("$('#node-config-input-mode').trigger('change')");
    await read;
    await page.waitForFunction("$('#tuya-config-users li').first().attr('data-same') === 'yes'");
    (await page.locator('#tuya-config-users li[aria-live="off"]').count()).should.equal(2);
  });

  it('nothing went wrong in the page', () => {
    faults.filter((text) => !text.includes('Failed to load resource')).should.eql([]);
  });
});
