import 'should';
import { askedPause, backOff, nextStep } from '../../../nodes/cloud/call/retry';
import type { Tried } from '../../../nodes/cloud/call/retry';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { TransportFault } from '../../../nodes/cloud/wire/transport';

const NOTHING: Tried = { token: false, clock: false, pauses: 0 };
const tuya = (code: number, statusCode = 200): TuyaError =>
  new TuyaError(`TUYA_${code}`, 'refused', { tuya: { code }, statusCode });
const fault = (delivery: 'not sent' | 'unknown', transient = true): TransportFault =>
  new TransportFault(new TuyaError('TUYA_NETWORK', 'lost'), delivery, transient);

describe('the repeat policy', () => {
  const step = (failure: unknown, method: string, tried: Partial<Tried> = {}): string =>
    nextStep(failure, method !== 'GET', { ...NOTHING, ...tried });

  for (const method of ['GET', 'POST']) {
    for (const code of [1010, 1011, 1012, 1400]) {
      it(`RULES 5: a token refused with ${code} is renewed once, ${method} too, for the call did not run`, () => {
        step(tuya(code), method).should.equal('renew the token');
        step(tuya(code), method, { clock: true, pauses: 2 }).should.equal('renew the token');
        step(tuya(code), method, { token: true }).should.equal('give up');
      });
    }

    it(`RULES 6: a refused clock is set once, ${method} too`, () => {
      step(tuya(1013), method).should.equal('set the clock');
      step(tuya(1013), method, { token: true, pauses: 2 }).should.equal('set the clock');
      step(tuya(1013), method, { clock: true }).should.equal('give up');
    });

    it(`N1, N2, RULES 9: what was never sent is repeated, ${method} too, twice at most`, () => {
      step(fault('not sent'), method).should.equal('pause');
      step(fault('not sent'), method, { pauses: 1 }).should.equal('pause');
      step(fault('not sent'), method, { pauses: 2 }).should.equal('give up');
    });

    it(`N8: a fault that stays is not repeated, ${method}`, () => {
      step(fault('not sent', false), method).should.equal('give up');
    });

    for (const code of [1106, 1004, 2001, 28841002]) {
      it(`P11, P12: ${code} is an error and no more, ${method}`, () => {
        step(tuya(code), method).should.equal('give up');
      });
    }
  }

  for (const [what, failure] of [
    ['a connection lost on the way', fault('unknown')],
    ['"busy"', tuya(500)],
    ['an overload', tuya(1199)],
    ['HTTP 429', new TuyaError('TUYA_HTTP_429', 'slow down', { statusCode: 429 })],
    ['HTTP 503', new TuyaError('TUYA_HTTP_503', 'later', { statusCode: 503 })],
  ] as const) {
    it(`N3, P10, RULES 9: after ${what} a read is repeated twice, a command never`, () => {
      step(failure, 'GET').should.equal('pause');
      step(failure, 'GET', { token: true, clock: true, pauses: 1 }).should.equal('pause');
      step(failure, 'GET', { pauses: 2 }).should.equal('give up');
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) step(failure, method).should.equal('give up');
    });
  }

  it('what is neither an answer nor a fault of the transport is not repeated', () => {
    step(new Error('a bug'), 'GET').should.equal('give up');
    step(undefined, 'GET').should.equal('give up');
    step(new TuyaError('TUYA_BAD_RESPONSE', 'x', { statusCode: 200 }), 'GET').should.equal('give up');
    step(new TuyaError('TUYA_TIMEOUT', 'x'), 'GET').should.equal('give up');
  });
});

describe('the pauses between repeats', () => {
  it('RULES 9: grow threefold, and are spread over the upper half', () => {
    backOff(0, 0).should.equal(150);
    backOff(0, 1).should.equal(300);
    backOff(1, 0).should.equal(450);
    backOff(1, 1).should.equal(900);
    backOff(2, 0.5).should.equal(2025);
  });
});

describe('P10: the pause that the cloud asks for', () => {
  for (const [header, ms] of [
    ['3', 3000],
    ['60', 60_000],
    ['61', 60_000],
    ['9'.repeat(400), 60_000],
    ['soon', 0],
    [undefined, 0],
  ] as const) {
    it(`${JSON.stringify(header?.slice(0, 40))} is ${ms} ms`, () => {
      askedPause(header, 0).should.equal(ms);
    });
  }
});
