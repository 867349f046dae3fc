import should from 'should';
import { cloneWithout, placeOf, put, requirePlace } from '../../../nodes/runtime/node/place';
import type { Place } from '../../../nodes/runtime/node/place';
import type { Message, Saved } from '../../../nodes/runtime/red-types';
import { useLiveNode } from '../../support/live-node';

describe('the place of an answer', () => {
  const live = useLiveNode();
  const inMsg = (name: string): Place => ({ kind: 'msg', name });
  const message = (more: object = {}): Message => ({ _msgid: 'm', ...more });

  it('is msg.payload where the node names none', () => {
    const read = (saved: object): Place => placeOf(saved as Saved);
    read({}).should.eql({ kind: 'msg', name: 'payload' });
    read({ property: ' ', propertyType: 'odd' }).should.eql({ kind: 'msg', name: 'payload' });
    read({ property: 'msg.found', propertyType: 'msg' }).should.eql({ kind: 'msg', name: 'found' });
    read({ property: 'msg.found', propertyType: 'flow' }).should.eql({ kind: 'flow', name: 'msg.found' });
    read({ property: 'x', propertyType: 'global' }).should.eql({ kind: 'global', name: 'x' });
  });

  for (const name of ['payload', 'found.rows', 'list[0]', 'kept.deep.new', 'kept["a b"]', 'made[0].x']) {
    it(`msg.${name} can hold it`, async () => {
      const msg = message({ list: [1], kept: { deep: {} } });
      await requirePlace(live().flow, msg, inMsg(name));
      await put(live().flow, msg, inMsg(name), 'here');
      should(live().flow.RED.util.getMessageProperty(msg, name) as unknown).equal('here');
    });
  }

  for (const name of [
    'text.rows',
    'number.x',
    'nothing.x',
    'nothing.x.y',
    'undefined.x',
    'frozen.new',
    'a..b',
    'a b',
  ]) {
    it(`msg.${name} cannot, which is known before a call is spent`, async () => {
      const msg = message({
        text: 't',
        number: 1,
        nothing: null,
        undefined: undefined,
        frozen: Object.freeze({}),
      });
      const known = JSON.stringify(msg);
      await requirePlace(live().flow, msg, inMsg(name)).should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
      JSON.stringify(msg).should.equal(known);
    });
  }

  it('what the message holds says nothing about a context', async () => {
    await requirePlace(live().flow, message({ text: 't' }), { kind: 'flow', name: 'text.rows' });
  });

  it('what cannot be put is a rejection, in the message and in a context', async () => {
    const { flow } = live();
    await put(flow, message({ text: 't' }), inMsg('text.rows'), 1).should.be.rejectedWith({
      code: 'TUYA_BAD_REQUEST',
    });
    await put(flow, message(), inMsg('a..b'), 1).should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
    const odd: Place = { kind: 'flow', name: 'a..b' };
    await put(flow, message(), odd, 1).should.be.rejectedWith({ code: 'TUYA_BAD_REQUEST' });
  });

  for (const kind of ['flow', 'global'] as const) {
    it(`the ${kind} context holds it, and a name that is none is known before`, async () => {
      const { flow } = live();
      await requirePlace(flow, message(), { kind, name: '#:(default)::answer' });
      await put(flow, message(), { kind, name: '#:(default)::answer' }, 5);
      should(flow.node.context()[kind].get('answer')).equal(5);
      await requirePlace(flow, message(), { kind, name: 'a..b' }).should.be.rejectedWith({
        code: 'TUYA_BAD_REQUEST',
      });
    });
  }

  for (const kind of ['flow', 'global'] as const) {
    it(`what the ${kind} context holds is known before, and a store that cannot be read says nothing`, async () => {
      const { flow } = live();
      const context = flow.node.context()[kind];
      context.set('plain', 't');
      context.set('held', { text: 't', frozen: Object.freeze({}), deep: {} });
      for (const name of [
        ...['plain.x', 'held.text.x', 'held["text"].x', 'held.frozen.new'],
        '#:(memory)::held.text.x',
      ]) {
        await requirePlace(flow, message(), { kind, name }).should.be.rejectedWith({
          code: 'TUYA_BAD_REQUEST',
          message: 'The answer cannot be put where the node says',
        });
      }
      for (const name of ['held', 'held.text', 'held.deep.x', 'held.new.x', 'unheld.x', 'text.x']) {
        await requirePlace(flow, message({ text: 't' }), { kind, name });
      }
      context.set('held', undefined);
      context.set('plain', undefined);
    });
  }

  it('a copy leaves out what is overwritten, and nothing else', () => {
    const { flow } = live();
    const big = (): object => ({
      get rows(): never {
        throw new Error('It was copied');
      },
    });
    const msg = message({ payload: big(), deep: { rows: big(), kept: [1] } });
    (() => cloneWithout(flow, msg, { kind: 'flow', name: 'payload' })).should.throw('It was copied');
    const { payload } = msg;
    delete (msg.deep as { rows?: object }).rows;
    const copy = cloneWithout(flow, msg, inMsg('payload'));
    should(copy.payload).be.undefined();
    should(copy.deep).eql({ kept: [1] });
    (copy.deep === msg.deep).should.be.false();
    (msg.payload === payload).should.be.true();
  });

  it('a copy for a nested place leaves out just that', () => {
    const { flow } = live();
    const rows = { big: true };
    const msg = message({ deep: { rows, kept: 1 } });
    should(cloneWithout(flow, msg, inMsg('deep.rows')).deep).eql({ rows: undefined, kept: 1 });
    ((msg.deep as { rows: object }).rows === rows).should.be.true();
    const absent = cloneWithout(flow, msg, inMsg('new.rows'));
    should(absent).eql(msg);
    Object.keys(absent).should.not.containEql('new');
    should(cloneWithout(flow, message({ text: 't' }), inMsg('text.rows')).text).equal('t');
  });
});
