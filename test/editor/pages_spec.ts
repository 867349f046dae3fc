import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import 'should';
import { violations } from '../support/axe';
import { useEditor } from '../support/editor';
import { root } from '../support/root';

const LANGUAGES = readdirSync(join(root, 'resources')).flatMap(
  (name) => /^errors\.(.+)\.html$/.exec(name)?.[1] ?? [],
);

describe('the pages beside the editor by the rules of WCAG 2, A and AA', function () {
  this.timeout(120_000);
  const editor = useEditor();
  let browser: Browser;
  let url: string;
  before(() => {
    ({
      browser,
      playground: { url },
    } = editor());
  });

  async function opened(locale: string, address: string, look: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage({ locale });
    try {
      await page.goto(`${url}/${address}`);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await look(page);
      }
    } finally {
      await page.close();
    }
  }

  it('there is a page of errors in each of six languages', () => {
    LANGUAGES.should.have.length(6);
  });

  for (const lang of LANGUAGES) {
    it(`${lang}: where a login ends, in both schemes`, async () => {
      await opened(lang, 'tuya-config/oauth/callback?code=x&state=y', async (page) => {
        ((await page.locator('html').getAttribute('lang')) ?? '').should.equal(lang);
        (await page.locator('main h1').count()).should.equal(1);
        (await violations(page)).should.eql([]);
      });
    });

    it(`${lang}: all errors, in both schemes`, async () => {
      await opened(
        lang,
        `resources/@tuya-flows/node-red-tuya-cloud/errors.${lang}.html#1004`,
        async (page) => {
          ((await page.locator('html').getAttribute('lang')) ?? '').should.equal(lang);
          (await violations(page)).should.eql([]);
          const headings = await page.evaluate<string[]>(
            "[...document.querySelectorAll('h1, h2, h3')].map((one) => one.tagName.toLowerCase())",
          );
          headings.should.eql(['h1', ...headings.slice(1).map(() => 'h2')]);
          (await page.locator('main table').count()).should.equal(headings.length - 1);
        },
      );
    });
  }
});
