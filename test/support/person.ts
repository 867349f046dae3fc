import type { Locator, Page } from 'playwright-core';
import 'should';
import { dragIn, wire } from './canvas';
import type { Home } from './home';
import { englishIn, textsOf } from './languages';
import type { Language } from './languages';

/** All of ours that is seen: dialogs, nodes with what stands below them, notes, and what the debug sidebar says. */
const OURS = `(() => {
  const seen = [];
  for (const place of document.querySelectorAll('.red-ui-tray, .red-ui-notification, .red-ui-debug-msg-payload, .red-ui-flow-node-group')) {
    seen.push(place.innerText ?? place.textContent, place.textContent);
    for (const one of place.querySelectorAll('option')) seen.push(one.textContent);
    for (const name of ['title', 'placeholder', 'aria-label'])
      for (const one of place.querySelectorAll('[' + name + ']')) seen.push(one.getAttribute(name));
  }
  return seen.join('\\n');
})()`;

/** Somebody at the editor, who has a mouse and a keyboard and reads one language. */
export class Person {
  constructor(
    private readonly home: Home,
    readonly language: Language = 'en-US',
  ) {}

  get page(): Page {
    return this.home.page;
  }

  /** What a text of ours says in the person's language: `tuya-config.button.test`. */
  read(key: string): string {
    const text = textsOf(this.language).get(key);
    if (text === undefined) throw new Error(`There is no text ${key} in ${this.language}`);
    return text;
  }

  /** Everything of ours that is in sight is in the person's language, and nothing is there that must not be. */
  async understands(): Promise<void> {
    const { devices } = this.home.cloud;
    // What its maker calls a device and what it does, and what Tuya calls its calls, is called so everywhere.
    const names = [
      ...devices.map(({ name }) => name),
      ...devices.flatMap(({ points }) => points.map(({ name }) => name)),
    ];
    const seen = await this.page.evaluate<string>(OURS);
    englishIn(seen, this.language, names).should.eql([]);
    (await this.home.look()).should.eql([]);
  }

  /** Drags a node from the palette; resolves with its id. */
  place(type: string, x: number, y: number): Promise<string> {
    return dragIn(this.page, type, x, y);
  }

  wire(from: string, to: string): Promise<void> {
    return wire(this.page, from, to);
  }

  node(id: string): Locator {
    return this.page.locator(`[id="${id}"]`);
  }

  /** Opens the dialog of a node. */
  async open(id: string): Promise<void> {
    await this.node(id).dblclick();
    await this.slidIn();
  }

  /** A dialog takes the focus once it has slid in. */
  async slidIn(): Promise<void> {
    await this.page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
  }

  /** Closes the dialog of a node. */
  async done(): Promise<void> {
    await this.page.locator('#node-dialog-ok').click();
    await this.page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
  }

  /** Types into a field, over what is there. */
  async type(field: string | Locator, text: string): Promise<void> {
    const one = typeof field === 'string' ? this.page.locator(field) : field;
    await one.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.type(text);
  }

  /** Presses + beside the account of the open dialog. */
  async beginAccount(): Promise<void> {
    await this.page.locator('#node-input-btn-account-add').click();
    await this.page.locator('#tuya-config-test').waitFor();
    await this.slidIn();
  }

  /** Opens the account that is chosen in the open dialog. */
  async openAccount(): Promise<void> {
    await this.page.locator('#node-input-btn-account-edit').click();
    await this.page.locator('#tuya-config-test').waitFor();
    await this.slidIn();
  }

  /** Enters the key and the address of the house. */
  async enterKey({ secret = this.home.cloud.secret, url = this.home.cloud.url } = {}): Promise<void> {
    const field = '#node-config-input-';
    await this.type(`${field}name`, 'Home');
    await this.page.locator(`${field}dataCenter`).selectOption('custom');
    await this.type(`${field}baseUrl`, url);
    await this.type(`${field}client_id`, this.home.cloud.client_id);
    await this.type(`${field}secret`, secret);
  }

  /** Tests the account, unless that is under way; resolves with the rows when it has ended. */
  async test(): Promise<{ verdict: string; text: string }[]> {
    const { page } = this;
    if (!(await page.locator('#tuya-config-stop').isVisible()))
      await page.locator('#tuya-config-test').click();
    await page.waitForFunction(
      "$('#tuya-config-stop').is(':hidden') && $('#tuya-config-results .tuya-verdict').length > 0 && $('.tuya-outdated').length === 0",
    );
    return page.evaluate(`$('#tuya-config-results li:has(.tuya-verdict)').toArray().map((li) =>
      ({ verdict: $(li).find('.tuya-verdict').text(), text: li.innerText }))`);
  }

  /** Adds the account, or updates it. */
  async keepAccount(): Promise<void> {
    await this.page.locator('#node-config-dialog-ok').click();
    await this.page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
    await this.page.locator('#node-dialog-ok').waitFor();
  }

  /** Finds a call by words and takes the first that fits. */
  async find(words: string): Promise<void> {
    await this.type('#tuya-request-search', words);
    await this.page.locator('#tuya-request-found li').first().click();
  }

  /** Chooses a device of the open dialog by its name. */
  async choose(node: 'request' | 'event', name: string): Promise<void> {
    const row = this.page.locator(
      node === 'request' ? '#tuya-request-row-device' : '#tuya-event-row-devices',
    );
    await this.page.locator(`#tuya-${node}-pick-device`).click();
    await this.type(row.locator('.tuya-picker input'), name);
    const found = row.locator('.tuya-picker li', { hasText: name }).first();
    await found.waitFor();
    await this.understands();
    await found.click();
  }

  /** Sets the value that the open dialog of a request offers first to on. */
  async switchOn(): Promise<void> {
    await this.page.locator('#tuya-request-values-list > li').first().getByRole('switch').check();
  }

  /** Deploys, and waits until the flows run. */
  async deploy(): Promise<void> {
    const running = this.home.nodeRed.started();
    await this.page.locator('#red-ui-header-button-deploy').click();
    await running;
    await this.page.locator('#red-ui-header-button-deploy.disabled').waitFor();
  }

  /** Presses the button of an inject node. */
  async press(button: string): Promise<void> {
    await this.node(button).locator('.red-ui-flow-node-button-button').click();
  }

  /** Looks at the debug sidebar, by its key. */
  async openSidebar(): Promise<void> {
    await this.page.locator('.red-ui-flow-node-group').first().waitFor();
    await this.page.keyboard.press('Control+g');
    await this.page.keyboard.press('d');
    await this.page.locator('.red-ui-debug-content-list').waitFor();
  }

  /** The newest message of the debug sidebar that says something. */
  async hears(text: RegExp): Promise<string> {
    const line = this.page.locator('.red-ui-debug-msg', { hasText: text }).last();
    await line.waitFor();
    return line.innerText();
  }

  /** What stands below a node, once it is this. */
  async sees(id: string, text: string | RegExp): Promise<void> {
    await this.node(id).locator('.red-ui-flow-node-status-label', { hasText: text }).waitFor();
  }
}
