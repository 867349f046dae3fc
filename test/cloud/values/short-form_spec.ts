import should from 'should';
import { inFullForm, setsValues, withValues } from '../../../nodes/cloud/values/short-form';

const COMMANDS = '/v1.0/devices/{device_id}/commands';
const ISSUE = '/v2.0/cloud/thing/{device_id}/shadow/properties/issue';
const DESIRED = '/v2.0/cloud/thing/d1/shadow/properties/desired';

describe('commands as they are meant', () => {
  const full = {
    commands: [
      { code: 'switch_led', value: true },
      { code: 'bright', value: 55 },
    ],
  };

  for (const path of [COMMANDS, '/v1.0/iot-03/devices/d1/commands', `${COMMANDS}?x=1`, ` ${COMMANDS} `]) {
    it(`become Tuya's shape for ${path}`, () => {
      should(inFullForm(path, { switch_led: true, bright: 55 })).eql(full);
      setsValues(path).should.be.true();
    });
  }

  for (const path of [
    '/v1.0/devices/d1',
    '/v1.0/d1?x=/commands',
    '',
    `${COMMANDS}/log`,
    `${ISSUE}/log`,
    `${DESIRED}/log`,
  ]) {
    it(`are not set by "${path}"`, () => {
      setsValues(path).should.be.false();
    });
  }

  it('become properties for the thing model', () => {
    should(inFullForm(ISSUE, { switch_led: true })).eql({ properties: { switch_led: true } });
    should(inFullForm(`${DESIRED}?x=1`, { switch_led: true, duration: 60, type: 1 })).eql({
      properties: { switch_led: true },
      duration: 60,
      type: 1,
    });
    // Beside properties that are issued nothing stands.
    should(inFullForm(ISSUE, { type: 1 })).eql({ properties: { type: 1 } });
  });

  it('may be a single row, or hold a code of any name', () => {
    should(inFullForm(COMMANDS, { code: 'switch_led', value: true })).eql({
      commands: [{ code: 'switch_led', value: true }],
    });
    should(inFullForm(ISSUE, { code: 'switch_led', value: null })).eql({ properties: { switch_led: null } });
    should(inFullForm(COMMANDS, { code: 'x', value: 1, bright: 2 })).eql({
      commands: [
        { code: 'code', value: 'x' },
        { code: 'value', value: 1 },
        { code: 'bright', value: 2 },
      ],
    });
    should(inFullForm(COMMANDS, { code: 7, value: 1 })).eql({
      commands: [
        { code: 'code', value: 7 },
        { code: 'value', value: 1 },
      ],
    });
    const odd = JSON.parse('{"__proto__":1}') as unknown;
    should(JSON.stringify(inFullForm(ISSUE, odd))).equal('{"properties":{"__proto__":1}}');
  });

  it('leave out what is undefined, as JSON does', () => {
    should(inFullForm(COMMANDS, { switch_led: true, bright: undefined })).eql({
      commands: [{ code: 'switch_led', value: true }],
    });
  });

  for (const [what, path, body] of [
    ['commands', COMMANDS, full],
    ['commands that are no list', COMMANDS, { commands: 'all', switch_led: true }],
    ['properties', ISSUE, { properties: { switch_led: true } }],
    ['properties as a text', ISSUE, { properties: '{"switch_led":true}' }],
    ['nothing', COMMANDS, undefined],
    ['a text', COMMANDS, '{"switch_led":true}'],
    ['a list', COMMANDS, [{ code: 'switch_led', value: true }]],
    ['an empty object', COMMANDS, {}],
    ['only what stands beside', DESIRED, { duration: 60 }],
    ['the body of another call', '/v1.0/devices/d1', { name: 'Lamp' }],
    ['a key of a remote', '/v2.0/infrareds/i/remotes/r/command', { key: 'power' }],
    ['properties that a device is said to have', '/v2.0/cloud/thing/d1/shadow/properties', { a: 1 }],
  ] as const) {
    it(`stay as they are: ${what}`, () => {
      should(inFullForm(path, body)).equal(body);
    });
  }
});

describe('values in a body', () => {
  const loud = (code: string, value: unknown): string => `${code}=${String(value)}`;

  it('are written in commands, whatever else stands there', () => {
    const commands = [{ code: 'a', value: 1, note: 'x' }, { code: 'b' }, 'c', { code: 7, value: 1 }];
    should(withValues(COMMANDS, { commands, more: 1 }, loud)).eql({
      commands: [{ code: 'a', value: 'a=1', note: 'x' }, ...commands.slice(1)],
      more: 1,
    });
    commands.slice(0, 1).should.eql([{ code: 'a', value: 1, note: 'x' }]);
  });

  it('are written in properties, given as an object or as its text', () => {
    for (const properties of [{ a: 1 }, '{"a":1}']) {
      should(withValues(ISSUE, { properties }, loud)).eql({ properties: { a: 'a=1' } });
      should(withValues(DESIRED, { properties, duration: 5 }, loud)).eql({
        properties: { a: 'a=1' },
        duration: 5,
      });
    }
  });

  it('are left alone where nothing is set', () => {
    for (const [path, body] of [
      [COMMANDS, { commands: 'all' }],
      [COMMANDS, 'text'],
      [ISSUE, { properties: '{' }],
      [ISSUE, { properties: '[1]' }],
      [ISSUE, {}],
      ['/v1.0/devices/d1', { commands: [{ code: 'a', value: 1 }] }],
    ] as const) {
      should(withValues(path, body, loud)).equal(body);
    }
  });
});
