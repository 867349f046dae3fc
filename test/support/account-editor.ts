import type { Browser, Page } from 'playwright-core';
import type { Cloud } from '../simulator/index';
import { Home, useHome } from './home';
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

/** An account in a home, and its dialog. */
export class AccountEditor {
  constructor(private readonly home: Home) {}

  get cloud(): Cloud {
    return this.home.cloud;
  }
  get nodeRed(): NodeRed {
    return this.home.nodeRed;
  }
  get browser(): Browser {
    return this.home.browser;
  }
  get page(): Page {
    return this.home.page;
  }
  /** What went wrong in the page. */
  get faults(): readonly string[] {
    return this.home.faults;
  }

  /**
   * Opens the editor, by itself or at the address of a proxy in front of it.
   * @param enter what is done before the editor shows, such as a login
   */
  show(url?: string, enter?: (page: Page) => Promise<void>): Promise<void> {
    return this.home.show({ url, enter });
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

/** An account in a home for a suite: a flow of one button, and an account with its key. Before each test the cloud has forgotten all calls and faults. */
export function useAccountEditor(
  settings: Settings = {},
  account: Record<string, unknown> = {},
): () => AccountEditor {
  const home = useHome({
    settings,
    hosts: [HOME],
    flow: ({ url }) => [
      { id: 't', type: 'tab', label: 'Flow 1' },
      { id: 'i', type: 'inject', z: 't', x: 200, y: 100, wires: [[]] },
      {
        id: 'a',
        type: 'tuya-config',
        name: 'mine',
        dataCenter: 'custom',
        baseUrl: url,
        mode: 'simple',
        ...account,
      },
    ],
    credentials: ({ client_id, secret }) => ({ a: { client_id, secret } }),
  });
  beforeEach(() => {
    const { cloud } = home();
    cloud.clearFaults();
    cloud.forgetCalls();
    cloud.clockOffset = 0;
    cloud.messages.clearFaults();
  });
  return () => new AccountEditor(home());
}
