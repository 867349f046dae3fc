import { PassThrough } from 'node:stream';
import { runInNewContext } from 'node:vm';
import 'should';
import { text } from '../../../nodes/cloud/errors/texts';
import { isStream, jsonText, kindOf } from '../../../nodes/cloud/request/json-text';

const BODY = text('what.body');

const refused = (value: unknown, reason: RegExp, hint = /./): void => {
  (() => jsonText(value, BODY)).should.throw({ message: reason, code: 'TUYA_BAD_REQUEST', hint });
};

describe('a value as JSON', () => {
  it('is what JSON.stringify writes', () => {
    for (const value of [
      {},
      [],
      null,
      true,
      0,
      -1.5,
      'ü"',
      { a: [1, { b: null, c: undefined }], d: new Date(0), e: Buffer.from('x'), f: (): void => {} },
      new Map() instanceof Object,
      [undefined],
      Object.create(null),
      new String('x'),
      new Boolean(false),
      new Number(5),
      new URL('http://127.0.0.1/'),
      { toJSON: (): object => ({ own: 1 }) },
    ]) {
      jsonText(value, BODY).should.equal(JSON.stringify(value));
    }
    class Lamp {
      on = true;
    }
    jsonText(new Lamp(), BODY).should.equal('{"on":true}');
    jsonText(runInNewContext('({ a: [1] })'), BODY).should.equal('{"a":[1]}');
  });

  it('one object at two places stands at both', () => {
    const same = { x: 1 };
    jsonText({ a: same, b: same }, BODY).should.equal('{"a":{"x":1},"b":{"x":1}}');
  });

  it('a number that JSON cannot carry is refused by the name of its field', () => {
    refused(
      { commands: [{ code: 'a', value: 1 }, { value: NaN }] },
      /^The body holds NaN in "commands\.1\.value", which JSON/,
    );
    refused({ a: Infinity }, /holds Infinity in "a"/, /Turn it into/);
    refused([-Infinity], /holds -Infinity in "0"/);
    refused(NaN, /^The body is NaN, which/);
    refused({ when: new Date(NaN) }, /holds an invalid date in "when"/);
    refused({ ['ü'.repeat(99)]: NaN }, /in "\?{60}"/);
  });

  it('a BigInt is refused by the name of its field', () => {
    refused({ big: { er: 1n } }, /holds a BigInt in "big\.er"/);
  });

  it('what would become {} without a word is refused by its type', () => {
    for (const [value, type] of [
      [new Map([['a', 1]]), 'Map'],
      [new Set([1]), 'Set'],
      [new WeakMap(), 'WeakMap'],
      [new FormData(), 'FormData'],
      [new Blob(['x']), 'Blob'],
      [Promise.resolve(1), 'Promise'],
      [new URLSearchParams('a=1'), 'URLSearchParams'],
      [new Headers(), 'Headers'],
      [/x/, 'RegExp'],
      [new Error('x'), 'Error'],
      [new ArrayBuffer(1), 'ArrayBuffer'],
      [new Float64Array(1), 'Float64Array'],
      [runInNewContext('new Map()'), 'Map'],
      [runInNewContext('Promise.resolve()'), 'Promise'],
    ] as [unknown, string][]) {
      refused(value, new RegExp(`^The body is an object of type ${type}, which`));
      refused({ deep: [value] }, new RegExp(`holds an object of type ${type} in "deep\\.0"`));
    }
  });

  it('a stream is refused, wherever it stands', () => {
    refused(new PassThrough(), /is a stream/);
    refused({ file: new PassThrough() }, /holds a stream in "file"/);
    refused(new ReadableStream(), /is a stream/);
  });

  it('a field called pipe, getReader or toJSON is a field', () => {
    const value = { pipe: 'p', getReader: 1, toJSON: 'x', nested: { pipe: {} } };
    jsonText(value, BODY).should.equal(JSON.stringify(value));
    [isStream({ pipe: 1 }), isStream({ pipe: (): void => {} })].should.eql([false, true]);
  });

  it('what refers to itself or fails is refused with a way out', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    refused(circular, /refers to itself/, /fields that the call needs/);
    const fails = {
      toJSON: () => {
        throw new Error('secret');
      },
    };
    refused(fails, /fails to serialise$/);
  });

  it('what has no JSON at all is refused by what it is', () => {
    refused(undefined, /^The body cannot be sent \(undefined\)/);
    refused(() => 1, /cannot be sent \(function\)/);
    refused(Symbol('x'), /cannot be sent \(symbol\)/);
  });

  it('a kind is told across contexts', () => {
    kindOf(runInNewContext('[]') as object).should.equal('Array');
    kindOf({}).should.equal('Object');
  });
});
