import type { Page } from 'playwright-core';
import 'should';
import { violations } from '../support/axe';
import { useEditor } from '../support/editor';

describe('baseline', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  before(() => {
    ({ page } = editor());
    page.setDefaultTimeout(15_000);
  });
  for (const type of ['tuya-request', 'tuya-token', 'tuya-event']) {
    it(type, async () => {
      await page.evaluate(`RED.editor.edit(RED.nodes.filterNodes({ type: '${type}' })[0])`);
      await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
      await page.evaluate("$('details').prop('open', true)");
      console.log((await violations(page, { include: '#dialog-form' })).join('\n'));
      await page.locator('#node-dialog-cancel').click();
      await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
    });
  }
  for (const id of ['tuya00account', 'tuya00users']) {
    it(id, async () => {
      await page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${id}', 'node-config-input')`);
      await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
      await page.evaluate("$('details').prop('open', true)");
      console.log((await violations(page, { include: '#node-config-dialog-edit-form' })).join('\n'));
      await page.locator('#node-config-dialog-cancel').click();
      await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    });
  }
});
