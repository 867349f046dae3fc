import type { Browser, Page } from 'playwright-core';
import 'should';
import { violations } from './axe';
import { findChromium, openBrowser } from './browser';

describe('the judge of accessibility', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let page: Page;
  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    browser = await openBrowser(chromium);
    page = await browser.newPage();
  });
  after(() => browser?.close());

  const show = (body: string): Promise<void> =>
    page.setContent(
      `<!doctype html><html lang="en"><title>a page</title><main><p>words</p>${body}</main></html>`,
    );

  for (const [what, body, rule] of [
    ['a field without a name', '<input type="text">', 'label'],
    [
      'a button with a picture alone',
      '<button type="button"><i class="fa fa-search"></i></button>',
      'button-name',
    ],
    ['pale words', '<p style="color: #aaa; background: #fff">pale</p>', 'color-contrast'],
    ['words that are half seen through', '<p style="opacity: 0.4">pale</p>', 'color-contrast'],
    [
      'words on a picture, which nobody can measure',
      '<p style="background: linear-gradient(red, blue)">what</p>',
      'color-contrast',
    ],
    [
      'a list of choices with something else in it',
      '<ul role="listbox" aria-label="a"><li role="status">none</li></ul>',
      'aria-required-children',
    ],
    [
      'small things side by side',
      '<a href="#a" style="display: inline-block; width: 9px; height: 9px">a</a><a href="#b" style="display: inline-block; width: 9px; height: 9px">b</a>',
      'target-size',
    ],
  ] as const) {
    it(`finds ${what}, and says where`, async () => {
      await show(body);
      const found = await violations(page);
      found.map((one) => one.split(':')[0]).should.containEql(rule);
      found.join('\n').should.match(/ – .+ – </);
    });
  }

  it('has nothing to say of a page that is in order, nor of what it is told to leave out', async () => {
    await show('<label>Name <input type="text"></label><p id="other"><input type="text"></p>');
    (await violations(page, { include: 'main', exclude: ['#other'] })).should.eql([]);
    (await violations(page, { include: 'main' })).should.have.length(1);
  });
});
