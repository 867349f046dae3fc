import should from 'should';
import { PATHS } from '../../../nodes/shared/admin';
import type { Stage } from '../../../nodes/shared/admin';
import { DialogRig } from '../../support/dialog-rig';
import type { Reply } from '../../support/dialog-rig';
import { helper, seen } from '../../support/flow-rig';
import { stageOf } from '../../support/stages';

const CANARY = 'canary-of-the-environment';

describe('A14: environment variables in a form of the dialog', () => {
  const rig = new DialogRig();
  const said: string[] = [];
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
    process.env.TUYA_TEST_CANARY = CANARY;
    process.env.TUYA_TEST_OTHER = 'another-value';
  });
  after(async () => {
    delete process.env.TUYA_TEST_CANARY;
    delete process.env.TUYA_TEST_OTHER;
    delete process.env.TUYA_TEST_CALLBACK;
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  beforeEach(() => rig.start());
  afterEach(async () => {
    const all = [...said.splice(0), JSON.stringify((helper.log() as unknown as { args: unknown[] }).args)];
    await rig.stop();
    all.join('\n').should.not.match(new RegExp(CANARY));
  });

  const ask = async (path: string, more: Record<string, unknown>): Promise<Reply> => {
    const reply = await rig.post(path, rig.form(more));
    said.push(reply.text);
    return reply;
  };
  const id = { client_id: '${TUYA_TEST_CANARY}', secret: 'x' };
  const fields: [string, Record<string, unknown>][] = [
    ...['dataCenter', 'baseUrl', 'mode', 'timeout', 'rateLimit', 'bundleId', 'authorizeUrl', 'redirectUrl'],
    ...['tokenStore', 'tls', 'proxy', 'code', 'uid', 'name'],
  ].map((name) => [name, { [name]: '${TUYA_TEST_CANARY}' }] as [string, Record<string, unknown>]);

  const other = '${TUYA_TEST_OTHER}';
  const keys: typeof fields = [
    ['client_id', { credentials: id }],
    ['a client_id that has a namesake', { credentials: id, client_id: other }],
    [
      'a secret that has a namesake',
      { credentials: { client_id: 'x', secret: id.client_id }, secret: other },
    ],
  ];

  for (const [name, more] of [...fields, ...keys]) {
    it(`no answer tells what the variable in ${name} holds`, async () => {
      rig.flow.cloud.fail({ code: 1004, msg: `no good: ${CANARY}` }, { times: 20 });
      for (const path of [PATHS.test, PATHS.devices, PATHS.startLogin, PATHS.pasteCode]) {
        await ask(path, { code: 'x', ...more });
        await ask(path, { code: 'x', mode: 'simple', ...more });
      }
    });
  }

  it('a text names the variable instead', async () => {
    rig.flow.cloud.fail({ code: 1106, msg: `no good: ${CANARY}` }, { times: 20 });
    const { body } = await ask(PATHS.test, { bundleId: '${TUYA_TEST_CANARY}' });
    const { message } = stageOf(body.stages as Stage[], 'key');
    message.should.match(/no good: \$\{TUYA_TEST_CANARY\}/);
  });

  it('what was signed names it too', async () => {
    rig.flow.cloud.fail({ code: 1004, msg: 'sign invalid' });
    const { body } = await ask(PATHS.test, { bundleId: '${TUYA_TEST_CANARY}' });
    const { details, hint } = stageOf(body.stages as Stage[], 'key');
    String(details).should.match(/\$\{TUYA_TEST_CANARY\}GET\n/);
    hint.should.not.match(/GET/);
  });

  describe('a deployed client_id that comes from one', () => {
    const CLIENT = '${TUYA_TEST_CLIENT}';
    afterEach(() => {
      delete process.env.TUYA_TEST_CLIENT;
    });

    /** The account is deployed with a variable for its client_id, and the cloud refuses the signature. */
    async function refused(account: Record<string, unknown> = {}): Promise<string> {
      const { client_id, secret } = rig.flow.cloud;
      process.env.TUYA_TEST_CLIENT = client_id;
      await rig.stop();
      await rig.start(account, [], { credentials: { client_id: CLIENT, secret } });
      rig.flow.cloud.fail({ code: 1004, msg: `no good: ${client_id}` }, { times: 20 });
      return client_id;
    }

    it('is not told by the dialog, which shows neither credential before it was opened', async () => {
      const client_id = await refused();
      for (const mode of ['simple', 'code']) {
        const credentials = { secret: '__PWRD__' };
        const reply = await rig.post(PATHS.test, rig.form({ mode, credentials }));
        reply.text.should.match(/"details":"\$\{TUYA_TEST_CLIENT\}\[t\]/).and.not.containEql(client_id);
        for (const path of [PATHS.devices, PATHS.pasteCode]) {
          const { text } = await rig.post(path, rig.form({ mode, credentials, code: 'x' }));
          text.should.not.containEql(client_id);
        }
      }
    });

    it('is not told by a message that fails, by a log, nor by a status', async () => {
      const client_id = await refused({ mode: 'simple' });
      const answer = await rig.flow.ask({ action: 'get' });
      String(answer.tuya?.signed).should.match(/^\$\{TUYA_TEST_CLIENT\}\[t\]/);
      should(answer.tuya).have.property('attempts', 1);
      JSON.stringify([answer, seen(rig.flow.node('n'))]).should.not.containEql(client_id);
    });

    for (const [whose, begin] of [
      ['a flow', async () => (await rig.flow.ask({ action: 'authorize' })).payload as { state: string }],
      [
        'the dialog',
        async () => ({
          state: await rig.startLogin({ credentials: { client_id: CLIENT, secret: '__PWRD__' } }),
        }),
      ],
    ] as const)
      it(`nor by the log when a user of ${whose} comes back`, async () => {
        const client_id = await refused();
        const { state } = await begin();
        const page = await rig.comeBack(state, 'uid-anna');
        const told = JSON.stringify([page.text, seen(rig.flow.node('n'))]);
        told.should.match(/Tuya login failed: [^"]*TUYA_TEST_CLIENT/).and.not.containEql(client_id);
      });
  });

  for (const [property, value, shown] of [
    ['authorizeUrl', 'https://canary-of-the-login.example', 'canary-of-the-login'],
    ['baseUrl', 'https://canary-of-the-cloud.example', 'canary-of-the-cloud'],
    ['dataCenter', 'us-e', 'openapi-ueaz'],
  ] as const) {
    it(`no login begins by which the browser would learn what the variable in ${property} holds`, async () => {
      process.env.TUYA_TEST_CALLBACK = value;
      const { body, text } = await ask(PATHS.startLogin, { [property]: '${TUYA_TEST_CALLBACK}' });
      String(body.code).should.equal('TUYA_CONFIG');
      text.should.match(/Deploy the account once/).and.not.containEql(shown);
    });
  }

  it('the address of a login shows it only where the account is deployed with it', async () => {
    const callback = 'https://canary-of-the-callback.example/tuya-config/oauth/callback';
    process.env.TUYA_TEST_CALLBACK = callback;
    const redirectUrl = '${TUYA_TEST_CALLBACK}';
    const refused = await ask(PATHS.startLogin, { redirectUrl });
    String(refused.body.code).should.equal('TUYA_CONFIG');
    refused.text.should.match(/Deploy the account once/).and.not.match(/canary-of-the-callback/);
    await rig.stop();
    await rig.start({ redirectUrl });
    const { body } = await ask(PATHS.startLogin, { redirectUrl });
    should(new URL(String(body.url)).searchParams.get('redirect_uri')).equal(callback);
  });
});
