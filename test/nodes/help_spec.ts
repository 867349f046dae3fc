import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { NodeAPI } from 'node-red';
import should from 'should';
import { PATHS } from '../../nodes/shared/admin';
import type { Stage } from '../../nodes/shared/admin';
import { startEvents } from '../support/event-rig';
import { PLACED, helper, startFlow } from '../support/flow-rig';
import type { Msg, Running } from '../support/flow-rig';
import { Help, copiesIn, inside, sectionOf, termsIn, textsIn } from '../support/help';
import type { NodeType } from '../support/help';
import { DialogRig } from '../support/dialog-rig';
import { allGoodBut, verdicts } from '../support/stages';

const functionNode = createRequire(__filename)('@node-red/nodes/core/function/10-function.js') as (
  RED: NodeAPI,
) => void;

const part = (type: NodeType, name: string): string => sectionOf(new Help('en-US', type), type, name);

/** What the example of a node shows: text to copy, and messages as JSON. */
const copies = (type: NodeType): string[] => copiesIn(part(type, 'example'));

/** A message of an example. */
const message = (text = ''): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

/** A function node with the code of an example. */
function functionOf(code: string | undefined, next: string): Record<string, unknown> {
  const settings = { outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] };
  return { id: 'f', ...PLACED, type: 'function', func: code, ...settings, wires: [[next]] };
}

/** What the help says of a property of messages, by its name. */
function saidOf(type: NodeType, property: string): string {
  const [term] = termsIn(part(type, 'outputs')).filter(({ text }) => text === property);
  return term?.said.join('') ?? '';
}

/** What of an object the help does not name. */
function untold(type: NodeType, property: string, object: unknown): string[] {
  const told = textsIn(saidOf(type, property), 'code');
  told.length.should.be.above(2);
  return Object.keys(object as object).filter((key) => !told.includes(key));
}

/** The same message with the kinds of its values in their place. */
function kinds(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, kinds(one)]));
}

describe('what the help says', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });

  /** Sends a message into the function node of an example. */
  const press = (): Promise<Msg> => {
    const answer = flow.next();
    flow.node('f').receive({ _msgid: 'x', payload: '' });
    return answer;
  };

  describe('of tuya-request', () => {
    const [code, answer] = copies('tuya-request');
    const [method, path] = textsIn(part('tuya-request', 'example'), 'code');
    afterEach(() => flow.stop());

    it('its example switches the lamp of the house, and answers what it says', async () => {
      flow = await startFlow(
        { method, path, params: [] },
        { nodes: [functionNode], more: [functionOf(code, 'n')] },
      );
      const lamp = flow.cloud.devices.find(({ id }) => id === 'lamp0001desk');
      should(lamp?.state).have.properties({ switch_led: false, bright_value_v2: 600 });
      const msg = await press();
      msg.should.containDeep(message(answer));
      should(lamp?.state).have.properties({ switch_led: true, bright_value_v2: 500 });
    });

    it('names all that an answer brings, also a reused one and one after an error', async () => {
      flow = await startFlow({ method: 'GET', path: '/v1.0/devices/{device_id}', params: [], reuse: 60 }, {});
      const device_id = 'lamp0001desk';
      const good = await flow.ask({ device_id });
      untold('tuya-request', 'tuya', good.tuya).should.eql([]);
      should(good.tuya).have.property('age');
      flow.cloud.fail({ code: 1004, msg: 'sign invalid' });
      const bad = await flow.ask({ device_id: 'sock0001coffee' });
      untold('tuya-request', 'tuya', bad.tuya).should.eql([]);
      should(bad.tuya).have.property('signed');
    });
  });

  describe('of tuya-token', () => {
    const [code, answer] = copies('tuya-token');
    afterEach(() => flow.stop());

    it('its example brings a token that looks as it says', async () => {
      flow = await startFlow(
        { type: 'tuya-token', action: '', property: 'payload', propertyType: 'msg' },
        { nodes: [functionNode], more: [functionOf(code, 'n')] },
      );
      const { payload } = await press();
      should(kinds(payload)).eql(kinds(message(answer)));
      flow.cloud.issuedTokens.should.containEql((payload as { access_token: string }).access_token);
    });

    it('names all that an action answers, and each action', async () => {
      flow = await startFlow({ type: 'tuya-token', action: '', includeRefreshToken: true }, {});
      for (const action of ['get', 'renew', 'usage', 'forget'])
        untold('tuya-token', 'payload', (await flow.ask({ action })).payload).should.eql([], action);
      const { error } = await flow.ask({ action: 'unknown' });
      const known = /(?:get, [\w, ]+)/.exec(error?.message ?? '')?.[0].split(', ') ?? [];
      known.length.should.be.above(5);
      const action = termsIn(part('tuya-token', 'details')).find(({ text }) => text === 'Action');
      textsIn(inside(action?.said.join('') ?? '', 'ul').join(''), 'code')
        .sort()
        .should.eql(known.sort());
    });
  });

  describe('of tuya-event', () => {
    const [event, code, answer] = copies('tuya-event');
    const [wanted] = textsIn(part('tuya-event', 'example'), 'code');
    afterEach(() => flow.stop());

    it('its example hears the door of the house, and makes of it what it says', async () => {
      const rig = await startEvents(
        { codes: [wanted], output: 'value', wires: [['f', 'heard']] },
        {
          nodes: [functionNode],
          more: [functionOf(code, 'out'), { id: 'heard', ...PLACED, type: 'helper' }],
        },
      );
      ({ flow } = rig);
      const heard = once(flow.node('heard'), 'input') as Promise<[Msg]>;
      flow.cloud.messages.rule = true; // as the help says under its steps in the console
      flow.cloud.lendHand('door0001front', 'Open').should.be.true();
      const [msg] = await heard;
      msg.should.containDeep(message(event));
      const [made] = await rig.count(1);
      should(made).containDeep(message(answer));
      untold('tuya-event', 'event', msg.event).should.eql([]);
      flow.cloud.report('door0001front', { battery_percentage: 12 });
      flow.cloud.lendHand('door0001front', 'Close').should.be.true();
      (await rig.count(2)).map(({ payload }) => payload).should.eql(['open', 'closed']);
    });
  });

  describe('of code mode', () => {
    const rig = new DialogRig();
    beforeEach(() => rig.start());
    afterEach(() => rig.stop());

    it('names all that its actions answer', async () => {
      const { flow } = rig;
      const redirectUrl = 'https://house.example/callback';
      const { payload } = await flow.ask({ action: 'authorize', redirectUrl });
      untold('tuya-token', 'payload', payload).should.eql([]);
      const { state } = payload as { state: string };
      const user = await flow.ask({ action: 'exchange', code: flow.cloud.issueCode('uid-anna'), state });
      untold('tuya-token', 'payload', user.payload).should.eql([]);
      const users = (await flow.ask({ action: 'users' })).payload as unknown[];
      users.should.have.length(1);
      untold('tuya-token', 'payload', users[0]).should.eql([]);
    });
  });

  describe('of tuya-config', () => {
    const rig = new DialogRig();
    const [variables = ''] = copies('tuya-config');
    const names = variables.split('\n').map((line) => line.split('=')[0] ?? '');
    const [client_id = '', secret = ''] = textsIn(part('tuya-config', 'example'), 'code').filter((text) =>
      text.startsWith('${'),
    );
    afterEach(async () => {
      for (const name of names) Reflect.deleteProperty(process.env, name);
      await rig.stop();
    });

    it('its example holds the key in the environment: every stage of the test is good, and calls work', async () => {
      [client_id, secret].should.eql(names.map((name) => `\${${name}}`));
      await rig.start({ mode: 'simple' });
      const { cloud } = rig.flow;
      const [first = '', second = ''] = names;
      [process.env[first], process.env[second]] = [cloud.client_id, cloud.secret];
      await rig.stop();
      const credentials = { client_id, secret };
      await rig.start({ mode: 'simple' }, [], { credentials });
      const { body } = await rig.post(PATHS.test, rig.form({ mode: 'simple', credentials }));
      verdicts(body.stages as Stage[]).should.equal(allGoodBut());
      should((await rig.flow.ask({ action: 'get' })).payload).have.property('access_token');
    });
  });
});
