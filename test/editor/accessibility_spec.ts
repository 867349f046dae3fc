import type { Page } from 'playwright-core';
import 'should';
import { violations } from '../support/axe';
import { FORM, STATES, leave } from '../support/dialog-states';
import { picture, useEditor } from '../support/editor';
import { THEMES, wear } from '../support/theme';

/**
 * What Node-RED puts into a form that is not ours: fields for managers of passwords to fall for, beyond the edge of the page and without
 * names; the handle by which a row of its lists is dragged, a picture without a word; and the button at the end of a typed input that opens
 * an editor, which is less than 24 pixels wide. That one's name is ours, and looked at below.
 */
const NODE_REDS = [
  '[id^="red-ui-trap"]',
  '.red-ui-editableList-item-handle',
  '.red-ui-typedInput-option-expand',
];

describe('the dialogs by the rules of WCAG 2, A and AA', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    // So high that nothing has to be scrolled to: only what is in view can be measured.
    await page.setViewportSize({ width: 1640, height: 2400 });
  });
  afterEach(() => leave(page));

  for (const theme of THEMES) {
    describe(`in the ${theme} theme`, () => {
      before(() => wear(page, theme));
      after(() => wear(page, 'light'));

      for (const { dialog, title, reach } of STATES) {
        it(`${dialog}: ${title}`, async () => {
          await reach(page);
          await picture(page, `${dialog} ${title} ${theme}`);
          (await violations(page, { include: FORM, exclude: NODE_REDS })).should.eql([]);
        });
      }
    });
  }

  it('nothing went wrong in the page', () => {
    // The browser notes what a test has answered with an error.
    faults.filter((text) => !text.includes('Failed to load resource')).should.eql([]);
  });
});
