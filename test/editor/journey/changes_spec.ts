import type { Page } from 'playwright-core';
import 'should';
import { UNANSWERED, useHome } from '../../support/home';
import { lampFlow } from '../../support/lamp-flow';
import { Person } from '../../support/person';
import { useSteps } from '../../support/steps';

describe('a flow with a lamp and a door, changed by hand', function () {
  this.timeout(90_000);
  useSteps();
  const home = useHome(lampFlow());
  let person: Person;
  let page: Page;
  before(async () => {
    await home().show();
    person = new Person(home());
    ({ page } = home());
    await person.openSidebar();
  });

  /** Presses the button, and waits until the lamp was switched and the sidebar says so. */
  async function works(button = 'i'): Promise<void> {
    const { executed } = home().cloud;
    const before = executed.length;
    const heard = page.locator('.red-ui-debug-msg', { hasText: /boolean\s*true/ });
    const lines = await heard.count();
    await person.press(button);
    await heard.nth(lines).waitFor();
    executed.slice(before).should.eql([{ device_id: 'lamp0001desk', code: 'switch_led', value: true }]);
  }

  /** Something is done at the door, and the sidebar tells of it. */
  async function doorTells(deed: 'Open' | 'Close'): Promise<void> {
    const heard = page.locator('.red-ui-debug-msg', { hasText: 'doorcontact_state' });
    const lines = await heard.count();
    home().cloud.lendHand('door0001front', deed).should.be.true();
    await heard.nth(lines).waitFor();
  }

  /** A click on the canvas takes the keys there. */
  async function press(...keys: string[]): Promise<void> {
    await page.mouse.click(1000, 700);
    for (const key of keys) await page.keyboard.press(key);
  }

  const names = (): Promise<string[]> => page.locator('.red-ui-flow-node-label').allTextContents();

  it('both work from the start', async () => {
    await person.sees('e', 'connected, nothing yet');
    await works();
    await doorTells('Open');
  });

  it('a copy works as its original does, with the same account', async () => {
    const before = await names();
    await person.node('r').click();
    await page.keyboard.press('ControlOrMeta+c');
    await page.keyboard.press('ControlOrMeta+v');
    await page.mouse.move(820, 590, { steps: 5 });
    await page.mouse.click(820, 600);
    const copy = await page.evaluate<string>("RED.nodes.filterNodes({ type: 'tuya-request' }).at(-1).id");
    copy.should.not.equal('r');
    (await names()).should.have.length(before.length + 1);
    const button = await person.place('inject', 560, 600);
    await person.wire(button, copy);
    await person.wire(copy, 'd');
    await person.deploy();
    await works(button);
    await works();
  });

  it('what was typed is undone and done again, and a node that was placed too', async () => {
    await person.open('r');
    await person.type('#node-input-name', 'Light on');
    await person.done();
    const named = person.node('r').filter({ hasText: 'Light on' });
    await named.waitFor();
    await press('ControlOrMeta+z');
    await named.waitFor({ state: 'detached' });
    await press('ControlOrMeta+y');
    await named.waitFor();
    const placed = await person.place('tuya-token', 820, 700);
    await press('ControlOrMeta+z');
    await person.node(placed).waitFor({ state: 'detached' });
    await press('ControlOrMeta+y');
    await person.node(placed).waitFor();
    await press('ControlOrMeta+z');
    await person.node(placed).waitFor({ state: 'detached' });
  });

  it('of what was changed alone is deployed, and the rest goes on', async () => {
    await page.locator('#red-ui-header-button-deploy-options').click();
    await page.locator('#deploymenu-item-node').click();
    await person.deploy();
    await works();
    await doorTells('Close');
  });

  it('what is exported holds the account and no key', async () => {
    await press('ControlOrMeta+a', 'ControlOrMeta+e');
    const text = await page.locator('#red-ui-clipboard-dialog-export-text').inputValue();
    const nodes = JSON.parse(text) as { id: string; credentials?: unknown }[];
    nodes.map(({ id }) => id).should.containDeep(['r', 'e', 'a']);
    const { client_id, secret, issuedTokens } = home().cloud;
    for (const hidden of [client_id, secret, ...issuedTokens]) text.should.not.containEql(hidden);
    (await home().look()).should.eql([]);
    await page.locator('#red-ui-clipboard-dialog-cancel').click();
  });

  it('after Node-RED has been away everything works again, with the key that was kept', async () => {
    await home().sleep();
    await page.locator('.red-ui-notification').first().waitFor();
    await home().wake();
    await page.locator('.red-ui-notification').first().waitFor({ state: 'detached' });
    await person.sees('e', 'connected');
    await works();
    await doorTells('Open');
    await person.open('r');
    await person.openAccount();
    (await page.locator('#node-config-input-secret').inputValue()).should.equal('__PWRD__');
    (await person.test()).map(({ verdict }) => verdict).should.eql(Array(8).fill('good'));
    await person.keepAccount();
    await person.done();
    await works();
  });

  /** Deletes the account that is open. */
  async function deleteAccount(): Promise<void> {
    await person.open('r');
    await person.openAccount();
    await page.locator('.red-ui-tray-toolbar .leftButton').click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    await person.done();
  }

  it('an account that was deleted comes back when that is undone, with its key', async () => {
    await deleteAccount();
    await person.node('r').locator('.red-ui-flow-node-error:not(.hide)').waitFor();
    await press('ControlOrMeta+z', 'ControlOrMeta+z');
    await person.node('r').locator('.red-ui-flow-node-error.hide').waitFor({ state: 'attached' });
    await works();
  });

  it('nodes whose account is gone say that it has to be looked at', async () => {
    await deleteAccount();
    await page.locator('#red-ui-header-button-deploy').click();
    await page.locator('#red-ui-deploy-dialog-confirm-deploy-deploy').click();
    await person.sees('r', 'check the account');
    await person.sees('e', 'check the account');
    await person.press('i');
    await person.hears(/account/);
  });

  it('nothing went wrong in the page', () => {
    // While Node-RED was away nobody answered.
    home()
      .faults.filter((text) => !UNANSWERED.test(text))
      .should.eql([]);
  });
});
