import type { Request, RequestHandler, Response } from 'express';
import { DATA_CENTERS, TokenStore, asTuyaError, isObject } from '../../cloud';
import type { TuyaClient } from '../../cloud';
import { newClient } from '../account/accounts';
import { devicesOf } from './devices';
import { readForm } from './form';
import { CALLBACK, ownCallback } from './callback-address';
import { finishLogin, isNotFound, pasteCode, removeUser, startLogin, usersOf } from './login';
import type { Red } from '../red-types';
import type { AccountSettings } from '../account/settings';

/** Nothing is kept of a test. */
const NO_STORE = new TokenStore({ client_id: '', secret: '' }, undefined, () => undefined);
/** The dialog waits no longer than this for the cloud, in milliseconds. */
const PATIENCE = 8000;

interface Stage {
  stage: string;
  ok: boolean;
  message: string;
  hint: string;
}

/** Finds out whether key and data center fit: simple mode gets a token, code mode a refusal of the code and of nothing else. */
async function tryAccount(RED: Red, account: AccountSettings): Promise<Stage> {
  const { signal } = new AbortController();
  let client: TuyaClient | undefined;
  try {
    client = newClient(RED, { ...account, timeout: Math.min(account.timeout, PATIENCE) }, NO_STORE);
    if (account.mode === 'simple') await client.getToken(signal);
    else await client.exchange('is-this-key-known', '', signal);
    return { stage: 'token', ok: true, message: 'The cloud knows this key and gave a token', hint: '' };
  } catch (thrown) {
    const { code, message, hint } = asTuyaError(thrown);
    if (code === 'TUYA_1107') {
      return { stage: 'token', ok: true, message: 'The cloud knows this key: users can authorize', hint: '' };
    }
    return { stage: 'token', ok: false, message, hint };
  } finally {
    await client?.close();
  }
}

async function test(RED: Red, body: unknown): Promise<{ stages: Stage[] }> {
  let account: AccountSettings;
  try {
    account = readForm(RED, body).settings;
  } catch (thrown) {
    const { message, hint } = asTuyaError(thrown);
    return { stages: [{ stage: 'settings', ok: false, message, hint }] };
  }
  const settings = { stage: 'settings', ok: true, message: 'The settings are complete', hint: '' };
  return { stages: [settings, await tryAccount(RED, account)] };
}

async function findDataCenter(RED: Red, body: unknown): Promise<unknown> {
  const form = { ...(isObject(body) ? body : {}), dataCenter: 'eu' };
  const { settings } = readForm(RED, form);
  const dataCenters = await Promise.all(
    Object.entries(DATA_CENTERS).map(async ([dataCenter, baseUrl]) => {
      const { ok, message } = await tryAccount(RED, { ...settings, baseUrl });
      return { dataCenter, ok, message };
    }),
  );
  return { dataCenters };
}

/** Pages of other origins have no business here, even where Node-RED asks for no login (A12). */
const ownOriginOnly: RequestHandler = (req, res, next) => {
  const site = req.get('sec-fetch-site');
  const origin = req.get('origin');
  const hosts = [req.get('host'), req.get('x-forwarded-host')];
  const own =
    site === undefined
      ? origin === undefined || (URL.canParse(origin) && hosts.includes(new URL(origin).host))
      : site === 'same-origin' || site === 'none';
  if (own) next();
  else res.status(403).json({ code: 'forbidden', message: 'Only the editor itself may ask this' });
};

type Answer = (req: Request) => unknown;

/** Registers the dialog's endpoints, once per process. None of them answers with a secret or a token. */
export function serveAdmin(RED: Red): void {
  const answered =
    (answer: Answer): RequestHandler =>
    (req: Request, res: Response) => {
      res.set('Cache-Control', 'no-store');
      Promise.resolve()
        .then(() => answer(req))
        .then(
          (reply) => res.json(reply),
          (thrown: unknown) => {
            const { code, message, hint } = asTuyaError(thrown);
            res.status(isNotFound(thrown) ? 404 : 400).json({ code, message, hint });
          },
        );
    };
  const guarded = (permission: 'read' | 'write', answer: Answer): RequestHandler[] => [
    ownOriginOnly,
    RED.auth.needsPermission(`tuya-config.${permission}`),
    answered(answer),
  ];
  const admin = RED.httpAdmin;
  const body = (req: Request): unknown => req.body;
  const param = (req: Request, name: string): string => String(req.params[name] ?? '');

  admin.post('/tuya-config/test', ...guarded('write', (req) => test(RED, body(req))));
  admin.post('/tuya-config/find-data-center', ...guarded('write', (req) => findDataCenter(RED, body(req))));
  admin.post('/tuya-config/devices', ...guarded('write', (req) => devicesOf(RED, body(req))));
  admin.post(
    '/tuya-config/oauth/start',
    ...guarded('write', (req) => startLogin(RED, body(req), ownCallback(req))),
  );
  admin.post('/tuya-config/oauth/exchange', ...guarded('write', (req) => pasteCode(RED, body(req))));
  admin.get('/tuya-config/:id/users', ...guarded('read', (req) => usersOf(RED, param(req, 'id'))));
  admin.delete(
    '/tuya-config/:id/users/:uid',
    ...guarded('write', (req) => removeUser(RED, param(req, 'id'), param(req, 'uid'))),
  );
  // Without permission: a browser that returns from Tuya carries none.
  admin.get(CALLBACK, (req: Request, res: Response) => {
    finishLogin(RED, req, res).catch(() => {
      res.status(500).end();
    });
  });
}
