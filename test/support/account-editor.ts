import { rmSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { findChromium, openBrowser, openEditor } from './browser';
import { makeUserDir, startNodeRed } from './node-red';
import type { NodeRed, Settings } from './node-red';

/** A name of this machine in a home network, which no browser takes for safe. */
export const HOME = 'house.lan';

/** A row below the buttons of an account's dialog. */
export interface Row {
  /** How it ended, in a word. */
  verdict: string;
  name: string;
  message: string;
  hint: string;
  /** The icon's shape. */
  icon: string;
}

/** An account, the cloud that it asks, and its dialog in the editor of a Node-RED of its own. */
export class AccountEditor {
  /** What went wrong in the page. */
  faults: readonly string[] = [];
  private opened: Page | undefined;
  private constructor(
    readonly cloud: Cloud,
    readonly nodeRed: NodeRed,
    readonly browser: Browser,
    private readonly userDir: string,
  ) {}

  static async start(
    chromium: string,
    settings: Settings,
    account: Record<string, unknown>,
  ): Promise<AccountEditor> {
    const cloud = await startCloud();
    const config = { id: 'a', type: 'tuya-config', name: 'mine', dataCenter: 'custom', baseUrl: cloud.url };
    const inject = { id: 'i', type: 'inject', z: 't', x: 200, y: 100, wires: [[]] };
    const flow = [
      { id: 't', type: 'tab', label: 'Flow 1' },
      inject,
      { ...config, mode: 'simple', ...account },
    ];
    const key = { client_id: cloud.client_id, secret: cloud.secret };
    const userDir = makeUserDir(flow, { a: key });
    return new AccountEditor(
      cloud,
      await startNodeRed(userDir, settings),
      await openBrowser(chromium, [HOME]),
      userDir,
    );
  }

  get page(): Page {
    if (this.opened === undefined) throw new Error('The editor is not open');
    return this.opened;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
    await this.cloud.close();
    rmSync(this.userDir, { recursive: true, force: true });
  }

  /**
   * Opens the editor, by itself or at the address of a proxy in front of it.
   * @param enter what is done before the editor shows, such as a login
   */
  async show(url = this.nodeRed.url, enter?: (page: Page) => Promise<void>): Promise<void> {
    const { page, faults } = await openEditor(this.browser, url, enter);
    page.setDefaultTimeout(15_000);
    this.opened = page;
    this.faults = faults;
  }

  /** Opens the editor in a language, as its setting does. */
  showIn(lang: string): Promise<void> {
    return this.show(this.nodeRed.url, async (page) => {
      await page.evaluate(`localStorage.setItem('editor-language', '${lang}')`);
      await page.reload();
    });
  }

  /** Opens the account's dialog; `_ADD_` for the one of a new account. */
  async open(id = 'a'): Promise<void> {
    await this.page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${id}', 'node-config-input')`);
    await this.page.locator('#tuya-config-test').waitFor();
    // A dialog takes the focus once it has slid in.
    await this.page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
  }

  async cancel(): Promise<void> {
    await this.page.locator('#node-config-dialog-cancel').click();
    await this.page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
  }

  /** Enters something into a field, or chooses it. */
  async enter(name: string, value: string): Promise<void> {
    const selector = `#node-config-input-${name}`;
    const field = this.page.locator(selector);
    const isSelect = await this.page.evaluate<boolean>(`$('${selector}').is('select')`);
    if (isSelect) await field.selectOption(value);
    else await field.fill(value);
  }

  /** Presses Test connection and waits for the end. */
  async test(): Promise<Row[]> {
    await this.page.locator('#tuya-config-test').click();
    return this.ended();
  }

  /** Waits until nothing is under way any more. */
  async ended(): Promise<Row[]> {
    await this.page.waitForFunction("$('#tuya-config-stop').is(':hidden')");
    return this.rows();
  }

  /** The rows with a verdict. */
  rows(): Promise<Row[]> {
    return this.page.evaluate<Row[]>(`$('#tuya-config-results li:has(.tuya-verdict)').toArray().map((li) => {
      const text = (selector) => $(li).find(selector).text();
      const [verdict, name, message, hint] = ['.tuya-verdict', 'b', '.tuya-message', '.tuya-hint'].map(text);
      return { verdict, name, message, hint, icon: /fa-(check|times|minus|circle-o-notch)/.exec($(li).find('i')[0].className)[1] };
    })`);
  }

  /** The row of this name, once it has a verdict of this kind. */
  async row(name: string, verdict: 'good' | 'failed' | 'not tried' | 'waiting …'): Promise<void> {
    const found = `$('#tuya-config-results li').toArray().some((li) =>
      $(li).find('b').text() === ${JSON.stringify(name)} && $(li).find('.tuya-verdict').text() === '${verdict}')`;
    await this.page.waitForFunction(found);
  }
}

/**
 * An editor for a suite; without Chromium the suite is skipped, except where CI is set. Before each test it has forgotten all calls and
 * faults, and its dialog is closed after each.
 */
export function useAccountEditor(
  settings: Settings = {},
  account: Record<string, unknown> = {},
): () => AccountEditor {
  let editor: AccountEditor | undefined;
  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    editor = await AccountEditor.start(chromium, settings, account);
  });
  beforeEach(() => {
    const { cloud } = must(editor);
    cloud.clearFaults();
    cloud.forgetCalls();
    cloud.clockOffset = 0;
    cloud.messages.clearFaults();
  });
  after(() => editor?.close());
  return () => must(editor);
}

function must(editor: AccountEditor | undefined): AccountEditor {
  if (editor === undefined) throw new Error('The editor does not run');
  return editor;
}
