import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { findChromium, openBrowser, openEditor } from './browser';
import { makeUserDir, startNodeRed } from './node-red';
import type { NodeRed } from './node-red';

/** A place on the flow. */
const at = (y: number): object => ({ z: 't', x: 300, y, wires: [[]] });

/** A flow with a node of each type, a request whose settings are wrong, and one that was never set up. */
function flowAt(url: string): object[] {
  const account = {
    type: 'tuya-config',
    dataCenter: 'custom',
    baseUrl: url,
    budget: 1000,
    overBudget: 'warn',
  };
  const request = { type: 'tuya-request', account: 'a', method: 'GET', pathType: 'str' };
  const wrong = { path: 'https://x', timeout: 'x', maxPages: 'x', reuse: 'x', body: '{', bodyType: 'json' };
  return [
    { id: 't', type: 'tab', label: 't' },
    { id: 'a', name: 'mine', mode: 'simple', ...account },
    { id: 'b', name: 'users', mode: 'code', ...account },
    { id: 'i', type: 'inject', props: [], repeat: '', once: false, ...at(60) },
    { id: 'n', ...request, path: '/v1.0/devices/{device_id}/status', params: [], ...at(120) },
    { id: 'w', ...request, method: 'POST', ...wrong, ...at(180) },
    { id: 'new', ...request, method: 'GET', path: '', ...at(240) },
    { id: 'k', type: 'tuya-token', account: 'a', action: 'get', ...at(300) },
    {
      id: 'e',
      type: 'tuya-event',
      account: 'a',
      kinds: ['status'],
      ackTimeout: 'x',
      maxAge: 'x',
      ...at(360),
    },
  ];
}

/** One Node-RED whose editor can speak each language in turn: what it speaks is a setting of its user. */
export class SpeakingEditor {
  private constructor(
    readonly cloud: Cloud,
    readonly nodeRed: NodeRed,
    readonly browser: Browser,
    readonly page: Page,
    readonly faults: readonly string[],
    private readonly userDir: string,
  ) {}

  static async start(chromium: string): Promise<SpeakingEditor> {
    const cloud = await startCloud();
    const key = { client_id: cloud.client_id, secret: cloud.secret };
    const userDir = makeUserDir(flowAt(cloud.url), { a: key, b: key });
    const nodeRed = await startNodeRed(userDir);
    const browser = await openBrowser(chromium);
    const { page, faults } = await openEditor(browser, nodeRed.url);
    page.setDefaultTimeout(20_000);
    return new SpeakingEditor(cloud, nodeRed, browser, page, faults, userDir);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
    await this.cloud.close();
    rmSync(this.userDir, { recursive: true, force: true });
  }

  /** Lets the editor speak a language, as its setting does. */
  async speak(lang: string): Promise<void> {
    await this.page.evaluate(`localStorage.setItem('editor-language', '${lang}')`);
    await this.page.reload();
    await this.page.locator('.red-ui-palette-node[data-palette-type="tuya-request"]').waitFor();
    await this.page.locator('.red-ui-flow-node-group').first().waitFor();
  }

  /** Opens the dialog of a node. */
  async open(id: string): Promise<void> {
    await this.page.evaluate(`RED.editor.edit(RED.nodes.node('${id}'))`);
    await this.hasSlidIn();
  }

  /** Opens the dialog of an account, or of a new one where there is no id. */
  async openAccount(id = '_ADD_'): Promise<void> {
    await this.page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${id}', 'node-config-input')`);
    await this.page.locator('#tuya-config-test').waitFor();
    await this.hasSlidIn();
  }

  /** Closes what is open, and keeps nothing. */
  async cancel(): Promise<void> {
    await this.page.locator('#node-config-dialog-cancel, #node-dialog-cancel').last().click();
    await this.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
  }

  /** Opens all that is folded away in the dialog. */
  async unfold(): Promise<void> {
    await this.page.evaluate("$('.red-ui-tray details').prop('open', true)");
  }

  /** What can be read in a place: lines, options, and what is said of things that have no words. */
  read(place: string): Promise<string[]> {
    return this.page.evaluate<string[]>(`(() => {
      const texts = [];
      for (const root of document.querySelectorAll(${JSON.stringify(place)})) {
        texts.push(...root.innerText.split('\\n'));
        for (const one of root.querySelectorAll('*')) {
          if (one.tagName === 'OPTION') texts.push(one.textContent);
          if (one.tagName === 'TITLE' || one.tagName === 'title') texts.push(one.textContent);
          for (const name of ['placeholder', 'title', 'aria-label'])
            if (one.getAttribute(name)) texts.push(one.getAttribute(name));
        }
      }
      return [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))];
    })()`);
  }

  private async hasSlidIn(): Promise<void> {
    await this.page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
  }
}

/** An editor for a suite; without Chromium the suite is skipped, except where CI is set. */
export function useSpeakingEditor(): () => SpeakingEditor {
  let editor: SpeakingEditor | undefined;
  before(async function () {
    this.timeout(120_000);
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    editor = await SpeakingEditor.start(chromium);
  });
  after(() => editor?.close());
  return () => {
    if (editor === undefined) throw new Error('The editor is not open');
    return editor;
  };
}
