import 'should';
import { KINDS } from '../../../nodes/shared/events';
import { chosenOf, matches, wants } from '../../../nodes/runtime/node/event-filter';
import type { Wishes } from '../../../nodes/runtime/node/event-filter';
import { AT, deviceEvent } from '../../support/device-event';

const ALL: Wishes = { kinds: new Set(KINDS), devices: new Set(), codes: [], maxAge: 0 };

describe('which messages an event node wants', () => {
  it('those of its kinds', () => {
    const wishes = { ...ALL, kinds: new Set(['online', 'offline'] as const) };
    wants(wishes, deviceEvent({ kind: 'offline' })).should.be.true();
    wants(wishes, deviceEvent()).should.be.false();
  });

  it('those of its devices, and of all where none is named', () => {
    wants({ ...ALL, devices: new Set(['dev1']) }, deviceEvent()).should.be.true();
    wants({ ...ALL, devices: new Set(['dev2']) }, deviceEvent()).should.be.false();
    wants({ ...ALL, devices: new Set(['dev2']) }, deviceEvent({ device_id: '' })).should.be.false();
    wants(ALL, deviceEvent()).should.be.true();
  });

  for (const [codes, code, fits] of [
    [[], 'x', true],
    [['switch_1'], 'switch_1', true],
    [['switch_1'], 'switch_10', false],
    [['switch_*'], 'switch_10', true],
    [['switch_*'], 'switch', false],
    [['a', 'b*'], 'bc', true],
    [['*'], 'x', true],
    [['.*'], 'x', false],
  ] as [string[], string, boolean][]) {
    it(`${code} ${fits ? 'is' : 'is not'} one of ${JSON.stringify(codes)}`, () => {
      matches(codes, code).should.equal(fits);
    });
  }

  it('a report without any of the codes stays out; the others give the values that fit', () => {
    wants({ ...ALL, codes: ['battery*'] }, deviceEvent()).should.be.false();
    wants({ ...ALL, codes: ['cur_*'] }, deviceEvent()).should.be.true();
    chosenOf(['cur_*'], deviceEvent())
      .map(({ code }) => code)
      .should.eql(['cur_power']);
  });

  it('codes choose among values and events, and among nothing else', () => {
    const codes = ['doorbell*'];
    wants({ ...ALL, codes }, deviceEvent({ kind: 'online', values: [] })).should.be.true();
    wants(
      { ...ALL, codes },
      deviceEvent({ kind: 'event', values: [], code: 'doorbell_call' }),
    ).should.be.true();
    wants({ ...ALL, codes }, deviceEvent({ kind: 'event', values: [], code: 'alarm' })).should.be.false();
    wants({ ...ALL, codes }, deviceEvent({ kind: 'event', values: [] })).should.be.false();
    chosenOf(codes, deviceEvent({ kind: 'action' })).should.have.length(2);
  });

  it("R17: age counts by the cloud's clock, whatever this machine's says", () => {
    const wishes = { ...ALL, maxAge: 60_000 };
    const aDayOff = { received: 0 };
    wants(wishes, deviceEvent({ ...aDayOff, age: 60_000 })).should.be.true();
    wants(wishes, deviceEvent({ ...aDayOff, age: 60_001 })).should.be.false();
    wants(wishes, deviceEvent({ age: -5000 })).should.be.true();
    wants(ALL, deviceEvent({ age: 7_200_000 })).should.be.true();
  });

  it('R17: age counts from when Tuya sent it, so that a device whose clock is an hour behind is heard', () => {
    const wishes = { ...ALL, maxAge: 60_000 };
    const anHourBehind = { time: AT - 3_600_000, age: 3_600_000 };
    wants(wishes, deviceEvent({ ...anHourBehind, sent: AT - 60_000 })).should.be.true();
    wants(wishes, deviceEvent({ ...anHourBehind, sent: AT - 60_001 })).should.be.false();
    wants(
      wishes,
      deviceEvent({ time: AT + 3_600_000, age: -3_600_000, sent: AT - 60_001 }),
    ).should.be.false();
  });
});
