import { once } from 'node:events';
import 'should';
import type { Cloud } from '../simulator/index';
import type { TroubleName } from '../simulator/troubles';
import { startUncaught } from '../support/debug-sidebar';
import type { Uncaught, UncaughtFlow } from '../support/debug-sidebar';
import { PLACED, helper, startFlow } from '../support/flow-rig';
import type { Running } from '../support/flow-rig';
import { useServer } from '../support/live-node';

/** What people do wrong, and the sentence that names it with the next click: in the debug sidebar without a Catch node, and in the dialog. */

interface Mistake {
  name: string;
  /** The key as it was entered. */
  key?: (cloud: Cloud) => Record<string, string>;
  /** What the account's dialog says otherwise. */
  form?: Record<string, unknown>;
  /** What is wrong at Tuya. */
  trouble?: TroubleName;
  /** The node that runs into it. */
  node?: Record<string, unknown>;
  /** The words that name the mistake, and those that name the next click. */
  named: RegExp;
  click: RegExp;
  /** What the dialog shows of it, where its test cannot run into it as the node does. */
  inDialog?: 'when it reads';
}

const OTHER = 'another0secret0that0fits0nothing';

const MISTAKES: Mistake[] = [
  {
    name: 'wrong secret',
    key: () => ({ secret: OTHER }),
    named: /The secret is wrong or belongs to another project/,
    click: /copy the Access Secret again from the project's Overview page/,
  },
  {
    name: 'a blank in the secret',
    key: ({ secret }) => ({ secret: `${secret.slice(0, 9)} ${secret.slice(9)}` }),
    named: /The secret holds a blank/,
    click: /Copy the Access Secret \/ Client Secret again from the project's Overview page/,
  },
  {
    name: 'wrong data center',
    trouble: 'key not known here',
    named: /The client_id is not known in this data center/,
    click: /Press Find my data center in the account/,
  },
  {
    name: 'a data center that is not enabled',
    trouble: 'wrong data center',
    named: /The data center that the account calls is not enabled in this project/,
    click: /press Find my data center in the account/,
  },
  {
    name: 'an App key in simple mode',
    trouble: 'wrong kind of key',
    named: /The key is probably an App Authorization key, and simple mode needs/,
    click: /copy Access ID and Access Secret from the project's Overview page .* or choose code mode there/,
  },
  {
    name: 'a Cloud key in code mode',
    form: { mode: 'code', redirectUrl: 'https://node-red.example/callback' },
    trouble: 'wrong kind of key',
    node: { type: 'tuya-token', action: 'exchange' },
    named: /The key is probably a Cloud Authorization key, and code mode needs/,
    click: /make one in the Tuya IoT console under Authorization > App Authorization/,
  },
  {
    name: 'a service missing',
    trouble: 'service missing',
    node: { path: '/v1.0/position/weather?lon=13.4&lat=52.5' },
    named: /The project may not use the service (Weather Service|Authorization Token Management)/,
    click: /tab Service API, press Go to Authorize/,
  },
  {
    name: 'the trial over',
    trouble: 'trial over',
    named: /The trial of IoT Core is over/,
    click: /Cloud > Cloud Services > IoT Core > View Details and press Extend Trial Period/,
  },
  {
    name: 'the quota used up',
    trouble: 'quota used up',
    named: /The calls of this month are used up: they begin anew on [A-Z][a-z]+ 1\./,
    click: /extend or upgrade the plan .* Cloud > Cloud Services > IoT Core/,
  },
  {
    name: 'a device not linked',
    node: { path: '/v1.0/devices/vdevo1600000000000/status' },
    named: /The project does not see vdevo1600000000000/,
    click: /tab Devices > Link App Account and link the app account that has it/,
    inDialog: 'when it reads',
  },
  {
    name: 'the clock off',
    trouble: 'clock off',
    named: /The clock of this machine is 7 minutes behind/,
    click: /set it, for example by switching NTP on/,
  },
];

describe('ten mistakes', () => {
  describe('in the debug sidebar, without a Catch node', () => {
    let flow: Uncaught;
    afterEach(() => flow.stop());

    const start = async ({ key, form, node }: Mistake, others: object[] = []): Promise<void> => {
      flow = await startUncaught((cloud): UncaughtFlow => {
        const begins = { id: 'l', z: 't', x: 1, y: 1, type: 'tuya-token', account: 'a', action: 'authorize' };
        const more = [
          { ...begins, wires: [['out']] },
          { id: 'out', z: 't', x: 1, y: 1, type: 'helper' },
        ];
        return {
          ...(form === undefined ? {} : { account: form }),
          ...(key === undefined ? {} : { credentials: key(cloud) }),
          ...(node === undefined ? {} : { node }),
          more: [...(form === undefined ? [] : more), ...(others as Record<string, unknown>[])],
        };
      });
    };

    /** The message that runs into it: in code mode that of a user who comes back from the login. */
    const message = async ({ form }: Mistake): Promise<object> => {
      if (form === undefined) return {};
      const begun = once(flow.node('out'), 'input');
      flow.node('l').receive({});
      const [{ payload }] = (await begun) as [{ payload: { state: string } }];
      return { code: 'code0of0a0login', state: payload.state };
    };

    for (const mistake of MISTAKES) {
      it(`${mistake.name}: named at a glance, and the next click after it`, async () => {
        await start(mistake);
        if (mistake.trouble !== undefined) flow.cloud.play(mistake.trouble);
        const msg = await message(mistake);
        const { atAGlance, whole } = await flow.shown(() => {
          flow.node('n').receive(msg);
        });
        atAGlance.should.match(mistake.named);
        whole.should.match(mistake.click);
        whole.should.not.containEql(flow.cloud.secret).and.not.containEql(OTHER);
      });

      it(`${mistake.name}: the second message is told the same, though the log knows of it`, async () => {
        await start(mistake);
        if (mistake.trouble !== undefined) flow.cloud.play(mistake.trouble);
        const tell = async (): Promise<string> => {
          const msg = await message(mistake);
          const { whole } = await flow.shown(() => {
            flow.node('n').receive(msg);
          });
          return whole;
        };
        await tell();
        (await tell()).should.match(mistake.named).and.match(mistake.click);
      });

      it(`${mistake.name}: with a Catch node it stands in msg.error.message and msg.tuya.hint`, async () => {
        await start(mistake, [
          { ...PLACED, id: 'c', type: 'catch', scope: ['n'], uncaught: false, wires: [['caught']] },
          { ...PLACED, id: 'caught', type: 'helper' },
        ]);
        if (mistake.trouble !== undefined) flow.cloud.play(mistake.trouble);
        const msg = await message(mistake);
        const came = once(flow.node('caught'), 'input');
        flow.node('n').receive(msg);
        const [caught] = (await came) as [{ error: { message: string }; tuya: { hint: string } }];
        const { error, tuya } = caught;
        error.message.should.match(mistake.named).and.match(mistake.click);
        tuya.hint.should.match(mistake.click);
        const told = JSON.stringify({ error, tuya });
        told.should.not.containEql(flow.cloud.secret).and.not.containEql(OTHER);
      });
    }
  });

  describe('P2: a token that somebody takes', () => {
    let flow: Uncaught;
    afterEach(() => flow.stop());

    const taken = async (more: Record<string, unknown>[]): Promise<string> => {
      flow = await startUncaught(() => ({ more }));
      flow.cloud.play('token taken');
      const { whole } = await flow.shown(() => {
        flow.node('n').receive({});
      });
      return whole;
    };

    it('is taken by another program, where no account here may have done it', async () => {
      (await taken([])).should.match(/^The token was renewed and refused again: probably another program/);
    });

    it('and the account is told of the same one, not of a program, where it is an account', async () => {
      const other = { id: 'b', type: 'tuya-config', dataCenter: 'eu', mode: 'simple', name: 'Kitchen' };
      flow = await startUncaught(() => ({ more: [other] }));
      flow.cloud.play('token taken');
      const { whole } = await flow.shown(() => {
        flow.node('n').receive({});
      }, 'a');
      whole.should.equal('tuya-config.state.rivalAccount.log');
    });

    for (const mode of ['simple', 'code']) {
      it(`or by another account of this Node-RED in ${mode} mode, by the name that was entered`, async () => {
        process.env.TUYA_TEST_NAME = 'canary-name';
        try {
          const other = { id: 'b', type: 'tuya-config', dataCenter: 'eu', mode };
          const text = await taken([{ ...other, name: 'Kitchen ${TUYA_TEST_NAME}' }]);
          text.should.match(
            /probably another account of this Node-RED, Kitchen \$\{TUYA_TEST_NAME\}, uses the same key/,
          );
        } finally {
          delete process.env.TUYA_TEST_NAME;
        }
      });
    }
  });

  describe('in the dialog', () => {
    let flow: Running;
    useServer();
    afterEach(() => flow.stop());

    for (const mistake of MISTAKES.filter(({ inDialog }) => inDialog === undefined)) {
      it(`${mistake.name}: the test of the form says the same`, async () => {
        flow = await startFlow({});
        const { cloud } = flow;
        // All that a test asks for is a token.
        if (mistake.trouble !== undefined) cloud.play(mistake.trouble, { kind: 'token' });
        const { client_id, secret } = cloud;
        const form = {
          ...{ id: 'new', dataCenter: 'custom', baseUrl: cloud.url, mode: 'simple', timeout: 5 },
          ...mistake.form,
          credentials: { client_id, secret, ...mistake.key?.(cloud) },
        };
        const { body, text } = (await helper.request().post('/tuya-config/test').send(form)) as {
          body: { stages: { ok: boolean; message: string; hint: string }[] };
          text: string;
        };
        const failed = body.stages.filter(({ ok }) => !ok).map(({ message, hint }) => `${message}. ${hint}`);
        failed.join(' ').should.match(mistake.named).and.match(mistake.click);
        text.should.not.containEql(secret).and.not.containEql(OTHER);
      });
    }
  });
});
