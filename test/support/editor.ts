import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import should from 'should';
import { findChromium, openBrowser, openEditor, startPlayground, stopPlayground } from './browser';
import type { Playground } from './browser';
import { secretsOf } from './secrets';
import type { Secrets, Watch } from './watch';

/** `npm start` and its editor in a real browser. */
export interface Editor {
  playground: Playground;
  browser: Browser;
  page: Page;
  /** What went wrong in the page. */
  faults: string[];
  watch: Watch;
}

/** What `npm start` keeps to itself: its key, and the tokens that it is given, which only their names tell from other numbers. */
const [secret = '', password = '', messageKey = ''] = secretsOf({
  client_id: 'demo0client0id000001',
  secret: 'demo0secret0of0the0playground001',
});
const SECRETS: Secrets = {
  'the secret': secret,
  'the password of its messages': password,
  'the key of its messages': messageKey,
  'a refresh_token': /refresh_token\W+[0-9a-f]{32}/,
};
const ACCESS_TOKEN: Secrets = { 'an access_token': /access_token\W+[0-9a-f]{32}/ };

/**
 * Opens the editor for a suite and closes it after; without Chromium the suite is skipped, except where CI is set. After each test the page
 * holds no secret and no raw key.
 * @param tokens whether a flow shows an access token, as the first example does
 */
export function useEditor({ tokens = 'hidden' }: { tokens?: 'hidden' | 'shown' } = {}): () => Editor {
  let editor: Editor | undefined;
  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    const playground = await startPlayground();
    const browser = await openBrowser(chromium);
    const secrets = (): Secrets => (tokens === 'shown' ? SECRETS : { ...SECRETS, ...ACCESS_TOKEN });
    editor = { playground, browser, ...(await openEditor(browser, playground.url, { secrets })) };
  });
  afterEach(async () => {
    should(await editor?.watch.look()).eql([]);
  });
  after(async () => {
    await editor?.browser.close();
    if (editor !== undefined) await stopPlayground(editor.playground);
  });
  return () => {
    if (editor === undefined) throw new Error('The editor is not open');
    return editor;
  };
}

/** Takes a picture into the folder that TUYA_PICTURES names, for somebody who wants to look. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TUYA_PICTURES;
  if (folder === undefined) return;
  // A dialog slides in, and a note about what was imported fades out.
  await page.waitForFunction(
    "[...document.querySelectorAll('.red-ui-tray')].every((tray) => tray.getBoundingClientRect().right <= innerWidth + 1)",
  );
  const path = join(folder, `${name}.png`);
  const notes = '#red-ui-notifications';
  const inEditor = (await page.locator(notes).count()) > 0;
  if (inEditor) await page.evaluate(`$('${notes}').hide()`);
  await page.screenshot({ path });
  if (inEditor) await page.evaluate(`$('${notes}').show()`);
}

/** What the demo house shows of a device. */
export async function stateOf({ playground }: Editor, name: string): Promise<Record<string, unknown>> {
  const reply = await fetch(`${playground.house}/house.json`);
  const { devices } = (await reply.json()) as { devices: { name: string; state: Record<string, unknown> }[] };
  return devices.find((device) => device.name === name)?.state ?? {};
}
