import 'should';
import { TuyaError } from '../../../nodes/cloud';
import { Reach } from '../../../nodes/runtime/account/reach';
import { helper, startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';
import { useServer } from '../../support/live-node';

describe('N17: whether the cloud is reached', () => {
  const learn = (...ends: (TuyaError | undefined)[]): string[] => {
    const lines: string[] = [];
    const reach = new Reach({ warn: (text) => lines.push(text), log: (text) => lines.push(text) });
    for (const end of ends) reach.ended(end);
    return lines;
  };
  const lost = new TuyaError('TUYA_NETWORK', 'no way');
  const LOST = 'Tuya cannot be reached: no way';
  const BACK = 'Tuya can be reached again';

  it('is told when it changes, and not again', () => {
    learn(undefined, undefined).should.eql([]);
    learn(lost, lost, undefined, undefined, lost).should.eql([LOST, BACK, LOST]);
  });

  it('is learned from faults of the network and the time alone', () => {
    for (const code of ['TUYA_TIMEOUT', 'TUYA_TLS']) learn(new TuyaError(code, 'no way')).should.eql([LOST]);
    for (const code of ['TUYA_HTTP_502', 'TUYA_BAD_RESPONSE', 'TUYA_ABORTED', 'TUYA_CONFIG']) {
      learn(new TuyaError(code, 'x')).should.eql([], code);
      learn(lost, new TuyaError(code, 'x')).should.eql([LOST], code);
    }
  });

  it('a refusal of Tuya’s has come over the network', () => {
    learn(lost, new TuyaError('TUYA_1106', 'no', { tuya: { code: 1106 } })).should.eql([LOST, BACK]);
  });

  describe('of a deployed account', () => {
    let flow: Running;
    useServer();
    afterEach(() => flow.stop());

    /** The lines of the log that are the account's. */
    const lines = (): string[] => {
      const { args } = helper.log() as unknown as { args: [{ id?: string; msg: unknown }][] };
      return args.flatMap(([{ id, msg }]) => (id === 'a' ? [String(msg)] : []));
    };
    const command = { method: 'POST', path: '/v1.0/devices/lamp0001desk/commands' };
    const payload = { commands: [{ code: 'switch_led', value: true }] };

    it('an outage of an hour with a message each minute is one line, and its end another', async () => {
      flow = await startFlow(command);
      (await flow.ask({ payload })).tuya?.should.have.property('success', true);
      flow.cloud.fail('reset', { times: Infinity });
      for (let minute = 0; minute < 60; minute++) {
        (await flow.ask({ payload })).error?.should.have.property('code', 'TUYA_NETWORK');
      }
      flow.cloud.clearFaults();
      for (let i = 0; i < 3; i++) await flow.ask({ payload });
      lines().should.have.length(2);
      lines()[0]?.should.startWith('Tuya cannot be reached: ');
      lines()[1]?.should.equal(BACK);
    });

    it('a token that cannot be had is told as well, and what needs no call says nothing', async () => {
      flow = await startFlow({ type: 'tuya-token', action: '', property: 'payload', propertyType: 'msg' });
      await flow.ask({ action: 'get' });
      flow.cloud.fail('reset', { times: Infinity });
      await flow.ask({ action: 'renew' });
      await flow.ask({ action: 'get' });
      lines().should.have.length(1);
      flow.cloud.clearFaults();
      await flow.ask({ action: 'get' });
      lines().should.have.length(1);
    });
  });
});
