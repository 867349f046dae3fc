import 'should';
import { authorizationUrl } from '../../../nodes/cloud/login/authorization-url';
import { SignedStates } from '../../../nodes/cloud/login/signed-states';
import { LOGIN_TIME } from '../../../nodes/cloud/login/states';
import { MOST_WAITING, WaitingStates } from '../../../nodes/cloud/login/waiting-states';
import { failureOf } from '../../support/rig';

const ACCOUNT = { client_id: 'id', baseUrl: 'https://openapi.tuyaeu.com' };

describe('code mode: address and state', () => {
  let now = 1_700_000_000_000;
  const clock = (): number => now;

  it('the address is the data center’s page with the documented parameters', () => {
    const url = new URL(authorizationUrl(ACCOUNT, 'https://me.example/cb?x=1', 's'));
    url.origin.should.equal('https://openapi.tuyaeu.com');
    url.pathname.should.equal('/login/open/tuya/login/v1/index.html');
    Object.fromEntries(url.searchParams).should.eql({
      client_id: 'id',
      redirect_uri: 'https://me.example/cb?x=1',
      state: 's',
    });
  });

  it('the page from the console counts more, and what it names stays', () => {
    const authorizeUrl =
      'https://h5.example/login?client_id=other&redirect_uri=https%3A%2F%2Fa.example&state=old';
    const url = new URL(authorizationUrl({ ...ACCOUNT, authorizeUrl }, 'https://b.example', 'new'));
    Object.fromEntries(url.searchParams).should.eql({
      client_id: 'other',
      redirect_uri: 'https://a.example',
      state: 'new',
    });
  });

  describe('states of the dialog', () => {
    it('count once, for ten minutes, and only when they are known', () => {
      const states = new WaitingStates<string>(clock);
      const state = states.issue('settings');
      for (const wrong of ['', undefined, ['a'], state.slice(0, -1), `${state}x`]) {
        (states.redeem(wrong) === undefined).should.be.true();
      }
      states.redeem(state)?.should.equal('settings');
      (states.redeem(state) === undefined).should.be.true();
      const late = states.issue('late');
      now += LOGIN_TIME;
      (states.redeem(late) === undefined).should.be.true();
    });

    it('are at most twenty: the oldest gives way', () => {
      const states = new WaitingStates<number>(clock);
      const issued = Array.from({ length: MOST_WAITING + 1 }, (_, i) => states.issue(i));
      (states.redeem(issued[0]) === undefined).should.be.true();
      states.redeem(issued[1])?.should.equal(1);
      states.redeem(issued.at(-1))?.should.equal(MOST_WAITING);
    });
  });

  describe('A1: states of flows', () => {
    const fails = async (states: SignedStates, state: unknown): Promise<void> => {
      (await failureOf(states.redeem(state))).code.should.equal('TUYA_STATE');
    };

    /** States of an account, in a process that remembers on its own or with others. */
    function statesOf(secret: string, account: string, claimed = new Set<string>()): SignedStates {
      return new SignedStates(secret, account, clock, async (name) => {
        const first = !claimed.has(name);
        claimed.add(name);
        return first;
      });
    }

    it('count once, in whatever process of the same account', async () => {
      const claimed = new Set<string>();
      const here = statesOf('secret', 'account', claimed);
      const there = statesOf('secret', 'account', claimed);
      const state = here.issue();
      await there.redeem(state);
      await fails(there, state);
      await fails(here, state);
    });

    it('count once, however their text is written', async () => {
      const states = statesOf('secret', 'account');
      const state = states.issue();
      await states.redeem(state);
      const [body = '', sign = ''] = state.split('.');
      for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
        await fails(states, `${body.slice(0, -1)}${last}.${sign}`);
      }
    });

    it('are refused when missing, changed, expired, of another account or another secret', async () => {
      const states = statesOf('secret', 'account');
      const state = states.issue();
      const [body = '', sign = ''] = state.split('.');
      for (const wrong of [
        undefined,
        '',
        '.',
        body,
        `${body}.`,
        `x${body.slice(1)}.${sign}`,
        `${body}.x${sign.slice(1)}`,
        [state],
        { state },
      ]) {
        await fails(states, wrong);
        states.isOurs(wrong).should.be.false();
      }
      await fails(statesOf('secret', 'other'), state);
      await fails(statesOf('other', 'account'), state);
      states.isOurs(state).should.be.true();
      await states.redeem(state);
      const late = states.issue();
      now += LOGIN_TIME;
      await fails(states, late);
    });

    it('five hundred may be on their way at once', async () => {
      const states = statesOf('secret', 'account');
      const issued = Array.from({ length: 500 }, () => states.issue());
      new Set(issued).size.should.equal(500);
      for (const state of issued.reverse()) await states.redeem(state);
      for (const state of issued) await fails(states, state);
    });
  });
});
