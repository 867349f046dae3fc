import 'should';
import type { Token } from '../../../nodes/cloud';
import { Renewals } from '../../../nodes/runtime/node/renewals';

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
