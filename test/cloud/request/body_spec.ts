import { PassThrough, Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import should from 'should';
import { bodyBytes, formBytes } from '../../../nodes/cloud/request/body';

const MOST = 5 * 1024 * 1024;

describe('the body of a call', () => {
  const sent = (body: unknown): string => String(bodyBytes(body));
  const refused = (body: unknown, reason: RegExp, hint = /^/): void => {
    (() => bodyBytes(body)).should.throw({ message: reason, code: 'TUYA_BAD_REQUEST', hint });
  };

  it('is nothing for what is empty', () => {
    for (const body of [undefined, null, '', Buffer.alloc(0), new Uint8Array(0), new ArrayBuffer(0)]) {
      [bodyBytes(body)].should.eql([undefined]);
    }
  });

  it('is the text and the bytes themselves', () => {
    sent(' {"a": 1}').should.equal(' {"a": 1}');
    const bytes = Buffer.from('ü');
    const { buffer } = new Uint8Array(bytes);
    for (const body of [bytes, new Uint8Array(bytes), buffer, 'ü']) sent(body).should.equal('ü');
    sent(runInNewContext('new Uint8Array([65, 66])')).should.equal('AB');
    sent(runInNewContext('new Uint8Array([67]).buffer')).should.equal('C');
  });

  it('is a copy, which nobody changes before it is sent', () => {
    const bytes = Buffer.from('a');
    const body = bodyBytes(bytes);
    bytes[0] = 98;
    String(body).should.equal('a');
  });

  it('is JSON for everything else', () => {
    sent({}).should.equal('{}');
    sent([1, 'ü']).should.equal('[1,"ü"]');
    sent(0).should.equal('0');
    sent(false).should.equal('false');
    sent({ pipe: 'a field', getReader: 1 }).should.equal('{"pipe":"a field","getReader":1}');
  });

  it('A11: circular, with a BigInt, a stream or more than 5 MB it is refused', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    refused(circular, /refers to itself/);
    refused({ big: 1n }, /^The body holds a BigInt/);
    for (const body of [
      new PassThrough(),
      new ReadableStream(),
      new Response('x').body,
      Readable.from(['x']),
    ]) {
      refused(body, /stream/);
    }
    for (const body of ['x'.repeat(MOST + 1), Buffer.alloc(MOST + 1), { a: 'x'.repeat(MOST) }]) {
      refused(body, /larger than 5 MB/, /Send less/);
    }
    should(bodyBytes('x'.repeat(MOST))?.length).equal(MOST);
    refused('ü'.repeat(MOST / 2 + 1), /larger than 5 MB/);
  });

  it('what JSON would change without a word is refused', () => {
    for (const body of [
      new Map([['a', 1]]),
      new Set(),
      new FormData(),
      new Blob(['x']),
      Promise.resolve(1),
    ]) {
      refused(body, /which JSON cannot carry/);
    }
    refused({ commands: [{ code: 'bright', value: NaN }] }, /NaN in "commands\.0\.value"/);
  });
});

describe('the bytes of a form', () => {
  it('are its fields, percent-encoded, and nothing where there are none', () => {
    String(
      formBytes(
        new Map([
          ['a b', 'ü&='],
          ['c', '+'],
        ]),
      ),
    ).should.equal('a%20b=%C3%BC%26%3D&c=%2B');
    [formBytes(new Map())].should.eql([undefined]);
  });

  it('A11: are refused beyond 5 MB', () => {
    (() => formBytes(new Map([['a', 'x'.repeat(MOST)]]))).should.throw({
      message: /5 MB/,
      code: 'TUYA_BAD_REQUEST',
    });
  });
});
