import type { Locator, Page } from 'playwright-core';
import should from 'should';
import { dragIn } from '../../support/canvas';
import { Dialog } from '../../support/dialog';
import { picture, useEditor } from '../../support/editor';

/** The path and Tuya's page of a call with a pace of its own, and with a parameter in its query beside one in its path. */
const PATH = '/v2.0/cloud/thing/{device_id}/shadow/properties';
const DOC = 'https://developer.tuya.com/en/docs/cloud/116cc8bf6f?id=Kcp2kwfrpe719';

describe('the search for a call in a real browser', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  let dialog: Dialog;
  let box: Locator;
  let rows: Locator;
  let about: Locator;
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    box = page.locator('#tuya-request-search');
    rows = page.locator('#tuya-request-found li');
    about = page.locator('#tuya-request-about');
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    dialog = new Dialog(page, await dragIn(page, 'tuya-request', 500, 300));
    await dialog.open();
  });

  it('shows calls as soon as one is in its box, each with method and path below its name', async () => {
    (await rows.count()).should.equal(0);
    await box.focus();
    await rows.first().waitFor();
    await box.fill('read all properties');
    const row = rows.filter({ hasText: 'Read all properties of a device' }).first();
    (await row.locator('.tuya-choice-detail').innerText()).should.equal(`GET ${PATH}`);
  });

  it('is gone once one goes on to another field, and what was typed stays', async () => {
    await page.locator('#node-input-name').focus();
    await rows.first().waitFor({ state: 'detached' });
    (await box.inputValue()).should.equal('read all properties');
  });

  it('is empty again once a call is taken: the next search does not begin with the last one', async () => {
    await dialog.find('read all properties');
    (await page.locator('#node-input-path').inputValue()).should.equal(PATH);
    (await box.inputValue()).should.equal('');
    (await rows.count()).should.equal(0);
  });

  it('says of a call what it is, how often Tuya takes it, and what its query may hold', async () => {
    await picture(page, 'about-a-call');
    const [first = '', ...fields] = (await about.innerText()).split('\n');
    first.should.match(
      /^Read all properties of a device, thing model Tuya's page\s+Tuya takes 50 calls a second\.$/,
    );
    fields.should.have.length(1); // what stands in the path has a row of its own
    should(fields[0]).match(/^codes \S/);
    (await about.locator('code').allInnerTexts()).should.eql(['codes']);
  });

  it('leads to Tuya’s page about it, in a tab of its own that knows nothing of the editor', async () => {
    const link = about.locator('a');
    const [href, target, rel] = await Promise.all(
      ['href', 'target', 'rel'].map((name) => link.getAttribute(name)),
    );
    should(href).equal(DOC);
    should(target).equal('_blank');
    (rel ?? '').split(' ').sort().should.eql(['noopener', 'noreferrer']);
  });

  it('says it once: a screen reader does not hear it again with each change of another field', async () => {
    await about.locator('.tuya-chosen').evaluate((element) => {
      (element as unknown as { id: string }).id = 'said-before';
    });
    await page.locator('#node-input-name').fill('renamed');
    await page.locator('#node-input-name').press('Tab');
    await page.locator('#node-input-account').selectOption({ label: 'My Tuya project' });
    (await about.locator('#said-before').count()).should.equal(1);
  });

  it('says of another call the other one’s, without a pace that it does not have, and nothing of a path that no call has', async () => {
    await dialog.find('list devices by ids');
    (await about.locator('.tuya-chosen').count()).should.equal(1);
    (await about.innerText()).should.not.match(/a second|codes/);
    (await about.locator('code').allInnerTexts()).should.containEql('device_ids');
    await page.locator('#tuya-request-call summary').click();
    const path = page.locator('#tuya-request-call .red-ui-typedInput-container input:visible');
    await path.fill('/v9/things');
    await path.press('Tab');
    await about.locator('.tuya-chosen').waitFor({ state: 'detached' });
    (await about.innerText()).should.equal('');
    await dialog.close('cancel');
  });

  it('nothing went wrong in the page', () => {
    faults.should.eql([]);
  });
});
