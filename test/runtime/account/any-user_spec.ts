import should from 'should';
import type { TokenStore, TuyaClient } from '../../../nodes/cloud';
import { TuyaError } from '../../../nodes/cloud';
import { askAnyUser } from '../../../nodes/runtime/account/any-user';

describe('a question that any user may answer', () => {
  let asked: string[];
  /** Who may see the device. */
  let having: string[];

  beforeEach(() => {
    asked = [];
    having = [];
  });

  const client = {
    call: ({ path }: { path: string }, _: unknown, { uid = 'project' }: { uid?: string }) => {
      asked.push(`${uid} ${path}`);
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

  it('needs somebody who has authorized', async () => {
    await askAnyUser(client, storeOf())('/x').should.be.rejectedWith({ code: 'TUYA_AUTHORIZATION_REQUIRED' });
  });
});
