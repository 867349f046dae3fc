import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { RequestHandler } from 'express';
import should from 'should';
import { serveAdmin } from '../../../nodes/runtime/admin/routes';
import type { Red } from '../../../nodes/runtime/red-types';
import { PATHS } from '../../../nodes/shared/admin';

type Method = 'get' | 'post' | 'delete';

/** Who may ask what; the browser that returns from Tuya has no login of the editor. */
const WANTED: Readonly<Record<keyof typeof PATHS, [Method, string | undefined]>> = {
  test: ['post', 'tuya-config.write'],
  findDataCenter: ['post', 'tuya-config.write'],
  devices: ['post', 'tuya-config.write'],
  codes: ['post', 'tuya-config.write'],
  model: ['post', 'tuya-config.write'],
  startLogin: ['post', 'tuya-config.write'],
  pasteCode: ['post', 'tuya-config.write'],
  cancelLogin: ['post', 'tuya-config.write'],
  callback: ['get', undefined],
  report: ['get', 'tuya-config.read'],
  users: ['get', 'tuya-config.read'],
  user: ['delete', 'tuya-config.write'],
  usage: ['get', 'tuya-config.read'],
};

describe('the endpoints of the dialogs', () => {
  let server: Server;
  before(async () => {
    const app = express();
    const needsPermission =
      (permission: string): RequestHandler =>
      (_req, res) => {
        res.status(401).json({ permission });
      };
    serveAdmin({ httpAdmin: app, auth: { needsPermission } } as unknown as Red);
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const ask = (method: Method, path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`, {
      method: method.toUpperCase(),
      headers,
    });

  for (const [name, [method, permission]] of Object.entries(WANTED)) {
    const path = PATHS[name as keyof typeof PATHS];
    if (permission === undefined) continue;
    it(`A12: ${name} is for those who have ${permission}, and for no page of another origin`, async () => {
      const asked = await ask(method, path);
      should(asked.status).equal(401);
      should(await asked.json()).eql({ permission });
      // Whoever comes from elsewhere is not even asked for a login.
      should((await ask(method, path, { origin: 'http://evil.example' })).status).equal(403);
    });
  }
});
