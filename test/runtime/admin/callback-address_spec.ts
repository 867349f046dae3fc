import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import { createServer as createSecureServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';
import 'should';
import { TuyaError } from '../../../nodes/cloud';
import {
  forgetCallback,
  isEditorsCallback,
  ownCallback,
  rememberCallback,
  usualCallback,
} from '../../../nodes/runtime/admin/callback-address';
import type { Red } from '../../../nodes/runtime/red-types';
import { selfSigned } from '../../support/certificate';

const red = (settings: object): Red => ({ settings }) as Red;
const usual = (settings: object, id = 'nobody'): string => usualCallback(red(settings), id);
/** Whether nothing is known, and what to do is said. */
const unknown = (settings: object, id?: string): boolean => {
  try {
    usual(settings, id);
  } catch (thrown) {
    if (!(thrown instanceof TuyaError)) throw thrown;
    return thrown.code === 'TUYA_CONFIG' && thrown.hint.includes('Enter the Callback in the account');
  }
  return false;
};
const PATH = '/tuya-config/oauth/callback';

describe('where the logins of a flow return', () => {
  it('is the callback that the account’s own dialog has used', () => {
    rememberCallback('one', `https://house.example/red${PATH}`);
    rememberCallback('two', `http://other.example${PATH}`);
    usual({}, 'one').should.equal(`https://house.example/red${PATH}`);
    usual({}, 'two').should.equal(`http://other.example${PATH}`);
    usual({ uiPort: 1, uiHost: 'localhost' }, 'three').should.equal(`http://localhost:1${PATH}`);
  });

  it('no page of somebody’s flow is taken for it', () => {
    rememberCallback('flow', 'https://house.example/callback');
    rememberCallback('flow', undefined);
    unknown({}, 'flow').should.be.true();
    isEditorsCallback(`https://a${PATH}`).should.be.true();
    for (const other of ['', 'x', 'https://a/callback', `https://a${PATH}/x`, `https://a/?x=${PATH}`]) {
      isEditorsCallback(other).should.be.false(other);
    }
  });

  it('is else by the settings of Node-RED', () => {
    usual({ uiHost: '127.0.0.1' }).should.equal(`http://127.0.0.1:1880${PATH}`);
    usual({ uiHost: '::1' }).should.equal(`http://[::1]:1880${PATH}`);
    usual({ uiHost: '10.0.0.7', uiPort: 8080, https: {}, httpAdminRoot: '//red/' }).should.equal(
      `https://10.0.0.7:8080/red${PATH}`,
    );
    usual({ uiHost: 'house', httpAdminRoot: false }).should.equal(`http://house:1880${PATH}`);
  });

  it('is never guessed: who listens on every address has no name', () => {
    for (const uiHost of [undefined, '0.0.0.0', '::', '']) unknown({ uiHost }).should.be.true();
  });

  it('is forgotten with the account', () => {
    rememberCallback('gone', `https://house.example${PATH}`);
    forgetCallback('gone');
    unknown({}, 'gone').should.be.true();
  });

  it('forgets the oldest of very many accounts', () => {
    for (let i = 0; i < 501; i++) rememberCallback(`many ${i}`, `https://h${i}${PATH}`);
    unknown({}, 'many 0').should.be.true();
    usual({}, 'many 1').should.equal(`https://h1${PATH}`);
    usual({}, 'many 500').should.equal(`https://h500${PATH}`);
  });
});

describe('the callback as the request of a dialog reached it', () => {
  /** The callback of a Node-RED below /red. */
  async function reached(
    listen: (app: RequestListener) => Server,
    ask: (port: number) => Promise<string>,
  ): Promise<string> {
    const admin = express.Router().post('/tuya-config/oauth/start', (req, res) => res.send(ownCallback(req)));
    const app = express().use('/red', admin);
    const server = listen(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      return (await ask(port)).replace(String(port), 'PORT');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  it('is below the root of Node-RED, at the host and port of the request', async () => {
    const url = (port: number): string =>
      `http://localhost:${port}/red/tuya-config/oauth/start?tuya-config=1`;
    const own = await reached(
      (app) => createServer(app),
      async (port) => (await fetch(url(port), { method: 'POST' })).text(),
    );
    own.should.equal(`http://localhost:PORT/red${PATH}`);
  });

  it('is encrypted where Node-RED is', async () => {
    const tls = selfSigned();
    const own = await reached(
      (app) => createSecureServer(tls, app),
      async (port) => {
        const path = '/red/tuya-config/oauth/start';
        const asked = request({ host: '127.0.0.1', port, path, method: 'POST', ca: tls.cert }).end();
        const [answer] = (await once(asked, 'response')) as [IncomingMessage];
        return Buffer.concat(await answer.toArray()).toString();
      },
    );
    own.should.equal(`https://127.0.0.1:PORT/red${PATH}`);
  });
});
