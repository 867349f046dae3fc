import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import 'should';
import { selfSigned } from '../../support/certificate';
import { Bytes, Sender, answer } from '../../support/wire';

const good = selfSigned();
const CASES = [
  ['that has expired', selfSigned({ days: -1 }), true, /CERT_HAS_EXPIRED/],
  ['for another host', selfSigned({ names: 'DNS:other.example' }), true, /ALTNAME/],
  ['of an authority that nobody knows', good, false, /SELF_SIGNED/],
] as const;

describe('TLS', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function serve(tls: { key: Buffer; cert: Buffer }): Promise<Bytes> {
    const bytes = await Bytes.serve((socket) => socket.write(answer('{}')), tls);
    open.push(bytes);
    return bytes;
  }
  function to(url: string, tls: object): Sender {
    const sender = new Sender(url, { tls });
    open.push(sender.transport);
    return sender;
  }

  for (const [what, pair, isKnown, text] of CASES) {
    it(`N8: a certificate ${what} is not trusted: nothing is sent, and nothing is tried again`, async () => {
      const bytes = await serve(pair);
      const sender = to(bytes.url, isKnown ? { ca: pair.cert } : {});
      const { error, delivery, transient } = await sender.fault({
        method: 'POST',
        body: Buffer.from('{}'),
      });
      [error.code, delivery, transient].should.deepEqual(['TUYA_TLS', 'not sent', false]);
      error.message.should.match(text);
      bytes.requests.should.have.length(0);
    });
  }

  it('a certificate of an authority that the account names is trusted, and its socket is kept', async () => {
    const bytes = await serve(good);
    const sender = to(bytes.url, { ca: good.cert });
    for (let times = 0; times < 3; times++) (await sender.send()).status.should.equal(200);
    bytes.sockets.should.have.length(1);
  });

  it('plain HTTP in place of TLS is TUYA_TLS', async () => {
    const server = createServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad\r\n\r\n')),
    );
    open.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { error, delivery } = await to(`https://127.0.0.1:${port}`, {}).fault();
    [error.code, delivery].should.deepEqual(['TUYA_TLS', 'not sent']);
  });
});
