import 'should';
import { Households, namesIn } from '../support/households';
import { failureOf, startRig } from '../support/rig';
import type { Rig } from '../support/rig';

const LINKED = '/v1.0/iot-01/associated-users/devices';
const HUB = '/v1.0/devices/hub00001ir';
const KITCHEN = '/v1.0/devices/lamp0002kitchen/status';
const DESK = '/v1.0/devices/lamp0001desk/status';

describe('what a project is permitted to see', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  const refused = async (...paths: string[]): Promise<void> => {
    for (const path of paths) (await failureOf(rig.call({ path }))).code.should.equal('TUYA_1106');
  };
  const allowed = async (...paths: string[]): Promise<void> => {
    for (const path of paths) (await rig.call({ path })).envelope.success.should.be.true();
  };

  it('each permission package opens the devices of its source, and lists leave the others out', async () => {
    const count = async (): Promise<number> => namesIn(await rig.call({ path: '/v1.0/devices' })).length;
    (await count()).should.equal(10);
    rig.cloud.packages.app = false;
    await refused(KITCHEN, '/v1.0/devices/status?device_ids=lamp0001desk,lamp0002kitchen');
    await allowed(DESK, HUB, LINKED);
    (await count()).should.equal(8);
    rig.cloud.packages.user = false;
    await allowed(HUB);
    (await count()).should.equal(1);
    await refused(DESK, LINKED, '/v1.0/users/uid-anna/devices', '/v1.3/iot-03/devices?source_type=tuyaUser');
    rig.cloud.packages.product = false;
    await refused(HUB, '/v1.0/devices', '/v1.0/position/city?lon=1&lat=2');
  });

  it('a list by source holds the devices of that source', async () => {
    const ids = async (query: string): Promise<string[]> => {
      const { envelope } = await rig.call({ path: `/v1.3/iot-03/devices?${query}` });
      return (envelope.result as { list: { id: string }[] }).list.map(({ id }) => id);
    };
    (await ids('source_type=product')).should.eql(['hub00001ir']);
    (await ids('source_type=homeApp&source_id=uid-ben')).should.eql(['lamp0002kitchen', 'sock0003tv']);
    (await ids('source_type=tuyaUser&source_id=uid-ben')).should.eql([]);
  });

  it("the project may ask for any user's devices", async () => {
    for (const [uid, count] of [
      ['uid-anna', 8],
      ['uid-ben', 2],
    ] as const) {
      const { envelope } = await rig.call({ path: `/v1.0/users/${uid}/devices` });
      (envelope.result as object[]).should.have.length(count);
    }
  });

  it("a user's token opens no path of another user", async () => {
    const houses = await Households.start();
    try {
      const process = houses.process();
      await houses.authorize(process, 'uid-ben');
      const call = (path: string) =>
        process.client.call({ method: 'GET', path }, houses.signal, { uid: 'uid-ben' });
      ((await call('/v1.0/users/uid-ben/devices')).envelope.result as object[]).should.have.length(2);
      for (const path of ['/v1.0/users/uid-anna/devices', '/v1.0/users/uid-anna/homes', DESK]) {
        (await failureOf(call(path))).code.should.equal('TUYA_1106');
      }
    } finally {
      await houses.close();
    }
  });
});
