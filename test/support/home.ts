import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import should from 'should';
import { startCloud } from '../simulator/index';
import type { Cloud, CloudOptions } from '../simulator/index';
import { findChromium, openBrowser, openEditor } from './browser';
import type { Opening } from './browser';
import { MACHINES } from './languages';
import type { Language } from './languages';
import { makeUserDir, startNodeRed } from './node-red';
import type { Credentials, NodeRed, Settings } from './node-red';
import { secretsOf } from './secrets';
import type { Secrets, Watch } from './watch';

/** What a page says of requests that are not answered, or cut off, while Node-RED is away. */
export const UNANSWERED = /ERR_(CONNECTION_(REFUSED|RESET|CLOSED)|EMPTY_RESPONSE)|\/comms/;

/** What is at a home when somebody comes. */
export interface Furnishing {
  cloud?: Partial<CloudOptions>;
  settings?: Settings;
  /** What the environment of Node-RED says besides. */
  env?: Record<string, string>;
  /** What the machine and its browser speak. */
  language?: Language;
  /** Names of hosts that the browser finds on this machine. */
  hosts?: readonly string[];
  /** What is deployed; nothing, where none is given. */
  flow?: (cloud: Cloud) => object[];
  credentials?: (cloud: Cloud) => Credentials;
}

/** A house on a simulated cloud, a Node-RED of its own, and a browser with its editor. */
export class Home {
  private opened: { page: Page; faults: string[]; watch: Watch } | undefined;
  /** Tokens stay secret when they have ended. */
  private readonly tokens = new Set<string>();

  private constructor(
    readonly cloud: Cloud,
    public nodeRed: NodeRed,
    readonly browser: Browser,
    private readonly userDir: string,
    private readonly furnishing: Furnishing,
  ) {}

  static async start(chromium: string, furnishing: Furnishing): Promise<Home> {
    const cloud = await startCloud(furnishing.cloud);
    cloud.messages.rule = true;
    const { flow = () => [], credentials = () => ({}), hosts } = furnishing;
    const userDir = makeUserDir(flow(cloud), credentials(cloud));
    const nodeRed = await startIn(userDir, furnishing);
    return new Home(cloud, nodeRed, await openBrowser(chromium, hosts), userDir, furnishing);
  }

  get page(): Page {
    return this.open.page;
  }

  /** What went wrong in the page. */
  get faults(): string[] {
    return this.opened?.faults ?? [];
  }

  /** Opens the editor: by itself, or at another address that leads to it. */
  async show({ url = this.nodeRed.url, ...how }: Opening & { url?: string | undefined } = {}): Promise<void> {
    const language = MACHINES[this.furnishing.language ?? 'en-US'].browser;
    this.opened = await openEditor(this.browser, url, { language, secrets: () => this.secrets(), ...how });
    this.page.setDefaultTimeout(15_000);
  }

  /** Takes a picture into the folder that TUYA_PICTURES names. */
  async picture(name: string): Promise<void> {
    const folder = process.env.TUYA_PICTURES;
    if (folder !== undefined) await this.opened?.page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** What must not be in the page and is. */
  async look(): Promise<string[]> {
    return (await this.opened?.watch.look()) ?? [];
  }

  /** What nobody may see, wherever it stands. */
  secrets(): Secrets {
    for (const token of this.cloud.issuedTokens) this.tokens.add(token);
    const [secret = '', password = '', key = ''] = secretsOf(this.cloud);
    const tokens = [...this.tokens].map((token, at) => [`the token ${at + 1}`, token] as const);
    return {
      'the secret': secret,
      'the password of its messages': password,
      'the key of its messages': key,
      ...Object.fromEntries(tokens),
    };
  }

  /** Stops Node-RED. */
  async sleep(): Promise<void> {
    await this.nodeRed.stop();
  }

  /** Starts Node-RED again, at the same address. */
  async wake(): Promise<void> {
    const port = Number(new URL(this.nodeRed.url).port);
    const { settings, ...rest } = this.furnishing;
    this.nodeRed = await startIn(this.userDir, { ...rest, settings: { ...settings, port } });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
    await this.cloud.close();
    rmSync(this.userDir, { recursive: true, force: true });
  }

  private get open(): { page: Page } {
    if (this.opened === undefined) throw new Error('The editor is not open');
    return this.opened;
  }
}

/** Starts a Node-RED that speaks as its machine does. */
function startIn(
  userDir: string,
  { settings = {}, env = {}, language = 'en-US' }: Furnishing,
): Promise<NodeRed> {
  const { LANG } = MACHINES[language];
  return startNodeRed(userDir, settings, { LANG, LC_ALL: LANG, ...env });
}

/**
 * A home for a suite; without Chromium the suite is skipped, except where CI is set. After each test the page holds no secret and no raw
 * key.
 */
export function useHome(furnishing: Furnishing | (() => Promise<Furnishing>) = {}): () => Home {
  let home: Home | undefined;
  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    home = await Home.start(chromium, typeof furnishing === 'function' ? await furnishing() : furnishing);
  });
  afterEach(async function () {
    const { state, title = '' } = this.currentTest ?? {};
    if (state === 'failed') await home?.picture(`failed ${title.replace(/\W+/g, ' ')}`);
    should(await home?.look()).eql([]);
  });
  after(() => home?.close());
  return () => {
    if (home === undefined) throw new Error('Nobody is at home');
    return home;
  };
}
