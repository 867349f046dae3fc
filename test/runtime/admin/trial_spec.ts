import should from 'should';
import { Abort } from '../../../nodes/cloud';
import { readAccount } from '../../../nodes/runtime/account/settings';
import { Trial } from '../../../nodes/runtime/admin/trial';
import { useLiveNode } from '../../support/live-node';

describe('a trial of an account', () => {
  const live = useLiveNode();
  const trialOf = (account: object, time = 60_000): Trial => {
    const settings = readAccount({ dataCenter: 'eu', ...account }, { client_id: 'id', secret: 'secret' });
    return new Trial(live().flow.RED, { id: 'new', settings }, { calls: 3, time, signal: new Abort() });
  };
  const patience = (account: object, time?: number): number => trialOf(account, time).patience.timeout;

  it('waits for a call as long as the account does, eight seconds at most, and never beyond its own end', () => {
    patience({ timeout: 2 }).should.equal(2000);
    patience({ timeout: 60 }).should.equal(8000);
    patience({ timeout: 60 }, 500).should.be.belowOrEqual(500);
  });

  it('looks for no name where the address is none', () => {
    for (const host of ['127.0.0.1', '[::1]', '[fd00::1]'])
      should(trialOf({ dataCenter: 'custom', baseUrl: `https://${host}:1` }).reached).equal('name', host);
    should(trialOf({}).reached).be.undefined();
  });
});
