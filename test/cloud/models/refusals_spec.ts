import 'should';
import { Refusals } from '../../../nodes/cloud/models/refusals';
import type { Asking } from '../../../nodes/cloud/models/refusals';
import { FakeClock } from '../../support/fake-clock';

const HOURS = 3_600_000;
const things = { uid: '', generation: 'thing' } as const;

describe('refused models', () => {
  let clock: FakeClock;
  let refusals: Refusals;

  beforeEach(() => {
    clock = new FakeClock();
    refusals = new Refusals(clock);
  });

  it('are remembered of their device for six hours, for one user and one generation', () => {
    refusals.add(things, 'd1', true);
    refusals.has(things, 'd1').should.be.true();
    refusals.has(things, 'd2').should.be.false();
    refusals.has({ uid: '', generation: 'instructions' }, 'd1').should.be.false();
    refusals.has({ uid: 'ben', generation: 'thing' }, 'd1').should.be.false();
    clock.advance(6 * HOURS - 1);
    refusals.has(things, 'd1').should.be.true();
    clock.advance(1);
    refusals.has(things, 'd1').should.be.false();
  });

  it('are those of all devices once three have no permission: each device would cost calls of its own', () => {
    for (const device of ['d1', 'd1', 'd1', 'd2']) refusals.add(things, device, true);
    refusals.has(things, 'd4').should.be.false();
    refusals.add(things, 'd3', true);
    refusals.has(things, 'd4').should.be.true();
    clock.advance(6 * HOURS);
    refusals.has(things, 'd4').should.be.false();
    // One that is refused again is enough from then on.
    refusals.add(things, 'd4', true);
    refusals.has(things, 'd5').should.be.true();
  });

  it('are those of their devices alone once one was given, or when they are not about permission', () => {
    for (const device of ['d1', 'd2', 'd3', 'd4']) refusals.add(things, device, false);
    refusals.has(things, 'd5').should.be.false();
    for (const device of ['d1', 'd2', 'd3']) refusals.add(things, device, true);
    refusals.has(things, 'd5').should.be.true();
    refusals.gave(things);
    refusals.has(things, 'd5').should.be.false();
    refusals.has(things, 'd1').should.be.true();
    for (const device of ['d6', 'd7', 'd8']) refusals.add(things, device, true);
    refusals.has(things, 'd5').should.be.false();
  });

  it('are forgotten when somebody wants to know it now', () => {
    refusals.add(things, 'd1', true);
    refusals.forget();
    refusals.has(things, 'd1').should.be.false();
  });

  it('outlast others when they come again', () => {
    for (let i = 0; i < 5000; i++) refusals.add(things, `d${i}`, false);
    refusals.add(things, 'd0', false);
    refusals.add(things, 'd5000', false);
    refusals.has(things, 'd0').should.be.true();
    refusals.has(things, 'd1').should.be.false();
  });

  it('are not forgotten because many users ask who were refused nothing', () => {
    refusals.add(things, 'd1', true);
    for (let i = 0; i < 2000; i++)
      refusals.has({ uid: `u${i}`, generation: 'thing' }, 'd1').should.be.false();
    refusals.has(things, 'd1').should.be.true();
  });

  it('of a user who was refused again outlast those of others', () => {
    const user = (i: number): Asking => ({ uid: `u${i}`, generation: 'thing' });
    for (let i = 0; i < 1000; i++) refusals.add(user(i), 'd1', true);
    refusals.add(user(0), 'd2', true);
    refusals.add(user(1000), 'd1', true);
    refusals.has(user(0), 'd1').should.be.true();
    refusals.has(user(1), 'd1').should.be.false();
  });

  it('are remembered of so many devices and users, and no more', () => {
    for (let i = 0; i <= 5000; i++) refusals.add(things, `d${i}`, false);
    refusals.has(things, 'd0').should.be.false();
    refusals.has(things, 'd1').should.be.true();
    for (let i = 0; i < 1000; i++) refusals.add({ uid: `u${i}`, generation: 'thing' }, 'd', false);
    refusals.has({ uid: 'u1', generation: 'thing' }, 'd').should.be.true();
    refusals.has(things, 'd1').should.be.false();
  });
});
