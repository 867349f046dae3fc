import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { helper, startFlow } from './flow-rig';
import type { Running } from './flow-rig';
import { forgetCallback } from '../../nodes/runtime/admin/callback-address';
import { PATHS } from '../../nodes/shared/admin';
import type { UsersAnswer } from '../../nodes/shared/admin';

/** An answer of an admin endpoint. */
export interface Reply {
  status: number;
  body: Record<string, unknown>;
  text: string;
}

/** An account in code mode, a token node that takes its action from the message, and a dialog that asks about the account. */
export class DialogRig {
  userDir = '';
  private running: Running | undefined;

  get flow(): Running {
    if (this.running === undefined) throw new Error('The flow does not run');
    return this.running;
  }

  /** @param uiHost the host of settings.js, to which logins return that name no callback */
  async start(
    account: Record<string, unknown> = {},
    more: Record<string, unknown>[] = [],
    { credentials, uiHost = '127.0.0.1' }: { credentials?: Record<string, string>; uiHost?: string } = {},
  ): Promise<void> {
    this.userDir = mkdtempSync(join(tmpdir(), 'tuya-user-'));
    helper.settings({ userDir: this.userDir, uiHost });
    const node = { type: 'tuya-token', action: '', property: 'payload', propertyType: 'msg' };
    this.running = await startFlow(node, {
      account: { mode: 'code', ...account },
      more,
      ...(credentials === undefined ? {} : { credentials }),
    });
  }

  async stop(): Promise<void> {
    await this.flow.stop();
    forgetCallback('a');
    helper.settings({});
    rmSync(this.userDir, { recursive: true, force: true });
  }

  /** The dialog's form, with the secret typed in. */
  form(more: Record<string, unknown> = {}): Record<string, unknown> {
    const { client_id, secret, url } = this.flow.cloud;
    const credentials = { client_id, secret };
    return {
      id: 'a',
      dataCenter: 'custom',
      baseUrl: url,
      mode: 'code',
      timeout: '5',
      rateLimit: '0',
      credentials,
      ...more,
    };
  }

  async post(path: string, body: object): Promise<Reply> {
    return await helper.request().post(`/${path}`).send(body);
  }

  async get(path: string): Promise<Reply> {
    return await helper.request().get(path);
  }

  /** Begins a login; answers its state. */
  async startLogin(more: Record<string, unknown> = {}): Promise<string> {
    const { body } = await this.post(PATHS.startLogin, this.form(more));
    return new URL(String(body.url)).searchParams.get('state') ?? '';
  }

  /** The user's browser comes back. */
  comeBack(state: string, uid: string): Promise<Reply> {
    const query = new URLSearchParams({ state, code: this.flow.cloud.issueCode(uid) });
    return this.get(`/${PATHS.callback}?${query.toString()}`);
  }

  async users(id: string, search = ''): Promise<UsersAnswer> {
    const { body } = await this.get(`/tuya-config/${id}/users?search=${search}`);
    return body as unknown as UsersAnswer;
  }

  /** Sealed pairs on the disk. */
  sealed(): string[] {
    const folder = join(this.userDir, 'tuya-tokens');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.token'),
    );
  }
}
