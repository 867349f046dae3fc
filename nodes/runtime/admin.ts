import type { Request, Response } from 'express';
import { DATA_CENTERS } from '../cloud/data-centers';
import { asTuyaError, badRequest } from '../cloud/errors';
import { newClient } from './accounts';
import { credentialsOf, findNode } from './red-types';
import type { Red } from './red-types';
import { readAccount } from './settings';
import type { Account } from '../cloud/client';

/** What Node-RED's editor shows instead of a stored password. */
const STORED = '__PWRD__';
/** The dialog waits no longer than this for the cloud, in milliseconds. */
const PATIENCE = 8000;

interface Stage {
  stage: string;
  ok: boolean;
  message: string;
  hint: string;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Environment variables are filled in as Node-RED does on deploy. */
function substituted(source: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source).map(([name, value]) => {
      const variable = typeof value === 'string' ? /^\$\{([^}]+)\}$/.exec(value)?.[1] : undefined;
      return [name, variable === undefined ? value : (process.env[variable] ?? value)];
    }),
  );
}

/** The open dialog's form, with the stored secret where the dialog shows only its placeholder. */
function formOf(RED: Red, body: unknown): Account {
  if (!isObject(body) || !isObject(body.credentials)) throw badRequest('The form is incomplete');
  const credentials = { ...body.credentials };
  const node = findNode(RED, body.id);
  const stored = node?.type === 'tuya-config' ? credentialsOf(node) : {};
  // The stored secret stays with its own key: it is never tried with another client_id.
  const sameKey = credentials.client_id === stored.client_id;
  if (credentials.secret === STORED) credentials.secret = sameKey ? stored.secret : '';
  return readAccount(substituted(body), substituted(credentials));
}

async function tryAccount(account: Account): Promise<Stage> {
  const client = newClient({ ...account, timeout: Math.min(account.timeout, PATIENCE) });
  try {
    await client.getToken(new AbortController().signal);
    return { stage: 'token', ok: true, message: 'The cloud knows this key and gave a token', hint: '' };
  } catch (thrown) {
    const { message, hint } = asTuyaError(thrown);
    return { stage: 'token', ok: false, message, hint };
  } finally {
    client.close();
  }
}

async function test(RED: Red, body: unknown): Promise<{ stages: Stage[] }> {
  let account: Account;
  try {
    account = formOf(RED, body);
  } catch (thrown) {
    const { message, hint } = asTuyaError(thrown);
    return { stages: [{ stage: 'settings', ok: false, message, hint }] };
  }
  const settings = { stage: 'settings', ok: true, message: 'The settings are complete', hint: '' };
  return { stages: [settings, await tryAccount(account)] };
}

async function findDataCenter(RED: Red, body: unknown): Promise<unknown> {
  const account = formOf(RED, { ...(isObject(body) ? body : {}), dataCenter: 'eu' });
  const dataCenters = await Promise.all(
    Object.entries(DATA_CENTERS).map(async ([dataCenter, baseUrl]) => {
      const { ok, message } = await tryAccount({ ...account, baseUrl });
      return { dataCenter, ok, message };
    }),
  );
  return { dataCenters };
}

/** Registers the dialog's endpoints, once per process. None of them answers with a secret or a token. */
export function serveAdmin(RED: Red): void {
  const post = (path: string, answer: (RED: Red, body: unknown) => Promise<unknown>): void => {
    RED.httpAdmin.post(path, RED.auth.needsPermission('tuya-config.write'), (req: Request, res: Response) => {
      answer(RED, req.body).then(
        (reply) => res.json(reply),
        (thrown: unknown) => {
          const { code, message, hint } = asTuyaError(thrown);
          res.status(400).json({ code, message, hint });
        },
      );
    });
  };
  post('/tuya-config/test', test);
  post('/tuya-config/find-data-center', findDataCenter);
}
