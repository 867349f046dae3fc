import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openBrowser, openEditor, startPlayground, stopPlayground } from './browser';
import type { Playground } from './browser';

/** `npm start` and its editor in a real browser. */
export interface Editor {
  playground: Playground;
  browser: Browser;
  page: Page;
  /** What went wrong in the page. */
  faults: string[];
}

/** Opens the editor for a suite and closes it after; without Chromium the suite is skipped, except where CI is set. */
export function useEditor(): () => Editor {
  let editor: Editor | undefined;
  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    const playground = await startPlayground();
    const browser = await openBrowser(chromium);
    editor = { playground, browser, ...(await openEditor(browser, playground.url)) };
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
