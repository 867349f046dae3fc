import should from 'should';
import type { TokenStore, TuyaClient } from '../../../nodes/cloud';
import { TuyaError } from '../../../nodes/cloud';
import { askAnyUser } from '../../../nodes/runtime/account/any-user';

describe('a question that any user may answer', () => {
  let asked: string[];
  /** Who may see the device. */
  let having: string[];

  /** Whose count each question is. */
  let payers: string[];

  beforeEach(() => {
    asked = [];
    payers = [];
    having = [];
  });

  const client = {
    call: (
      { path }: { path: string },
      _: unknown,
      { uid = 'project', by = 'account' }: { uid?: string; by?: string },
    ) => {
      asked.push(`${uid} ${path}`);
      payers.push(by);
      return having.includes(uid)
        ? Promise.resolve({ envelope: { result: `of ${uid}` } })
        : Promise.reject(new TuyaError('TUYA_1106', `refused ${uid}`));
    },
  } as unknown as TuyaClient;
  const storeOf = (...uids: string[]): TokenStore =>
    ({
      list: ({ limit }: { limit: number }) =>
        Promise.resolve({ users: uids.slice(-limit).map((uid) => ({ uid })) }),
    }) as unknown as TokenStore;

  it('is asked with the token of the project in simple mode, whoever is named', async () => {
    having = ['project'];
    should(await askAnyUser(client, undefined, { uid: 'anna' })('/x')).equal('of project');
    asked.should.eql(['project /x']);
  });

  it('is asked in the name of the user who is named, and of nobody else', async () => {
    having = ['ben'];
    await askAnyUser(client, storeOf('anna', 'ben'), { uid: 'anna' })('/x').should.be.rejectedWith({
      code: 'TUYA_1106',
    });
    asked.should.eql(['anna /x']);
  });

  it('is asked in the name of the newest first, until one has the device', async () => {
    having = ['anna', 'ben'];
    should(await askAnyUser(client, storeOf('anna', 'ben', 'carl'))('/x')).equal('of ben');
    asked.should.eql(['carl /x', 'ben /x']);
  });

  it('ends with the last refusal, after ten users at most', async () => {
    const many = Array.from({ length: 12 }, (_, i) => `u${i}`);
    const asking = askAnyUser(client, storeOf(...many))('/x');
    await asking.should.be.rejectedWith({ code: 'TUYA_1106', message: 'refused u2' });
    asked.should.have.length(10);
  });

  it('is paid for by the node that asks, whoever it is asked for, and without one by the account', async () => {
    having = ['project', 'anna'];
    for (const payer of [{ by: 'n1' }, {}]) {
      await askAnyUser(client, undefined, payer)('/x');
      await askAnyUser(client, storeOf('anna', 'ben'), payer)('/x');
      await askAnyUser(client, storeOf('anna', 'ben'), { ...payer, uid: 'anna' })('/x');
    }
    payers.should.eql([...Array<string>(4).fill('n1'), ...Array<string>(4).fill('account')]);
  });

  it('needs somebody who has authorized', async () => {
    await askAnyUser(client, storeOf())('/x').should.be.rejectedWith({ code: 'TUYA_AUTHORIZATION_REQUIRED' });
  });
});
