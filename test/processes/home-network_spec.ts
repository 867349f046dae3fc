import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import 'should';
import { startCloud } from '../simulator/index';
import type { Cloud } from '../simulator/index';
import { findChromium, openBrowser, openEditor } from '../support/browser';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';
import { startPortDroppingProxy } from '../support/reverse-proxy';
import type { ReverseProxy } from '../support/reverse-proxy';

/** Plain http in a home network: the browser does not say from which site a request comes. */
describe('the editor on plain http in a home network, behind a proxy that drops the port', function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let nodeRed: NodeRed;
  let proxy: ReverseProxy;
  let browser: Browser;
  let foreign: Server;
  /** Undone in the end, the last first. */
  const undo: (() => unknown)[] = [];

  before(async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    cloud = await startCloud();
    undo.push(() => cloud.close());
    const account = {
      id: 'a',
      type: 'tuya-config',
      dataCenter: 'custom',
      baseUrl: cloud.url,
      mode: 'simple',
    };
    const inject = { id: 'i', type: 'inject', z: 't', x: 200, y: 100, wires: [[]] };
    const key = { client_id: cloud.client_id, secret: cloud.secret };
    const userDir = makeUserDir([{ id: 't', type: 'tab' }, inject, account], { a: key });
    undo.push(() => {
      rmSync(userDir, { recursive: true, force: true });
    });
    nodeRed = await startNodeRed(userDir);
    undo.push(() => nodeRed.stop());
    proxy = await startPortDroppingProxy(nodeRed.url);
    undo.push(() => proxy.close());
    foreign = createServer((_, res) => res.setHeader('content-type', 'text/html').end('<title>evil</title>'));
    await new Promise<void>((ready) => foreign.listen(0, '127.0.0.1', ready));
    undo.push(() => foreign.close());
    browser = await openBrowser(chromium, ['house.lan', 'evil.lan']);
    undo.push(() => browser.close());
  });
  after(async () => {
    for (const one of undo.reverse()) await one();
  });

  const at = (host: string, port: number | string): string => `http://${host}:${port}`;

  it('A15: Test connection works', async () => {
    const { page } = await openEditor(browser, at('house.lan', new URL(proxy.origin).port));
    const sent = page.waitForRequest('**/tuya-config/test');
    await page.evaluate("RED.editor.editConfig('', 'tuya-config', 'a', 'node-config-input')");
    await page.locator('#tuya-config-test').click();
    // What this is about: the browser says nothing of the site.
    const headers = await (await sent).allHeaders();
    headers.should.not.have.property('sec-fetch-site');
    headers.should.have.property('origin');
    await page.locator('#tuya-config-results', { hasText: 'gave a token' }).waitFor();
    await page.close();
  });

  it('A15: a page of another host cannot try the stored secret, whatever login it sends', async () => {
    const calls = cloud.calls.length;
    const page = await browser.newPage();
    await page.goto(at('evil.lan', (foreign.address() as AddressInfo).port));
    const form = { id: 'a', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple' };
    const body = JSON.stringify({ ...form, credentials: { client_id: cloud.client_id, secret: '__PWRD__' } });
    const headers = { 'content-type': 'application/json', authorization: 'Bearer x' };
    for (const address of [
      nodeRed.url.replace('127.0.0.1', 'house.lan'),
      at('house.lan', new URL(proxy.origin).port),
    ]) {
      const status = await page.evaluate<number>(
        `fetch('${address}/tuya-config/test', ${JSON.stringify({ method: 'POST', headers, body })}).then(({ status }) => status, () => 0)`,
      );
      // Node-RED 5 answers no preflight of another origin, so that the browser itself refuses; Node-RED 4 leaves it to the endpoint.
      const major = Number(/Node-RED version: v(\d+)/.exec(nodeRed.printed())?.[1]);
      status.should.equal(major >= 5 ? 0 : 403, address);
    }
    // Whatever the browser does: the endpoint refuses by itself.
    for (const url of [nodeRed.url, proxy.origin]) {
      const origin = new URL(page.url()).origin;
      const init = { method: 'POST', headers: { ...headers, origin, connection: 'close' }, body };
      (await fetch(`${url}/tuya-config/test`, init)).status.should.equal(403, url);
    }
    cloud.calls.should.have.length(calls);
    await page.close();
  });
});
