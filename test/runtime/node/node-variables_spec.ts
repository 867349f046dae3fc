import should from 'should';
import { startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';
import { useServer } from '../../support/live-node';

const CANARY = 'canary0of0a0variable';
const COMMAND = { commands: [{ code: 'switch_led', value: true }] };

/** What is set by a variable, and how the error names it. */
const SET: [what: string, node: Record<string, unknown>, named: string][] = [
  ['a path', { path: '${TUYA_TEST_PATH}' }, '${TUYA_TEST_PATH}'],
  ['a path by its type', { path: 'TUYA_TEST_PATH', pathType: 'env' }, '${TUYA_TEST_PATH}'],
  [
    'a placeholder',
    {
      path: '/v1.0/devices/{device_id}/commands',
      params: [{ name: 'device_id', value: '${TUYA_TEST_ID}', type: 'str' }],
    },
    '${TUYA_TEST_ID}',
  ],
  [
    'a placeholder by its type',
    {
      path: '/v1.0/devices/{device_id}/commands',
      params: [{ name: 'device_id', value: 'TUYA_TEST_ID', type: 'env' }],
    },
    '${TUYA_TEST_ID}',
  ],
];

describe('environment variables in the settings of a node', () => {
  let flow: Running;
  useServer();

  before(() => {
    process.env.TUYA_TEST_ID = CANARY;
    process.env.TUYA_TEST_PATH = `/v1.0/devices/${CANARY}/commands`;
  });
  after(() => {
    delete process.env.TUYA_TEST_ID;
    delete process.env.TUYA_TEST_PATH;
  });
  afterEach(() => flow.stop());

  for (const [what, node, named] of SET) {
    for (const code of [1004, 1106, 2001, 2008]) {
      it(`A14: ${what} is sent, and what the variable holds is in no error: ${code}`, async () => {
        flow = await startFlow({ method: 'POST', ...node });
        flow.cloud.fail({ code, msg: `no good: ${CANARY}` }, { kind: 'business', times: 9 });
        const { error, tuya } = await flow.ask({ payload: COMMAND });
        should(error?.code).equal(`TUYA_${code}`);
        String(flow.cloud.businessCalls[0]?.path).should.containEql(CANARY);
        const told = JSON.stringify([error, tuya, flow.statuses('n'), flow.logged('n')]);
        told.should.not.containEql(CANARY);
        if (code === 1004) String(tuya?.signed).should.containEql(named);
      });
    }
  }
});
