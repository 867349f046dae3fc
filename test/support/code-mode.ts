import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helper, startFlow } from './flow-rig';
import type { FlowSettings, Msg, Running } from './flow-rig';

/** The node under test: what it does comes with the message. */
export const TOKEN = { type: 'tuya-token', action: '', property: 'payload', propertyType: 'msg' };
export const CALLBACK = 'https://me.example/callback';
/** What makes the rig's account one of code mode. */
export const ACCOUNT = { mode: 'code', redirectUrl: CALLBACK };

/** What an endpoint of the editor answers. */
export interface Reply {
  status: number;
  body: Record<string, unknown>;
  text: string;
  header: Record<string, string>;
}

/** A flow in code mode, its dialog, and a user directory that is gone after each test. */
export class CodeMode {
  userDir = '';
  private running: Running | undefined;

  get flow(): Running {
    if (this.running === undefined) throw new Error('No flow was started');
    return this.running;
  }

  open(): void {
    this.userDir = mkdtempSync(join(tmpdir(), 'tuya-user-'));
    helper.settings({ userDir: this.userDir, uiHost: '127.0.0.1' });
  }

  async close(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
    helper.settings({});
    rmSync(this.userDir, { recursive: true, force: true });
  }

  /** Starts a flow with a `tuya-token` node and an account in code mode. */
  async start(node: Record<string, unknown> = {}, settings: FlowSettings = {}): Promise<Running> {
    this.running = await startFlow({ ...TOKEN, ...node }, { account: ACCOUNT, ...settings });
    return this.running;
  }

  /** The users' files, wherever they are in the folder of tokens. */
  storedFiles(): string[] {
    const folder = join(this.userDir, 'tuya-tokens');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /[0-9a-f]{40}\.token$/.test(name),
    );
  }

  /** Sends a user through the login of a flow. */
  async authorize(uid: string): Promise<Msg> {
    const { state } = (await this.flow.ask({ action: 'authorize' })).payload as { state: string };
    const code = this.flow.cloud.issueCode(uid);
    return this.flow.ask({ action: 'exchange', req: { query: { code, state } } });
  }

  /** Asks an endpoint of the editor. */
  async request(method: 'get' | 'post' | 'delete', path: string, body?: unknown): Promise<Reply> {
    const started = helper.request()[method](path);
    return await (body === undefined ? started : started.send(body as object));
  }

  /** The dialog's form. */
  form(more: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      id: 'a',
      dataCenter: 'custom',
      baseUrl: this.flow.cloud.url,
      mode: 'code',
      timeout: '5',
      rateLimit: '0',
      credentials: { client_id: this.flow.cloud.client_id, secret: '__PWRD__' },
      ...more,
    };
  }

  /** Begins a login from the dialog; resolves with its state. */
  async startLogin(more: Record<string, unknown> = {}): Promise<string> {
    const { body } = await this.request('post', '/tuya-config/oauth/start', this.form(more));
    return new URL(String(body.url)).searchParams.get('state') ?? '';
  }

  /** What a user's browser does after a login. */
  comeBack(query: Record<string, string>): Promise<Reply> {
    return this.request('get', `/tuya-config/oauth/callback?${new URLSearchParams(query).toString()}`);
  }

  /** Deploys the flow again, its account changed or, for undefined, without it. */
  async redeploy(change: Record<string, unknown> | undefined): Promise<void> {
    const own = {
      id: 'a',
      type: 'tuya-config',
      dataCenter: 'custom',
      baseUrl: this.flow.cloud.url,
      timeout: 5,
      rateLimit: 0,
      ...ACCOUNT,
    };
    const rest = [
      { id: 't', type: 'tab' },
      { id: 'n', z: 't', account: 'a', ...TOKEN, wires: [['out']] },
      { id: 'c', z: 't', type: 'catch', scope: ['n'], uncaught: false, wires: [['out']] },
      { id: 'out', z: 't', type: 'helper' },
    ];
    const whole = change === undefined ? rest : [{ ...own, ...change }, ...rest];
    await helper.setFlows(whole, 'full');
  }
}

/** A rig for a suite whose tests start a flow in code mode. */
export function useCodeMode(): CodeMode {
  const rig = new CodeMode();
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  beforeEach(() => {
    rig.open();
  });
  afterEach(() => rig.close());
  return rig;
}
