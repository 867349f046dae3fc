import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import should from 'should';
import type { Stage } from '../../nodes/shared/admin';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { logIn } from '../support/log-in';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';
import { startPortDroppingProxy, startReverseProxy } from '../support/reverse-proxy';
import type { ReverseProxy } from '../support/reverse-proxy';

const { hashSync } = createRequire(require.resolve('node-red'))('bcryptjs') as {
  hashSync: (password: string, rounds: number) => string;
};
const ROOT = '/red';
const CALLBACK = '/tuya-config/oauth/callback';
const PASSWORD = 'a-password-of-the-editor';

const user = (username: string, permissions: string): object => ({
  username,
  permissions,
  password: hashSync(PASSWORD, 4),
});

type Method = 'GET' | 'POST' | 'DELETE';
const WRITING: [Method, string][] = [
  ['POST', '/tuya-config/test'],
  ['POST', '/tuya-config/find-data-center'],
  ['POST', '/tuya-config/devices'],
  ['POST', '/tuya-config/codes'],
  ['POST', '/tuya-config/model'],
  ['POST', '/tuya-config/oauth/start'],
  ['POST', '/tuya-config/oauth/exchange'],
  ['POST', '/tuya-config/oauth/cancel'],
  ['DELETE', '/tuya-config/a/users/uid-anna'],
];
const READING: [Method, string][] = [
  ['GET', '/tuya-config/a/users'],
  ['GET', '/tuya-config/a/report'],
  ['GET', '/tuya-config/a/usage'],
];

interface Reply {
  status: number;
  text: string;
  body: Record<string, unknown>;
}

describe('the admin endpoints below httpAdminRoot, with adminAuth', function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let nodeRed: NodeRed | undefined;
  let proxy: ReverseProxy | undefined;
  let userDir: string;
  let owner: string;
  let reader: string;
  /** All that the endpoints have answered. */
  let said: string[];

  beforeEach(async () => {
    said = [];
    cloud = await startCloud();
    const account = { id: 'a', type: 'tuya-config', dataCenter: 'custom', baseUrl: cloud.url, mode: 'code' };
    userDir = makeUserDir([{ id: 't', type: 'tab' }, account], {
      a: { client_id: cloud.client_id, secret: cloud.secret },
    });
    const users = [user('owner', '*'), user('reader', 'read')];
    nodeRed = await startNodeRed(userDir, {
      httpAdminRoot: ROOT,
      adminAuth: { type: 'credentials', users },
    });
    owner = await editorToken('owner');
    reader = await editorToken('reader');
  });
  afterEach(async () => {
    await nodeRed?.stop();
    await proxy?.close();
    await cloud.close();
    rmSync(userDir, { recursive: true, force: true });
    nodeRed = proxy = undefined;
  });

  const at = (path: string): string => `${nodeRed?.url ?? ''}${ROOT}${path}`;

  async function editorToken(username: string): Promise<string> {
    const fields = { client_id: 'node-red-admin', grant_type: 'password', scope: '' };
    const body = new URLSearchParams({ ...fields, username, password: PASSWORD });
    const reply = (await (await fetch(at('/auth/token'), { method: 'POST', body })).json()) as {
      access_token: string;
    };
    return reply.access_token;
  }

  async function ask(
    method: Method,
    address: string,
    token = '',
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Reply> {
    const response = await fetch(address, {
      method,
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    said.push(JSON.stringify([...response.headers]), text);
    const json = response.headers.get('content-type')?.includes('json');
    return {
      status: response.status,
      text,
      body: json === true ? (JSON.parse(text) as Record<string, unknown>) : {},
    };
  }

  /** The dialog's form; the secret is the stored one. */
  const form = (more: object = {}): object => ({
    id: 'a',
    dataCenter: 'custom',
    baseUrl: cloud.url,
    mode: 'code',
    credentials: { client_id: cloud.client_id, secret: '__PWRD__' },
    ...more,
  });

  const uids = async (token: string): Promise<unknown> => {
    const { body } = await ask('GET', at('/tuya-config/a/users'), token);
    return (body.users as { uid: string }[]).map(({ uid }) => uid);
  };

  /** Authorizes a user by a pasted code. */
  const paste = (uid: string): Promise<Reply> =>
    ask('POST', at('/tuya-config/oauth/exchange'), owner, form({ code: cloud.issueCode(uid) }));

  it('A12: without a token each of them is a 401', async () => {
    for (const [method, path] of [...WRITING, ...READING]) {
      for (const token of ['', 'not-a-token']) {
        const { status, text } = await ask(method, at(path), token);
        status.should.equal(401, `${method} ${path}`);
        text.should.match(/^(Unauthorized)?$/);
      }
    }
    cloud.calls.should.have.length(0);
  });

  it('A12: a reader sees who has authorized and changes nothing', async () => {
    (await paste('uid-anna')).status.should.equal(200);
    const calls = cloud.calls.length;
    should(await uids(reader)).eql(['uid-anna']);
    for (const [method, path] of WRITING) {
      const refused = await ask(method, at(path), reader, method === 'POST' ? form() : undefined);
      refused.status.should.be.equalOneOf([401, 403]);
    }
    cloud.calls.should.have.length(calls);
    should(await uids(reader)).eql(['uid-anna']);
  });

  it('the owner may do all of it', async () => {
    const tested = await ask('POST', at('/tuya-config/test'), owner, form());
    (tested.body.stages as Stage[]).every(({ ok }) => ok).should.be.true();
    (await paste('uid-anna')).body.should.eql({ uid: 'uid-anna' });
    const picked = await ask('POST', at('/tuya-config/devices'), owner, form());
    (picked.body.devices as object[]).length.should.be.above(0);
    // Without a form it ends before it asks anybody; it was let in all the same.
    (await ask('POST', at('/tuya-config/find-data-center'), owner, {})).status.should.equal(400);
    should(await uids(owner)).eql(['uid-anna']);
    (await ask('DELETE', at('/tuya-config/a/users/uid-anna'), owner)).status.should.equal(200);
    should(await uids(owner)).eql([]);
  });

  it('a user comes back to the callback below the root, which asks for no token', async () => {
    const { body } = await ask('POST', at('/tuya-config/oauth/start'), owner, form());
    const address = new URL(String(body.url));
    should(address.searchParams.get('redirect_uri')).equal(at(CALLBACK));
    const back = await logIn(address.href, 'uid-anna');
    back.should.startWith(`${at(CALLBACK)}?`);
    const page = await ask('GET', back);
    page.status.should.equal(200);
    page.text.should.match(/Authorized/);
    should(await uids(reader)).eql(['uid-anna']);
    (await ask('GET', back)).status.should.equal(400);
  });

  it('a user comes back through a reverse proxy that redirectUrl names', async () => {
    proxy = await startReverseProxy('/house', `${nodeRed?.url ?? ''}${ROOT}`);
    const redirectUrl = `${proxy.origin}/house${CALLBACK}`;
    // The editor itself is open behind the proxy.
    const { status, body } = await ask(
      'POST',
      `${proxy.origin}/house/tuya-config/oauth/start`,
      owner,
      form({ redirectUrl }),
      { origin: proxy.origin },
    );
    status.should.equal(200);
    const address = new URL(String(body.url));
    should(address.searchParams.get('redirect_uri')).equal(redirectUrl);
    const back = await logIn(address.href, 'uid-ben');
    back.should.startWith(`${redirectUrl}?`);
    (await ask('GET', back)).status.should.equal(200);
    should(await uids(owner)).eql(['uid-ben']);
  });

  it('A15: the editor works behind a reverse proxy that drops the port', async () => {
    proxy = await startPortDroppingProxy(nodeRed?.url ?? '');
    const through = `${proxy.origin}${ROOT}/tuya-config/test`;
    const { body } = await ask('POST', through, owner, form(), { origin: proxy.origin });
    (body.stages as Stage[]).every(({ ok }) => ok).should.be.true();
    for (const origin of ['http://evil.example', 'null']) {
      const foreign = await ask('POST', through, owner, form(), { origin });
      foreign.status.should.equal(403, origin);
      String(foreign.body.hint).should.match(/proxy_set_header Host/);
    }
  });

  it('A15: a page of another origin gets nothing, with the owner’s own login too', async () => {
    const calls = cloud.calls.length;
    for (const [method, path] of [...WRITING, ...READING]) {
      for (const token of [owner, reader, '']) {
        for (const headers of [{ origin: 'http://evil.example' }, { 'sec-fetch-site': 'cross-site' }]) {
          const body = method === 'POST' ? form() : undefined;
          const refused = await ask(method, at(path), token, body, headers);
          refused.status.should.equal(403, `${method} ${path}`);
        }
      }
    }
    cloud.calls.should.have.length(calls);
  });

  it('A9: no reply and no log holds a secret, a token or a code, even when the cloud repeats what it was sent', async () => {
    const { body } = await ask('POST', at('/tuya-config/oauth/start'), owner, form());
    const back = await logIn(String(body.url), 'uid-anna');
    const used = new URL(back).searchParams.get('code') ?? '';
    await ask('GET', back);
    await ask('GET', back);
    const tokens = cloud.issuedTokens;
    tokens.should.have.length(2);
    await ask('GET', at('/tuya-config/a/users'), owner);

    const fresh = cloud.issueCode('uid-ben');
    const sent: [string, string[]][] = [
      ['/tuya-config/test', [cloud.secret]],
      ['/tuya-config/devices', [cloud.secret, ...tokens]],
      ['/tuya-config/oauth/exchange', [cloud.secret, fresh]],
    ];
    for (const [path, words] of sent) {
      cloud.fail({ code: 1004, msg: `no good: ${words.join(' ')}` });
      await ask('POST', at(path), owner, form({ code: fresh }));
    }
    const wrong = {
      credentials: { client_id: 'x', secret: cloud.secret },
      baseUrl: `http://${cloud.secret}`,
    };
    await ask('POST', at('/tuya-config/test'), owner, form(wrong));
    await ask('DELETE', at('/tuya-config/a/users/uid-anna'), owner);
    const all = [...said, nodeRed?.printed() ?? ''].join('\n');
    for (const canary of [cloud.secret, used, fresh, ...tokens]) all.includes(canary).should.be.false(canary);
  });
});
