import should from 'should';
import type { TuyaError } from '../../../nodes/cloud';
import { readEvent } from '../../../nodes/runtime/node/event-settings';
import type { Saved } from '../../../nodes/runtime/red-types';

const read = (saved: Record<string, unknown>): ReturnType<typeof readEvent> =>
  readEvent(saved as unknown as Saved);

function refusal(saved: Record<string, unknown>): TuyaError {
  try {
    read(saved);
  } catch (thrown) {
    return thrown as TuyaError;
  }
  throw new Error('It was accepted');
}

describe('the settings of an event node', () => {
  it('of a node that lacks all of them are those of a new one', () => {
    read({}).should.eql({
      channel: 'event',
      kinds: new Set(['status', 'online', 'offline']),
      devices: new Set(),
      codes: [],
      output: 'report',
      place: { kind: 'msg', name: 'payload' },
      model: false,
      parseValues: false,
      onlyChanges: false,
      dedupe: true,
      maxAge: 0,
      ack: 'sent',
      ackTimeout: 300_000,
    });
  });

  it('are read as the dialog saves them', () => {
    const saved = {
      ...{ channel: 'event-test', kinds: ['event'], devices: ['a', 'b'], codes: ['door*'], output: 'value' },
      ...{ property: 'door', propertyType: 'flow', parseValues: true, onlyChanges: true, dedupe: false },
      ...{ maxAge: '60', ack: 'flow', ackTimeout: '5', model: true },
    };
    read(saved).should.eql({
      ...{ channel: 'event-test', kinds: new Set(['event']), devices: new Set(['a', 'b']) },
      ...{ codes: ['door*'], output: 'value', place: { kind: 'flow', name: 'door' }, parseValues: true },
      ...{ onlyChanges: true, dedupe: false, maxAge: 60_000, ack: 'flow', ackTimeout: 5000, model: true },
    });
  });

  it('lists may be texts with commas, as an environment variable has them', () => {
    const { kinds, devices, codes } = read({ kinds: 'status, scene', devices: ['a, b', 'a'], codes: 'x,y*' });
    [...kinds].should.eql(['status', 'scene']);
    [...read({ devices: ',a,, b,' }).devices].should.eql(['a', 'b']);
    read({ channel: ' notice ' }).channel.should.equal('notice');
    refusal({ channel: ' ${NOT_SET} ' }).message.should.match(/variable NOT_SET/);
    [...devices].should.eql(['a', 'b']);
    codes.should.eql(['x', 'y*']);
  });

  for (const [field, value] of [
    ['channel', 'events'],
    ['channel', 7],
    ['kinds', ['status', 'state']],
    ['kinds', []],
    ['kinds', { status: true }],
    ['devices', [{ id: 'a' }]],
    ['devices', ['one two']],
    ['devices', ['a*']],
    ['codes', ['*_state']],
    ['codes', ['two words']],
    ['codes', [7]],
    ['output', 'values'],
    ['propertyType', 'jsonata'],
    ['propertyType', 7],
    ['ack', true],
    ['maxAge', -1],
    ['maxAge', 'soon'],
    ['ackTimeout', 0],
    ['ackTimeout', 7201],
  ] as [string, unknown][]) {
    it(`${field} ${JSON.stringify(value)} is refused by the name of the field`, () => {
      const { code, message, hint } = refusal({ [field]: value });
      code.should.equal('TUYA_CONFIG');
      message.should.containEql(`field ${field} `);
      hint.should.containEql(field);
    });
  }

  it('a choice that is none is refused with those that are, in a plain list', () => {
    refusal({ channel: 'events' }).message.should.match(/must be one of event, event-test, notice$/);
    refusal({ kinds: ['state'] }).message.should.match(/must be some of status, ((?! and ).)*$/);
  });

  for (const field of ['channel', 'kinds', 'devices', 'codes', 'maxAge']) {
    it(`an environment variable that is not set is named: ${field}`, () => {
      const { code, message } = refusal({ [field]: '${NOT_SET}' });
      [code, message].should.eql([
        'TUYA_CONFIG',
        `The environment variable NOT_SET of the field ${field} is not set`,
      ]);
    });
  }

  it('what a variable holds is repeated nowhere', () => {
    should(refusal({ devices: ['hidden value'] }).message).not.match(/hidden/);
  });
});
