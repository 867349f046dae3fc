import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { findChromium, openBrowser, openEditor } from './browser';
import { makeUserDir, startNodeRed } from './node-red';
import type { NodeRed, Settings } from './node-red';

/** The editor of a Node-RED of its own that has this package, and nothing in its flows but a comment. */
export interface FreshEditor {
  nodeRed: NodeRed;
  browser: Browser;
  page: Page;
  /** What went wrong in the page. */
  faults: string[];
}

/** Opens such an editor for a suite and closes it after; without Chromium the suite is skipped, except where CI is set. */
export function useFreshEditor(settings: Settings = {}): () => FreshEditor {
  let editor: FreshEditor | undefined;
  let userDir = '';
  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    const note = {
      id: 'fresh0note',
      type: 'comment',
      z: 'fresh0flow',
      name: 'mine',
      x: 200,
      y: 100,
      wires: [],
    };
    userDir = makeUserDir([{ id: 'fresh0flow', type: 'tab', label: 'Mine' }, note], {});
    const nodeRed = await startNodeRed(userDir, settings);
    const browser = await openBrowser(chromium);
    editor = { nodeRed, browser, ...(await openEditor(browser, nodeRed.url)) };
    editor.page.setDefaultTimeout(15_000);
  });
  after(async () => {
    await editor?.browser.close();
    await editor?.nodeRed.stop();
    if (userDir !== '') rmSync(userDir, { recursive: true, force: true });
  });
  return () => {
    if (editor === undefined) throw new Error('The editor is not open');
    return editor;
  };
}
