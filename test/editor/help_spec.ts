import type { BrowserContext, Page } from 'playwright-core';
import 'should';
import { picture, useEditor } from '../support/editor';
import { Help, LANGUAGES, TYPES, copiesIn, inside, shown } from '../support/help';
import type { Lang, NodeType } from '../support/help';
import { THEMES, wear } from '../support/theme';

/** What the sidebar shows as the help of a node; the list of all topics above it is none. */
const HELP = '#red-ui-sidebar .red-ui-help:visible';

/** How the shown help lies in its column. */
interface Look {
  width: number;
  text: string;
  copies: string[];
  /** Elements that are wider than their place. */
  wide: string[];
  /** The lowest contrast of a text, links left out, with the text. */
  faint: { contrast: number; text: string };
  /** Colours of the symbols of its statuses. */
  symbols: string[];
}

const LOOK = `(() => {
  const help = $('${HELP}').last()[0];
  const elements = [help, ...help.querySelectorAll('*')].filter((one) => one.offsetParent !== null);
  const wide = elements
    .filter((one) => getComputedStyle(one).display !== 'inline' && one.scrollWidth > one.clientWidth + 1)
    .map((one) => one.tagName + ': ' + one.innerText.slice(0, 60));
  const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const over = ([r, g, b, a = 1], back) => [r, g, b].map((part, i) => part * a + back[i] * (1 - a));
  const behind = (one) => (one === null ? [255, 255, 255] : over(parts(getComputedStyle(one).backgroundColor), behind(one.parentElement)));
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => part / 255).map((p) => (p <= 0.03928 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one) => {
    const back = behind(one);
    const [high, low] = [light(over(parts(getComputedStyle(one).color), back)), light(back)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  // The colour of links is the editor's own affair.
  const texts = elements.filter((one) => one.closest('a') === null && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''));
  const [faint] = texts
    .map((one) => ({ contrast: contrast(one), text: one.tagName + ': ' + one.innerText.slice(0, 60) }))
    .sort((a, b) => a.contrast - b.contrast);
  return {
    width: help.clientWidth,
    text: help.textContent,
    copies: [...help.querySelectorAll('pre')].map((one) => one.textContent),
    wide,
    faint,
    symbols: [...help.querySelectorAll('dt > i')].map((one) => getComputedStyle(one).color),
  };
})()`;

/** The help of a node in the sidebar, once it is there. */
async function show(page: Page, type: NodeType, lang: Lang): Promise<Look> {
  await page.evaluate(`RED.sidebar.help.show('${type}')`);
  const opening = shown(new Help(lang, type).opening);
  await page.waitForFunction(
    `$('${HELP}').last().text().replace(/[^\\S\\u00a0]+/g, ' ').includes(${JSON.stringify(opening)})`,
  );
  return page.evaluate<Look>(LOOK);
}

describe('the help in the sidebar', function () {
  this.timeout(90_000);
  const editor = useEditor();

  for (const lang of LANGUAGES) {
    describe(`of an editor in ${lang}`, () => {
      let context: BrowserContext;
      let page: Page;
      const faults: string[] = [];
      before(async () => {
        const { browser, playground } = editor();
        context = await browser.newContext({ locale: lang, viewport: { width: 1640, height: 900 } });
        page = await context.newPage();
        page.on('pageerror', (error) => faults.push(error.message));
        page.on('console', (message) => {
          if (message.type() === 'error') faults.push(message.text());
        });
        await page.goto(playground.url);
        await page.locator('.red-ui-palette-node[data-palette-type="tuya-request"]').waitFor();
        await page.locator('.red-ui-flow-node-group').first().waitFor();
      });
      after(() => context.close());

      for (const type of TYPES) {
        it(`${type} is shown as it was written, and nothing is wider than its column`, async () => {
          const { width, text, copies, wide } = await show(page, type, lang);
          width.should.be.within(250, 400);
          wide.should.eql([]);
          text.should.not.match(/tuya-\w+\.[a-z]\w+\.|__\w+__|undefined|<!--/);
          copies.should.eql(copiesIn(new Help(lang, type).html));
          await picture(page, `help-${type}-${lang}`);
        });
      }

      it('its links lead to the page of all errors in this language', async () => {
        for (const type of ['tuya-config', 'tuya-token', 'tuya-event'] as const) {
          await show(page, type, lang);
          const opened = page.waitForEvent('popup');
          await page.locator(`${HELP} a[href*="errors.${lang}.html"]`).last().click();
          const table = await opened;
          await table.locator('tr[id="1106"]').waitFor();
          String(await table.locator('html').getAttribute('lang')).should.equal(lang);
          await table.close();
        }
      });

      it('nothing went wrong in the page', () => {
        faults.should.eql([]);
      });
    });
  }

  describe('in both themes', () => {
    for (const theme of THEMES) {
      it(`reads well in the ${theme} one, and has a colour for each status`, async () => {
        const { page } = editor();
        await wear(page, theme);
        for (const type of TYPES) {
          const { faint, symbols } = await show(page, type, 'en-US');
          faint.contrast.should.be.aboveOrEqual(4.5, faint.text);
          const colours = new Help('en-US', type).html.match(/status-colors-(\w+)/g) ?? [];
          colours.length.should.be.above(2);
          new Set(symbols).size.should.equal(new Set(colours).size);
          await picture(page, `help-${type}-${theme}`);
        }
        await wear(page, 'light');
      });
    }
  });

  it('a node in the palette says the first sentence', async () => {
    const { page } = editor();
    for (const type of TYPES.filter((one) => one !== 'tuya-config')) {
      await page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`).hover();
      const [first = ''] = inside(new Help('en-US', type).opening, 'p');
      await page.locator('.red-ui-popover', { hasText: shown(first) }).waitFor();
      await page.mouse.move(900, 500);
      await page.locator('.red-ui-popover', { hasText: shown(first) }).waitFor({ state: 'hidden' });
    }
  });
});
