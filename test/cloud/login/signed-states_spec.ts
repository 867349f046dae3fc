import { createHmac, hkdfSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import should from 'should';
import { SignedStates } from '../../../nodes/cloud/login/signed-states';
import { LOGIN_TIME } from '../../../nodes/cloud/login/states';
import { FileStorage } from '../../../nodes/cloud/storage/file-storage';
import { TokenStore } from '../../../nodes/cloud/storage/token-store';
import { failureOf } from '../../support/rig';

describe('signed states', () => {
  let now = 1_700_000_000_000;
  const clock = (): number => now;

  /** Another text of the same length. */
  const other = (text: string): string => (text.startsWith('x') ? 'y' : 'x') + text.slice(1);

  describe('A1: states of flows', () => {
    const fails = async (states: SignedStates, state: unknown): Promise<void> => {
      (await failureOf(states.redeem(state))).code.should.equal('TUYA_STATE');
    };

    /** States of an account, in a process that remembers on its own or with others. */
    function statesOf(secret: string, account: string, claimed = new Set<string>()): SignedStates {
      return new SignedStates(secret, account, clock, {
        claim: async (name) => {
          const first = !claimed.has(name);
          claimed.add(name);
          return first;
        },
        release: async () => undefined,
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

    /** A state as any program would sign it that knows the secret: `length` bytes that end at `end`. */
    function signedBy(secret: string, account: string, end: number, length = 32): string {
      const key = Buffer.from(hkdfSync('sha256', secret, account, 'tuya login state', 32));
      const body = Buffer.alloc(length, 7);
      body.writeBigUInt64BE(BigInt(end));
      const sign = createHmac('sha256', key).update(`${account}\0`).update(body).digest();
      return `${body.toString('base64url')}.${sign.toString('base64url')}`;
    }

    it('are signed with a key of their own, so that another version of the program takes them in', async () => {
      const states = statesOf('secret', 'account');
      await states.redeem(signedBy('secret', 'account', now + LOGIN_TIME));
    });

    it('have 24 bytes of chance: what else the key has signed is none', async () => {
      const states = statesOf('secret', 'account');
      for (const length of [8, 31, 33])
        await fails(states, signedBy('secret', 'account', now + 1000, length));
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
        `${other(body)}.${sign}`,
        `${body}.${other(sign)}`,
        `${state}.`,
        `.${state}`,
        `x.${sign}`,
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

    it('count for ten minutes, and never when a clock that was wrong has issued them', async () => {
      const states = statesOf('secret', 'account');
      const [early, late, far] = [states.issue(), states.issue(), states.issue()];
      now -= LOGIN_TIME;
      await states.redeem(early); // another machine's clock may be behind
      now -= 1;
      await fails(states, far);
      now += 2 * LOGIN_TIME;
      await states.redeem(late);
      now += 1;
      await fails(states, far);
    });

    it('are claimed by a name that is not theirs, until they end', async () => {
      const claims: [string, number][] = [];
      const states = new SignedStates('secret', 'account', clock, {
        claim: async (...claim) => {
          claims.push(claim);
          return true;
        },
        release: async () => undefined,
      });
      const state = states.issue();
      await states.redeem(state);
      claims.should.have.length(1);
      should(claims[0]?.[0]).match(/^[0-9a-f]{32}$/);
      should(claims[0]?.[1]).equal(now + LOGIN_TIME);
      Buffer.from(state, 'base64url').toString('hex').should.not.containEql(claims[0]?.[0]);
    });

    it('of an account with the same key material are still bound to its name', () => {
      // The account stands in the key and in what is signed: two that share one of both would still differ.
      const signatures = ['a', 'b'].map((account) => {
        const states = statesOf('secret', account);
        Object.assign(states, { key: Buffer.alloc(32) });
        return states;
      });
      const state = signatures[0]?.issue();
      should(signatures[0]?.isOurs(state)).be.true();
      should(signatures[1]?.isOurs(state)).be.false();
    });

    describe('a login that', () => {
      const gone = new Error('Tuya refused the code');

      it('succeeds brings its answer, and uses the state up', async () => {
        const states = statesOf('secret', 'account');
        const state = states.issue();
        (await states.once(state, () => Promise.resolve('anna'))).should.equal('anna');
        await fails(states, state);
      });

      it('fails gives the claim back, and its error is told', async () => {
        const given: [string, number][] = [];
        const taken: [string, number][] = [];
        const states = new SignedStates('secret', 'account', clock, {
          claim: async (...claim) => (taken.push(claim), true),
          release: async (...claim) => {
            given.push(claim);
          },
        });
        const state = states.issue();
        await states.once(state, () => Promise.reject(gone)).should.be.rejectedWith(gone.message);
        given.should.eql(taken);
        await states.once(states.issue(), () => Promise.resolve());
        given.should.have.length(1);
      });

      it('has a wrong state never begins', async () => {
        const states = statesOf('secret', 'account');
        let begun = 0;
        const login = async (): Promise<void> => {
          begun++;
        };
        (await failureOf(states.once('junk', login))).code.should.equal('TUYA_STATE');
        begun.should.equal(0);
      });

      it('fails where nobody takes claims back is an error all the same', async () => {
        const states = statesOf('secret', 'account');
        await states.once(states.issue(), () => Promise.reject(gone)).should.be.rejectedWith(gone.message);
      });
    });

    it('A13: 400 callbacks with junk codes leave no file, and none of their states counts again', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tuya-junk-'));
      try {
        const key = { client_id: 'id', secret: 'secret' };
        const store = new TokenStore(key, new FileStorage(folder), () => undefined);
        const states = new SignedStates('secret', 'account', Date.now, store);
        const junk = Array.from({ length: 400 }, () => states.issue());
        for (const state of junk) {
          await failureOf(states.once(state, () => Promise.reject(new Error('junk'))));
        }
        readdirSync(folder).should.eql([]);
        for (const state of junk) await fails(states, state);
        await states.once(states.issue(), () => Promise.resolve());
        readdirSync(folder).should.have.length(1);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  });
});
