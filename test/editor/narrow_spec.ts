import type { Page } from 'playwright-core';
import 'should';
import { openEditor } from '../support/browser';
import { FORM, STATES, leave } from '../support/dialog-states';
import { picture, useEditor } from '../support/editor';
import { misfits, narrow } from '../support/layout';

/** Fields for managers of passwords, which Node-RED puts beyond the edge; what it makes of typed inputs is as wide as it is. */
const NODE_REDS = '[id^="red-ui-trap"], .red-ui-typedInput-container *, .red-ui-editableList-item-handle';
/** What only a screen reader gets. */
const UNSEEN = '.tuya-unseen';

describe('the dialogs at 500 pixels', function () {
  this.timeout(90_000);
  const editor = useEditor();

  for (const lang of ['en-US', 'de']) {
    describe(`in ${lang}`, () => {
      let page: Page;
      before(async () => {
        const { browser, playground } = editor();
        ({ page } = await openEditor(browser, playground.url, {
          enter: async (opened) => {
            await opened.evaluate(`localStorage.setItem('editor-language', '${lang}')`);
            await opened.reload();
          },
        }));
        page.setDefaultTimeout(15_000);
        await page.setViewportSize({ width: 1024, height: 700 });
        await page.evaluate("RED.actions.invoke('core:add-flow')");
      });
      after(() => page.close());
      afterEach(() => leave(page));

      for (const { dialog, title, reach } of STATES) {
        it(`${dialog}: ${title}`, async () => {
          await reach(page);
          (await narrow(page, 500)).should.be.approximately(500, 2);
          await picture(page, `narrow ${dialog} ${title} ${lang}`);
          (await misfits(page, FORM, `${NODE_REDS}, ${UNSEEN}`)).should.eql([]);
        });
      }
    });
  }
});
