import type { Page } from 'playwright-core';
import 'should';
import { picture, useEditor } from '../../support/editor';

describe('the demo house of npm start in a real browser', function () {
  this.timeout(60_000);
  const editor = useEditor();
  let page: Page;
  let house: Page;
  let faults: string[];
  before(async () => {
    const { browser, playground } = editor();
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    house = await browser.newPage({ viewport: { width: 1100, height: 900 } });
    house.setDefaultTimeout(15_000);
    await house.goto(playground.house);
  });

  const status = (text: RegExp): Promise<void> =>
    page.locator('[id="tuya12door"] .red-ui-flow-node-status-label', { hasText: text }).waitFor();
  const calls = (): Promise<string[]> => house.locator('#calls li').allInnerTexts();

  it('the third tab listens to its door from the start', async () => {
    await page.locator('.red-ui-tab-label', { hasText: 'React to a door sensor' }).click();
    await status(/^connected, nothing yet$/);
    await page.evaluate("RED.sidebar.show('debug')");
    (await page.locator('.red-ui-debug-msg').count()).should.equal(0);
  });

  for (const [deed, told] of [
    ['Open', 'The front door was opened'],
    ['Close', 'The front door is closed'],
  ] as const) {
    it(`${deed}: the node and the debug sidebar tell of it, and no call is counted`, async () => {
      await house.getByRole('button', { name: `${deed} Front door sensor` }).click();
      await status(/^\d\d:\d\d:\d\d doorcontact_state$/);
      await page.locator('.red-ui-debug-msg', { hasText: told }).waitFor();
      await page.locator('[id="tuya12told"] .red-ui-flow-node-status-label', { hasText: told }).waitFor();
      const open = String(deed === 'Open');
      await house
        .locator('#messages li', { hasText: `{"doorcontact_state":${open}} received` })
        .first()
        .waitFor();
      await picture(page, `door-${deed}`);
      await picture(house, `house-${deed}`);
      (await calls()).should.eql([]);
    });
  }

  it('nothing went wrong in the page', () => {
    faults.should.eql([]);
  });
});
