import should from 'should';
import { Abort } from '../../../nodes/cloud';
import type { Token, TuyaClient } from '../../../nodes/cloud';
import { accountOf } from '../../../nodes/runtime/account/accounts';
import { actionOf, shown } from '../../../nodes/runtime/node/token-actions';
import type { Asked } from '../../../nodes/runtime/node/token-actions';
import { ACCOUNT, CALLBACK } from '../../support/code-mode';
import { useLiveNode } from '../../support/live-node';
import type { LiveFlow } from '../../support/live-node';

/** What an action works with, in a flow that runs. */
function askedIn({ flow }: LiveFlow, msg: Record<string, unknown>): Asked {
  const account = accountOf(flow.RED, 'a');
  if ('problem' in account) throw account.problem;
  const user = (): Promise<undefined> => Promise.resolve(undefined);
  return {
    RED: flow.RED,
    account,
    msg: { _msgid: 'm', ...msg },
    signal: new Abort(),
    user,
    includeRefreshToken: false,
  };
}

describe('what tuya-token can do', () => {
  it('is asked for by name; a name that is none is refused with those that are', () => {
    for (const name of ['', 'Get', 'toString', '__proto__']) {
      (() => actionOf(name)).should.throw({ code: 'TUYA_BAD_REQUEST', message: 'The action is not known' });
      (() => actionOf(name)).should.throw({
        hint: 'Choose one of get, renew, forget, authorize, exchange, usage, users.',
      });
    }
  });

  it('a token is shown with whole seconds, its end, and its refresh token only to who asks for that', () => {
    const client = { leftOf: () => 7_199_999.6 } as unknown as TuyaClient;
    const token = {
      access_token: 'access',
      refresh_token: 'refresh',
      uid: 'uid-anna',
      base_url: 'https://x',
      generation: 1,
    };
    const before = Date.now();
    const { expires_at, ...rest } = shown(client, token as unknown as Token, false);
    rest.should.eql({ access_token: 'access', expire_time: 7199, uid: 'uid-anna', base_url: 'https://x' });
    Number(expires_at).should.be.within(before + 7_200_000, Date.now() + 7_200_000);
    shown(client, token as unknown as Token, true).should.have.property('refresh_token', 'refresh');
  });

  describe('in simple mode', () => {
    const live = useLiveNode();

    for (const name of ['authorize', 'exchange', 'users']) {
      it(`does not ${name}`, async () => {
        const perform = async (): Promise<unknown> =>
          actionOf(name)(askedIn(live(), { code: 'x', state: 'y' }));
        await perform().should.be.rejectedWith({ code: 'TUYA_CONFIG', message: /needs code mode/ });
      });
    }
  });

  describe('in code mode', () => {
    const live = useLiveNode({ account: ACCOUNT });
    const perform = async (name: string, msg: Record<string, unknown> = {}): Promise<unknown> =>
      actionOf(name)(askedIn(live(), msg));
    const stateOf = async (): Promise<string> => ((await perform('authorize')) as { state: string }).state;

    it('authorizes with a state of its own each time, and returns where the account says', async () => {
      const address = async (msg: object): Promise<URL> =>
        new URL(((await perform('authorize', { ...msg })) as { url: string }).url);
      const [one, two] = [await address({}), await address({ redirectUrl: 'https://evil.example/' })];
      for (const { searchParams } of [one, two]) should(searchParams.get('redirect_uri')).equal(CALLBACK);
      should(one.searchParams.get('state')).not.equal(two.searchParams.get('state'));
    });

    it('a redirectUrl that is no web address is refused', async () => {
      for (const redirectUrl of ['javascript:1', 'me.example', 'https://']) {
        await perform('authorize', { redirectUrl }).should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
      }
    });

    for (const [where, place] of [
      ['the message', (brought: object) => brought],
      ['the query of its request', (query: object) => ({ req: { query } })],
      ['its payload', (payload: object) => ({ payload })],
      ['its payload, beside what is empty', (payload: object) => ({ code: '', state: '', payload })],
    ] as [string, (brought: object) => Record<string, unknown>][]) {
      it(`exchanges a code that is in ${where}, once`, async () => {
        const code = live().running.cloud.issueCode('uid-anna');
        const msg = place({ code, state: await stateOf() });
        should(await perform('exchange', msg)).have.property('uid', 'uid-anna');
        await perform('exchange', msg).should.be.rejectedWith({ code: 'TUYA_STATE' });
        const users = (await perform('users')) as { uid: string }[];
        users.filter(({ uid }) => uid === 'uid-anna').should.have.length(1);
      });
    }

    it('what the message says itself counts before its request, and that before its payload', async () => {
      const good = { code: live().running.cloud.issueCode('uid-carl'), state: await stateOf() };
      const other = { code: 'x', state: 'y' };
      for (const msg of [
        { req: { query: { ...good, state: other.state } }, payload: good, ...other },
        { req: { query: other }, payload: good },
      ]) {
        await perform('exchange', msg).should.be.rejectedWith({ code: 'TUYA_STATE' });
      }
      const answer = await perform('exchange', { req: { query: good }, payload: other });
      should(answer).have.property('uid', 'uid-carl');
    });

    it('a message that brings nothing, or no code, is told so; a code alone is not enough', async () => {
      await perform('exchange').should.be.rejectedWith({
        code: 'TUYA_BAD_REQUEST',
        message: 'There is no code to exchange',
      });
      await perform('exchange', { state: await stateOf() }).should.be.rejectedWith({
        code: 'TUYA_AUTHORIZATION_REQUIRED',
      });
      await perform('exchange', { code: 'x' }).should.be.rejectedWith({ code: 'TUYA_STATE' });
    });
  });
});
