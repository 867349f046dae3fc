import 'should';
import type { Token } from '../../../nodes/cloud';
import type { Live } from '../../../nodes/runtime/account/accounts';
import type { Lifecycle } from '../../../nodes/runtime/node/lifecycle';
import { Renewals, emitRenewals } from '../../../nodes/runtime/node/renewals';

const token = (access_token: string): Token => ({ access_token }) as Token;

describe('new tokens that a node tells', () => {
  let told: string[];
  let renewals: Renewals;
  beforeEach(() => {
    told = [];
    renewals = new Renewals(({ access_token }) => told.push(access_token));
  });

  it('at once while no message is worked on', () => {
    renewals.renewed(token('one'), false);
    told.should.eql(['one']);
    renewals.settle();
    told.should.eql(['one']);
  });

  it('afterwards while one is, except those that a message has brought', () => {
    renewals.renewed(token('one'), true);
    renewals.renewed(token('two'), true);
    renewals.bring({ access_token: 'two' });
    renewals.bring(undefined);
    told.should.eql([]);
    renewals.settle();
    told.should.eql(['one']);
    renewals.settle();
    told.should.eql(['one']);
  });

  it('what one message brought is not held against a later one', () => {
    renewals.bring({ access_token: 'one' });
    renewals.settle();
    renewals.renewed(token('one'), true);
    renewals.settle();
    told.should.eql(['one']);
  });
});

describe('a node that emits new tokens', () => {
  it('watches the tokens of each account as long as that is its own, and says which it has lost', async () => {
    const steps: string[] = [];
    let attend: ((account: Live) => () => void) | undefined;
    const life = {
      busy: 0,
      flow: {
        RED: { _: (key: string) => key },
        node: { error: (text: string) => steps.push(text) },
      },
      attend: (begin: (account: Live) => () => void) => {
        attend = begin;
      },
    };
    emitRenewals(life as unknown as Lifecycle, (account, { access_token }) => {
      steps.push(`${account.id} ${access_token}`);
      return access_token === 'lost' ? Promise.reject(new Error('full')) : Promise.resolve();
    });
    const tell = new Map<string, (token: Token) => void>();
    const account = (id: string): Live =>
      ({
        id,
        client: {
          watch: (watcher: (token: Token) => void) => {
            tell.set(id, watcher);
            return () => tell.delete(id);
          },
        },
      }) as unknown as Live;
    const leave = attend?.(account('a'));
    tell.get('a')?.(token('one'));
    leave?.();
    [...tell.keys()].should.eql([]);
    attend?.(account('b'));
    tell.get('b')?.(token('lost'));
    await new Promise(setImmediate);
    steps.slice(0, 2).should.eql(['a one', 'b lost']);
    steps.slice(2).should.have.length(1);
  });
});
