import type { Page } from 'playwright-core';

/** The dialog of a node in the editor: opened, closed, and what the node holds after. */
export class Dialog {
  constructor(
    private readonly page: Page,
    readonly node: string,
  ) {}

  async open(): Promise<void> {
    await this.page.evaluate(`RED.editor.edit(RED.nodes.node('${this.node}'))`);
    await this.isOpen();
  }

  /** A dialog takes the focus once it has slid in. */
  async isOpen(): Promise<void> {
    await this.page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
  }

  async close(button: 'ok' | 'cancel' = 'ok'): Promise<void> {
    await this.page.locator(`#node-dialog-${button}`).click();
    await this.page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
  }

  /** Properties of the node as they are kept. */
  kept(...names: string[]): Promise<Record<string, unknown>> {
    return this.page.evaluate(
      `((node) => Object.fromEntries(${JSON.stringify(names)}.map((name) => [name, node[name]])))(RED.nodes.node('${this.node}'))`,
    );
  }

  /** Whether Node-RED shows the node as changed. */
  isChanged(): Promise<boolean> {
    return this.page.evaluate<boolean>(`RED.nodes.node('${this.node}').changed === true`);
  }

  /** Sets an account by its name, as a person does. */
  async account(label: string): Promise<void> {
    await this.page.locator('#node-input-account').selectOption({ label });
  }

  /** Finds a call by words, and takes the first that fits. */
  async find(words: string): Promise<void> {
    await this.page.locator('#tuya-request-search').fill(words);
    await this.page.locator('#tuya-request-found li').first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Chooses a device by its name. */
  async device(name: string): Promise<void> {
    await this.page.locator('#tuya-request-pick-device').click();
    await this.page.locator('#tuya-request-row-device .tuya-picker input').fill(name);
    await this.page.locator('#tuya-request-row-device .tuya-picker li', { hasText: name }).first().click();
  }

  /** What the body holds at the moment. */
  async body(): Promise<unknown> {
    return JSON.parse(await this.page.locator('#node-input-body').inputValue());
  }
}
