import 'should';
import { failureOf, startRig } from '../support/rig';
import type { Rig } from '../support/rig';

const LAMP = 'lamp0001desk';
const WARM = 'ther0001living';
const specification = (id: string): string => `/v1.0/devices/${id}/specifications`;
const model = (id: string): string => `/v2.0/cloud/thing/${id}/model`;

interface Row {
  code: string;
  type: string;
  values: string;
}
interface Property {
  code: string;
  accessMode: string;
  abilityId: number;
  typeSpec: Record<string, unknown>;
}

describe('what the cloud tells of values', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
  });
  afterEach(() => rig.close());

  const result = async (path: string): Promise<unknown> => (await rig.call({ path })).envelope.result;
  const rows = async (id: string): Promise<{ functions: Row[]; status: Row[] }> =>
    (await result(specification(id))) as { functions: Row[]; status: Row[] };
  const properties = async (id: string): Promise<Property[]> => {
    const answer = (await result(model(id))) as { model: string };
    const { services } = JSON.parse(answer.model) as { services: { properties: Property[] }[] };
    return services.flatMap((service) => service.properties);
  };
  const send = (id: string, body: Record<string, unknown>): Promise<unknown> => {
    const commands = Object.entries(body).map(([code, value]) => ({ code, value }));
    return rig.call({ method: 'POST', path: `/v1.0/devices/${id}/commands`, body: { commands } });
  };
  const issue = (id: string, body: object): Promise<unknown> => {
    const path = `/v2.0/cloud/thing/${id}/shadow/properties/issue`;
    return rig.call({ method: 'POST', path, body: { properties: JSON.stringify(body) } });
  };

  it('a specification has limits as JSON in a text, tenths as whole numbers', async () => {
    const { functions, status } = await rows(WARM);
    const [limits] = functions.filter(({ code }) => code === 'temp_set').map(({ values }) => values);
    (JSON.parse(limits ?? '') as object).should.eql({ unit: '℃', min: 50, max: 350, scale: 1, step: 5 });
    functions.some(({ code }) => code === 'fault').should.be.false();
    status.filter(({ code }) => code === 'fault').should.matchEach({ type: 'Bitmap' });
  });

  it('the thing model has all data points, and says which are only reported', async () => {
    const all = await properties(WARM);
    all.should.matchAny({
      code: 'temp_set',
      accessMode: 'rw',
      typeSpec: { type: 'value', scale: 1, step: 5 },
    });
    all.should.matchAny({ code: 'fault', accessMode: 'ro', typeSpec: { type: 'bitmap' } });
    all.should.matchAny({ code: 'week_program', accessMode: 'rw', typeSpec: { type: 'raw' } });
    (await rows(WARM)).status.some(({ code }) => code === 'week_program').should.be.false();
  });

  it('a colour is JSON in one generation and digits in the other', async () => {
    (await properties(LAMP)).should.matchAny({ code: 'colour_data_v2', typeSpec: { type: 'string' } });
    await issue(LAMP, { colour_data_v2: '00b403e803e8' });
    const state = (await result(`/v1.0/devices/${LAMP}/status`)) as object[];
    state.should.matchAny({
      code: 'colour_data_v2',
      value: '{"h":180,"s":1000,"v":1000}',
    });
    const read = (await result(`/v2.0/cloud/thing/${LAMP}/shadow/properties`)) as { properties: object[] };
    read.properties.should.matchAny({ code: 'colour_data_v2', value: '00b403e803e8' });
  });

  for (const [what, code, body] of [
    ['a number beyond its limits', 2008, { temp_set: 355 }],
    ['a number with a point', 2008, { temp_set: 23.5 }],
    ['a number as a text', 2008, { temp_set: '235' }],
    ['a mode that it does not have', 2008, { mode: 'turbo' }],
    ['a code that it does not have', 2008, { warmth: 1 }],
    ['a code that it only reports', 2008, { temp_current: 200 }],
    ['a code of the other generation', 2008, { child_lock: true }],
  ] as const) {
    it(`${what} is refused`, async () => {
      (await failureOf(send(WARM, body))).code.should.equal(`TUYA_${code}`);
      rig.cloud.executed.should.eql([]);
    });
  }

  it('what a device only reports at all is a function that it does not support', async () => {
    (await failureOf(send('door0001front', { doorcontact_state: true }))).code.should.equal('TUYA_2003');
  });

  it('colours, texts and bytes are looked at as well', async () => {
    for (const colour of [
      { h: 1 },
      { h: 361, s: 0, v: 0 },
      '{"h":1,"s":1}',
      'red',
      7,
      { h: 1.5, s: 0, v: 0 },
    ]) {
      (await failureOf(send(LAMP, { colour_data_v2: colour }))).code.should.equal('TUYA_2008');
    }
    await send(LAMP, { colour_data_v2: { h: 1, s: 2, v: 3 } });
    await send(LAMP, { colour_data_v2: '{"h":1,"s":2,"v":3}' });
    (await failureOf(issue(LAMP, { scene_data: 'x'.repeat(256) }))).code.should.equal('TUYA_2008');
    (await failureOf(issue(WARM, { week_program: 'no base64' }))).code.should.equal('TUYA_2008');
    await issue(WARM, { week_program: 'AAE=', child_lock: true, temp_set: 237 });
  });

  it('it tells nothing without the permission, of which one generation may be left', async () => {
    rig.cloud.packages.models = 'none';
    for (const path of [specification(LAMP), model(LAMP), `/v1.0/iot-03/devices/${LAMP}/specification`]) {
      (await failureOf(rig.call({ path }))).code.should.equal('TUYA_1106');
    }
    await result(`/v1.0/devices/${LAMP}/status`);
    rig.cloud.packages.models = 'thing';
    (await failureOf(rig.call({ path: specification(LAMP) }))).code.should.equal('TUYA_1106');
    await properties(LAMP);
    rig.cloud.packages.models = 'instructions';
    (await failureOf(rig.call({ path: model(LAMP) }))).code.should.equal('TUYA_1106');
    await rows(LAMP);
  });

  it('a device may be another from one day to the next', async () => {
    rig.cloud.remodel(WARM, (points) =>
      points.map((point) => (point.code === 'mode' ? { ...point, values: { range: ['turbo'] } } : point)),
    );
    await send(WARM, { mode: 'turbo' });
    const { functions } = await rows(WARM);
    functions.should.matchAny({ code: 'mode', values: '{"range":["turbo"]}' });
  });
});
