import should from 'should';
import fc from 'fast-check';
import type { Login } from '../simulator/tokens';
import { failureOf, startRig } from '../support/rig';
import type { Rig } from '../support/rig';

const COMMAND = {
  method: 'POST',
  path: '/v1.0/devices/lamp0001desk/commands',
  body: { commands: [{ code: 'switch_led', value: true }] },
};
const LIST = { method: 'GET', path: '/v1.0/iot-01/associated-users/devices', query: { size: 50 } };

describe('the client on a real wire', () => {
  let rig: Rig;
  afterEach(() => rig.close());

  for (const login of ['sticky', 'lenient', 'strict'] as Login[]) {
    describe(`P5 with ${login} logins`, () => {
      it('a thousand calls on a cold account: one token call, a thousand answers, few sockets', async () => {
        rig = await startRig({ login }, { timeout: 20_000 });
        const answers = await Promise.all(Array.from({ length: 1000 }, () => rig.call(LIST)));
        answers.should.have.length(1000);
        rig.cloud.tokenCalls.should.have.length(1);
        rig.cloud.businessCalls.should.have.length(1000);
        rig.cloud.peakSockets.should.be.belowOrEqual(16 + 1); // one token call has one of its own
      });

      it('the same right after the cloud has expired the token', async () => {
        rig = await startRig({ login }, { timeout: 20_000 });
        await rig.call(LIST);
        rig.cloud.expireTokens();
        await Promise.all(Array.from({ length: 1000 }, () => rig.call(LIST)));
        rig.cloud.tokenCalls.should.have.length(2);
        rig.cloud.peakSockets.should.be.belowOrEqual(16 + 1); // one token call has one of its own
      });
    });
  }

  it('P1, RULES 5: a token refused early is renewed once and the call repeated, a command too, exactly once', async () => {
    rig = await startRig();
    await rig.call(LIST);
    rig.cloud.expireTokens();
    (await rig.call(COMMAND)).attempts.should.equal(2);
    rig.cloud.executed.should.have.length(1);
    rig.cloud.tokenCalls.should.have.length(2);
    const nonces = rig.cloud.calls.map(({ headers }) => headers.nonce);
    new Set(nonces).size.should.equal(nonces.length);
  });

  for (const code of [1010, 1011, 1012, 1400]) {
    it(`P2, RULES 5: ${code} twice is an error that names a second program, without a loop`, async () => {
      rig = await startRig();
      rig.cloud.fail({ code }, { times: Infinity, kind: 'business' });
      const error = await failureOf(rig.call(LIST));
      error.should.have.property('code', `TUYA_${code}`);
      error.hint.should.match(/another program/);
      rig.cloud.businessCalls.should.have.length(2);
      rig.cloud.tokenCalls.should.have.length(2);
    });
  }

  it('P3, RULES 7: a refused refresh token leads to a login in simple mode', async () => {
    rig = await startRig();
    await rig.call(LIST);
    rig.cloud.refuseRefreshTokens();
    const token = await rig.client.renewToken(new AbortController().signal);
    token.access_token.should.be.a.String();
    rig.cloud.tokenCalls.map(({ path }) => path.split('/').length).should.eql([3, 4, 3]);
  });

  it('P6: a token with 20 seconds of life left causes no login loop', async () => {
    rig = await startRig({ tokenLife: 20 });
    for (let i = 0; i < 20; i++) await rig.call(LIST);
    rig.cloud.tokenCalls.should.have.length(1);
  });

  it('P7, RULES 6: a clock two hours off costs one extra call, once', async () => {
    rig = await startRig({ clockOffset: 7_200_000 });
    await rig.call(LIST);
    rig.cloud.calls.map(({ code }) => code ?? 0).should.eql([1013, 0, 0]);
    await rig.call(COMMAND);
    await rig.client.renewToken(new AbortController().signal);
    rig.cloud.calls.filter(({ code }) => code === 1013).should.have.length(1);
    rig.cloud.executed.should.have.length(1);
  });

  for (const offset of [-600_000, 600_000, -86_400_000, 86_400_000]) {
    it(`P7: a clock off by ${offset / 60_000} minutes, found out in the middle of a command`, async () => {
      rig = await startRig();
      await rig.call(LIST);
      rig.cloud.clockOffset = offset;
      rig.cloud.tokenLife = 1e6;
      await rig.call(COMMAND);
      rig.cloud.executed.should.have.length(1);
    });
  }

  for (const t of [undefined, 5, 'soon', 9e15]) {
    it(`P7: t = ${String(t)} is an error, not an offset`, async () => {
      rig = await startRig({ clockOffset: 7_200_000 });
      rig.cloud.fail({ t }, { times: Infinity });
      await rig.call(LIST).should.be.rejectedWith({ code: 'TUYA_1013' });
      rig.cloud.calls.should.have.length(1);
    });
  }

  for (const code of [1106, 28841002, 2001]) {
    it(`P11, P12: ${code} costs exactly one call and no token call`, async () => {
      rig = await startRig();
      await rig.call(LIST);
      rig.cloud.fail({ code }, { kind: 'business' });
      const error = await failureOf(rig.call(LIST));
      error.should.have.property('code', `TUYA_${code}`);
      error.hint.should.not.equal('');
      rig.cloud.tokenCalls.should.have.length(1);
      rig.cloud.businessCalls.should.have.length(2);
      await rig.call(LIST);
    });
  }

  it('P11: the hint for a used-up plan names the menu in the console', async () => {
    rig = await startRig();
    rig.cloud.fail({ code: 28841004 });
    const error = await failureOf(rig.call(LIST));
    error.hint.should.match(/Cloud > Cloud Services > IoT Core/);
  });

  for (const expire_time of [0, -1, null, 'soon', 31_536_000, {}]) {
    it(`P9: expire_time ${JSON.stringify(expire_time)} neither loops nor overflows`, async () => {
      rig = await startRig();
      rig.cloud.fail({ token: { expire_time } }, { kind: 'token' });
      for (let i = 0; i < 5; i++) await rig.call(LIST);
      rig.cloud.tokenCalls.should.have.length(1);
    });
  }

  it('RULES 10: a refused login is remembered, so a thousand messages cost one call', async () => {
    rig = await startRig({}, { secret: 'the0wrong0secret' });
    await Promise.all(
      Array.from({ length: 50 }, () => rig.call(LIST).should.be.rejectedWith({ code: 'TUYA_1004' })),
    );
    rig.cloud.calls.should.have.length(1);
  });

  it('P17: 1004 says what was signed, without secret and token', async () => {
    rig = await startRig();
    rig.cloud.fail({ code: 1004 }, { kind: 'business' });
    const error = await failureOf(rig.call(LIST));
    const { signed = '' } = error.tuya ?? {};
    signed.should.match(/associated-users\/devices\?size=50/).and.match(/\[access_token\]/);
    (signed + error.hint).should.not
      .containEql(rig.cloud.calls[1]?.access_token ?? '-')
      .and.not.containEql(rig.cloud.secret);
  });

  it('a busy cloud: reads are repeated at most twice, commands never', async () => {
    rig = await startRig();
    await rig.call(LIST);
    rig.cloud.fail({ code: 1111 }, { times: Infinity });
    await rig.call(LIST).should.be.rejectedWith({ code: 'TUYA_1111' });
    rig.cloud.businessCalls.should.have.length(4);
    await rig.call(COMMAND).should.be.rejectedWith({ code: 'TUYA_1111' });
    rig.cloud.businessCalls.should.have.length(5);
  });

  for (const status of [429, 503]) {
    it(`${status} with a code that nobody knows: a read is repeated, a command is not`, async () => {
      rig = await startRig();
      await rig.call(LIST);
      const body = JSON.stringify({ success: false, code: 987654, msg: 'a new trouble' });
      const trouble = { status, body, headers: { 'content-type': 'application/json' } };
      rig.cloud.fail(trouble, { kind: 'business' });
      (await rig.call(LIST)).attempts.should.equal(2);
      rig.cloud.fail(trouble, { kind: 'business' });
      const before = rig.cloud.businessCalls.length;
      (await failureOf(rig.call(COMMAND))).code.should.equal('TUYA_987654');
      rig.cloud.businessCalls.length.should.equal(before + 1);
    });
  }

  it('a code that is known counts more than the status it came with', async () => {
    rig = await startRig();
    const body = JSON.stringify({ success: false, code: 1106, msg: 'permission deny' });
    rig.cloud.fail({ status: 503, body }, { kind: 'business' });
    (await failureOf(rig.call(LIST))).code.should.equal('TUYA_1106');
    rig.cloud.businessCalls.length.should.equal(1);
  });

  it('a repeat that runs out of time reports what was wrong, not the time', async () => {
    // The next start is a second away, and the call has less than that.
    rig = await startRig({}, { rateLimit: 1, timeout: 700 });
    await rig.client.getToken(new AbortController().signal);
    rig.cloud.fail({ code: 1111 }, { kind: 'business', times: Infinity });
    const error = await failureOf(rig.call(LIST));
    error.code.should.equal('TUYA_1111');
    error.hint.should.not.equal('');
    rig.cloud.businessCalls.length.should.equal(1);
  });

  it('a form with its own content type, and an ArrayBuffer, arrive verified', async () => {
    rig = await startRig();
    await rig.call({
      method: 'POST',
      path: '/v1.0/echo',
      body: new URLSearchParams({ a: 'x y' }),
      bodyFormat: 'form',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    });
    const { buffer } = new Uint8Array(Buffer.from('{"a":"ü"}'));
    await rig.call({ method: 'POST', path: '/v1.0/echo', body: buffer });
    rig.cloud.businessCalls
      .map(({ verified, body }) => [verified, body])
      .should.eql([
        [true, 'a=x%20y'],
        [true, '{"a":"ü"}'],
      ]);
  });

  it('what the cloud received verifies, over hostile queries, paths, bodies and headers', async () => {
    rig = await startRig();
    const text = fc.string({ unit: 'binary', maxLength: 12 });
    const value = fc.oneof(
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(text, { maxLength: 3 }),
      fc.object({ maxDepth: 1 }),
    );
    const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(text, value, { maxKeys: 4 }),
        segment,
        fc.oneof(fc.json(), fc.object()),
        fc.string({ unit: 'grapheme-ascii', maxLength: 10 }),
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH'),
        fc.boolean(),
        async (query, id, body, header, method, form) => {
          const before = rig.cloud.businessCalls.length;
          const request = {
            method,
            path: '/v1.0/devices/{id}/x',
            params: { id },
            query,
            headers: { area_id: header },
            signHeaders: ['area_id'],
            ...(form ? { body: { field: body }, bodyFormat: 'form' as const } : { body }),
          };
          const code = await rig.call(request).then(
            () => '',
            (error: unknown) => (error as { code: string }).code,
          );
          if (code === 'TUYA_BAD_REQUEST') return rig.cloud.businessCalls.length === before;
          return (
            rig.cloud.businessCalls.length === before + 1 && rig.cloud.businessCalls.at(-1)?.verified === true
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('A5: a form is signed with its fields in the query and arrives as sent', async () => {
    rig = await startRig();
    await rig.call({
      method: 'POST',
      path: '/v1.0/echo?b=2',
      body: { a: 'x y+z', c: 'ü&=' },
      bodyFormat: 'form',
    });
    const seen = rig.cloud.businessCalls[0];
    should(seen?.verified).be.true();
    should(seen?.body).equal('a=x%20y%2Bz&c=%C3%BC%26%3D');
  });
});
