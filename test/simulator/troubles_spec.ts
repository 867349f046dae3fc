import 'should';
import { failureOf, startRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { TROUBLE_NAMES, isTrouble } from './troubles';

const LAMP = '/v1.0/devices/lamp0001desk/status';

describe('what can be wrong with a project', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  for (const name of TROUBLE_NAMES) {
    it(`"${name}" is played by one line, until it is over`, async () => {
      rig.cloud.play(name);
      const { code } = await failureOf(rig.call({ path: LAMP }));
      code.should.match(/^TUYA_\d+$/);
      (await failureOf(rig.call({ path: LAMP }))).code.should.equal(code);
      rig.cloud.clearFaults();
      await rig.close();
      rig = await startRig();
      (await rig.call({ path: LAMP })).statusCode.should.equal(200);
    });
  }

  it('is played so many times, and on what it is for', async () => {
    rig.cloud.play('trial over', { times: 1, path: LAMP });
    (await rig.call({ path: '/v1.0/devices' })).statusCode.should.equal(200);
    (await failureOf(rig.call({ path: LAMP }))).code.should.equal('TUYA_28841002');
    (await rig.call({ path: LAMP })).statusCode.should.equal(200);
  });

  it('the clock is behind, then ahead', () => {
    rig.cloud.play('clock off');
    rig.cloud.clockOffset.should.equal(420_000);
    rig.cloud.play('clock off');
    rig.cloud.clockOffset.should.equal(-420_000);
  });

  const ask = async (fields: Record<string, string>): Promise<number> =>
    (await fetch(`${rig.cloud.url}/trouble`, { method: 'POST', body: new URLSearchParams(fields) })).status;

  it('a flow may ask for it: the next call is in trouble, and the one after is not', async () => {
    (await ask({ trouble: 'quota used up' })).should.equal(204);
    (await ask({ trouble: 'trial over' })).should.equal(204); // what was asked for before is over
    (await failureOf(rig.call({ path: LAMP }))).code.should.equal('TUYA_28841002');
    (await rig.call({ path: LAMP })).statusCode.should.equal(200);
  });

  it('nobody gets into a trouble that there is not', async () => {
    (await ask({ trouble: 'moon' })).should.equal(409);
    (await ask({})).should.equal(409);
    (await fetch(`${rig.cloud.url}/trouble`)).status.should.equal(404);
    isTrouble('toString').should.be.false();
  });
});
