import type { ConsoleMessage, Page, Request, WebSocket } from 'playwright-core';
import { rawKeysIn } from './languages';

/** What nobody may see, each by the name under which a finding tells of it; a pattern where the value is not known. */
export type Secrets = Readonly<Record<string, string | RegExp>>;

/**
 * Node-RED 5 shows a tip a second after its settings are read, into a box that it makes once its keys have come: it stumbles where that takes
 * longer. No script of ours has the word.
 */
const TIP_TOO_EARLY = "Cannot read properties of undefined (reading 'html')";

/** What was typed by hand into a field of a password is known to who typed it. */
const NOTE_TYPING = `window.tuyaTyped = new WeakSet();
  document.addEventListener('input', ({ target }) => window.tuyaTyped.add(target), true);`;

/** All that the page holds, by the place where it stands; and what of it is seen. */
const HELD = `(() => {
  const held = { 'the page': document.documentElement.outerHTML, localStorage: JSON.stringify({ ...localStorage }),
    sessionStorage: JSON.stringify({ ...sessionStorage }) };
  for (const field of document.querySelectorAll('input, textarea'))
    if (field.type !== 'password' || !window.tuyaTyped?.has(field)) held['the field ' + field.id] = field.value;
  const names = ['title', 'placeholder', 'aria-label', 'alt'];
  const named = [...document.querySelectorAll(names.map((name) => '[' + name + ']').join())];
  const seen = named.flatMap((one) => names.map((name) => one.getAttribute(name) ?? ''));
  return { held, seen: [document.body.innerText, ...seen].join('\\n') };
})()`;

/**
 * Watches a page of the editor: notes its errors, and looks for what must never be in it. Fetched scripts and styles are not read: they are
 * the same for everybody.
 */
export class Watch {
  /** Errors of the page and of its console, also requests that failed. */
  readonly faults: string[] = [];
  /** What came in since the last look, each with from where. */
  private heard: [where: string, text: string][] = [];
  private readonly reading = new Set<Promise<void>>();

  private constructor(
    private readonly page: Page,
    private readonly secrets: () => Secrets,
  ) {}

  static async over(page: Page, secrets: () => Secrets): Promise<Watch> {
    const watch = new Watch(page, secrets);
    await page.addInitScript(NOTE_TYPING);
    page.on('pageerror', ({ message }) => {
      if (message !== TIP_TOO_EARLY) watch.faults.push(message);
    });
    page.on('console', (message) => {
      watch.noteConsole(message);
    });
    page.on('requestfinished', (request) => {
      watch.listen(request);
    });
    page.on('websocket', (socket) => {
      watch.listenTo(socket);
    });
    return watch;
  }

  /** What the page holds now, or was sent since the last look, that it must not: secrets, and keys of texts in a text's place. */
  async look(): Promise<string[]> {
    await Promise.all(this.reading);
    const heard = this.heard.splice(0);
    if (this.page.isClosed()) return this.found(heard);
    const { held, seen } = await this.page.evaluate<{ held: Record<string, string>; seen: string }>(HELD);
    return [
      ...this.found([...heard, ...Object.entries(held)]),
      ...rawKeysIn(seen).map((key) => `the key ${key} is seen`),
    ];
  }

  private found(places: [where: string, text: string][]): string[] {
    const found = new Set<string>();
    for (const [name, secret] of Object.entries(this.secrets())) {
      for (const [where, text] of places) {
        if (typeof secret === 'string' ? text.includes(secret) : secret.test(text))
          found.add(`${where} holds ${name}`);
      }
    }
    return [...found];
  }

  private noteConsole(message: ConsoleMessage): void {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    this.faults.push(`${message.text()}${url === '' ? '' : ` (${url})`}`);
  }

  private listen(request: Request): void {
    if (!['xhr', 'fetch'].includes(request.resourceType())) return;
    const reading = request
      .response()
      .then(async (response) => {
        const text = (await response?.text()) ?? '';
        this.heard.push([`the answer of ${new URL(request.url()).pathname}`, text]);
      })
      .catch(() => undefined); // the page that asked has gone
    this.reading.add(reading);
    void reading.finally(() => this.reading.delete(reading));
  }

  private listenTo(socket: WebSocket): void {
    socket.on('framereceived', ({ payload }) => {
      this.heard.push(['a message to the editor', String(payload)]);
    });
  }
}
