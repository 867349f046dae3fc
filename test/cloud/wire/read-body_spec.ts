import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import 'should';
import { MAX_REPLY } from '../../../nodes/cloud/limits';
import { Bytes, Sender, answer } from '../../support/wire';
import type { Script } from '../../support/wire';

const MEGABYTE = 1024 * 1024;
const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
const TEXT = JSON.stringify({ success: true, result: 'x'.repeat(2000) });
const PACKED = {
  gzip: gzipSync(TEXT),
  'x-gzip': gzipSync(TEXT),
  GZip: gzipSync(TEXT),
  deflate: deflateSync(TEXT),
  br: brotliCompressSync(TEXT),
};

describe('the body of a reply', () => {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });

  async function rig(script: Script): Promise<{ bytes: Bytes; sender: Sender }> {
    const bytes = await Bytes.serve(script);
    const sender = new Sender(bytes.url);
    open.push(bytes, sender.transport);
    return { bytes, sender };
  }
  function says(body: Buffer | string, headers: Record<string, string> = {}): Script {
    return (socket) => socket.write(answer(body, headers));
  }
  async function refusal(script: Script): Promise<string> {
    const { sender } = await rig(script);
    const { error, delivery, transient } = await sender.fault();
    [error.code, delivery, transient].should.deepEqual(['TUYA_BAD_RESPONSE', 'unknown', false]);
    return error.message;
  }

  for (const [encoding, packed] of Object.entries(PACKED)) {
    it(`is unpacked: ${encoding}`, async () => {
      const { sender } = await rig(says(packed, { 'Content-Encoding': encoding }));
      (await sender.send()).body.toString().should.equal(TEXT);
    });
  }

  it('is unpacked: deflate without a header, as some servers send it', async () => {
    const { sender } = await rig(says(deflateRawSync(TEXT), { 'Content-Encoding': 'deflate' }));
    (await sender.send()).body.toString().should.equal(TEXT);
  });

  it('is unpacked: deflate without a header that begins like one', async () => {
    const text = '{"success":true,"r":12}';
    // The first two bytes are a multiple of 31, as in a header of zlib, or name its method: never both.
    const stored = deflateRawSync(text, { level: 0 });
    const inTwo = Buffer.concat([Buffer.from([0x08, 2, 0, 253, 255]), Buffer.from('{}'), deflateRawSync('')]);
    [stored.readUInt16BE(0) % 31, inTwo.readUInt16BE(0) % 31].should.eql([0, 4]);
    for (const [packed, body] of [
      [stored, text],
      [inTwo, '{}'],
    ] as const) {
      const { sender } = await rig(says(packed, { 'Content-Encoding': 'deflate' }));
      (await sender.send()).body.toString().should.equal(body);
    }
    (await refusal(says('x', { 'Content-Encoding': 'deflate' }))).should.match(/cannot be read/);
  });

  it('is unpacked: gzip in several members', async () => {
    const members = Buffer.concat([gzipSync('{"a":'), gzipSync('1}')]);
    const { sender } = await rig(says(members, { 'Content-Encoding': 'gzip' }));
    (await sender.send()).body.toString().should.equal('{"a":1}');
  });

  for (const encoding of ['identity', '', ' identity ']) {
    it(`is taken as it is where its encoding is "${encoding}"`, async () => {
      const { sender } = await rig(says(TEXT, { 'Content-Encoding': encoding }));
      (await sender.send()).body.toString().should.equal(TEXT);
    });
  }

  it('may be empty, whatever its encoding', async () => {
    const { sender } = await rig(says('', { 'Content-Encoding': 'gzip' }));
    (await sender.send()).body.should.have.length(0);
  });

  it('of an encoding that nobody asked for is a bad answer', async () => {
    (await refusal(says(TEXT, { 'Content-Encoding': 'zstd' }))).should.match(/cannot be read/);
  });

  for (const [encoding, packed] of Object.entries({ ...PACKED, 'deflate ': deflateRawSync(TEXT) })) {
    it(`N9: ${encoding.trim()} that breaks off, or is none, is a bad answer and no lost connection`, async () => {
      const headers = { 'Content-Encoding': encoding.trim() };
      (await refusal(says(packed.subarray(0, packed.length - 9), headers))).should.match(/cannot be read/);
      (await refusal(says('{"success":true}', headers))).should.match(/cannot be read/);
      (await refusal(says('{', headers))).should.match(/cannot be read/);
    });
  }

  it('N12: of 10 MB is taken; one byte more is not', async () => {
    const whole = Buffer.alloc(MAX_REPLY, ' ');
    const { sender } = await rig(says(whole));
    (await sender.send()).body.should.have.length(MAX_REPLY);
    const more = Buffer.concat([whole, Buffer.from(' ')]);
    (await refusal(says(more))).should.match(/larger than 10 MB/);
    (
      await refusal((socket) => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
        socket.write(`${more.length.toString(16)}\r\n`);
        socket.write(Buffer.concat([more, Buffer.from('\r\n0\r\n\r\n')]));
      })
    ).should.match(/larger than 10 MB/);
  });

  it('N12: that says that it is larger than 10 MB is not waited for', async () => {
    (
      await refusal((socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${MAX_REPLY + 1}\r\n\r\n`))
    ).should.match(/larger than 10 MB/);
  });

  it('N12: without an end is cut off, and its connection too', async () => {
    let poured = 0;
    const { bytes, sender } = await rig((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
      const chunk = Buffer.from(`10000\r\n${' '.repeat(65536)}\r\n`);
      const pour = (): void => {
        do poured += chunk.length;
        while (!socket.destroyed && socket.write(chunk));
        if (!socket.destroyed) socket.once('drain', pour);
      };
      pour();
    });
    (await sender.fault()).error.message.should.match(/larger than 10 MB/);
    await bytes.hungUp();
    poured.should.be.below(40 * MEGABYTE);
  });

  const BOMBS: readonly (readonly [string, () => Buffer])[] = [
    ['gzip', () => repeated(gzipSync(Buffer.alloc(10 * MEGABYTE)), 30)],
    ['deflate', () => deflateSync(Buffer.alloc(100 * MEGABYTE))],
    ['deflate', () => deflateRawSync(Buffer.alloc(100 * MEGABYTE))],
    ['br', () => brotliCompressSync(Buffer.alloc(100 * MEGABYTE), FAST)],
  ];
  for (const [encoding, make] of BOMBS) {
    it(`N13: a ${encoding} bomb is cut off at 10 MB and costs no memory`, async () => {
      const bomb = make();
      bomb.length.should.be.below(MEGABYTE);
      const { sender } = await rig(says(bomb, { 'Content-Encoding': encoding }));
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const watch = setInterval(() => {
        most = Math.max(most, process.memoryUsage().arrayBuffers);
      }, 1);
      (await sender.fault()).error.message.should.match(/larger than 10 MB/);
      clearInterval(watch);
      (Math.max(most, process.memoryUsage().arrayBuffers) - before).should.be.below(30 * MEGABYTE);
    });
  }

  it('of exactly 10 MB when unpacked is taken', async () => {
    const { sender } = await rig(says(gzipSync(Buffer.alloc(MAX_REPLY)), { 'Content-Encoding': 'gzip' }));
    (await sender.send()).body.should.have.length(MAX_REPLY);
    const more = gzipSync(Buffer.alloc(MAX_REPLY + 1));
    (await refusal(says(more, { 'Content-Encoding': 'gzip' }))).should.match(/10 MB/);
  });
});

function repeated(member: Buffer, times: number): Buffer {
  return Buffer.concat(Array.from({ length: times }, () => member));
}
