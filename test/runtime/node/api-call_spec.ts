import should from 'should';
import type { ApiCall } from '../../../nodes/cloud';
import { callOf, timeoutFor } from '../../../nodes/runtime/node/api-call';
import { readRequest } from '../../../nodes/runtime/node/request-settings';
import type { Message, Saved } from '../../../nodes/runtime/red-types';
import { useLiveNode } from '../../support/live-node';

describe('the call that a node and a message ask for', () => {
  const live = useLiveNode();
  const call = (saved: object, msg: object): Promise<ApiCall> =>
    callOf(live().flow, readRequest(saved as Saved), msg as Message);

  it('what the node says counts, what it leaves empty comes from the message', async () => {
    const msg = { method: 'PUT', path: '/msg', query: { m: 1 }, headers: { h: 'm' }, payload: 'body' };
    const own = {
      method: 'POST',
      path: '/node',
      query: '{"n":1}',
      headers: '{"h":"n"}',
      body: '{"b":1}',
      bodyType: 'json',
    };
    (await call({}, msg)).should.eql({
      method: 'PUT',
      path: '/msg',
      params: {},
      query: { m: 1 },
      body: 'body',
      bodyFormat: 'json',
      headers: { h: 'm' },
      signHeaders: [],
    });
    (await call({ ...own, signHeaders: 'h', bodyFormat: 'form' }, msg)).should.eql({
      method: 'POST',
      path: '/node',
      params: {},
      query: { n: 1 },
      body: { b: 1 },
      bodyFormat: 'form',
      headers: { h: 'n' },
      signHeaders: ['h'],
    });
  });

  it('a blank field leaves it to the message, whatever its type', async () => {
    const saved = { path: ' ', pathType: 'jsonata', query: '', queryType: 'msg', headersType: 'flow' };
    const msg = { path: '/msg', query: { m: 1 }, headers: { h: 'm' } };
    (await call(saved, msg)).should.have.properties(msg);
  });

  it('a field whose value turns out empty leaves it to the message too', async () => {
    const saved = { path: 'mine', pathType: 'msg', query: 'q', queryType: 'msg' };
    (await call(saved, { path: '/msg', mine: '', query: 1 })).should.have.properties({
      path: '/msg',
      query: 1,
    });
  });

  it('the payload is the body of what is sent, in any case of the method, and of nothing else', async () => {
    const bodies = await Promise.all(
      ['post', ' Put ', 'PATCH', 'GET', 'DELETE', ''].map(
        async (method) => (await call({ method }, { payload: 1 })).body,
      ),
    );
    bodies.should.eql([1, 1, 1, undefined, undefined, undefined]);
    should((await call({ method: 'POST', bodyType: 'none' }, { payload: 1 })).body).be.undefined();
    should((await call({ method: 'GET', bodyType: 'msg', body: 'payload' }, { payload: 1 })).body).equal(1);
  });

  it('a placeholder is filled from the list, else msg.params, else the message', async () => {
    const path = '/v1.0/{a}/{b}/{c}/{d}';
    const params = [
      { name: 'a', value: 'list', type: 'str' },
      { name: 'b', value: '', type: 'str' },
      { name: 'c', value: 'absent', type: 'msg' },
    ];
    const msg = { params: { a: 'p', b: 'p' }, a: 'm', b: 'm', c: 'm', other: 1 };
    should((await call({ path, params }, msg)).params).eql({ a: 'list', b: 'p', c: 'm' });
    should((await call({ path }, { params: null, d: 4 })).params).eql({ d: 4 });
    should((await call({ path: '/{constructor}' }, { params: {} })).params).eql({});
  });

  it('properties of the thing model may be an object', async () => {
    const path = '/v2.0/cloud/thing/x/shadow/properties/issue';
    const { body } = await call({ method: 'POST', path }, { payload: { properties: { on: true } } });
    should(body).eql({ properties: '{"on":true}' });
  });

  it('commands may be codes and values, in either generation', async () => {
    const commands = { method: 'POST', path: '/v1.0/devices/x/commands' };
    should((await call(commands, { payload: { on: true } })).body).eql({
      commands: [{ code: 'on', value: true }],
    });
    const issue = { method: 'POST', path: '/v2.0/cloud/thing/x/shadow/properties/issue' };
    should((await call(issue, { payload: { on: true } })).body).eql({ properties: '{"on":true}' });
    should((await call({ method: 'POST', path: '/v1.0/x' }, { payload: { on: true } })).body).eql({
      on: true,
    });
  });

  it('the node’s timeout counts, else the message’s, at most an hour, else the account’s', () => {
    const of = (saved: object, msg: object): number | undefined =>
      timeoutFor(live().flow, readRequest(saved as Saved), msg as Message);
    const warn = (live().node as unknown as { warn: { callCount: number } }).warn;
    [
      of({ timeout: '2' }, { requestTimeout: 5 }),
      of({}, { requestTimeout: 5 }),
      of({}, { requestTimeout: '50' }),
      of({}, { requestTimeout: 3_600_001 }),
      of({}, {}),
      of({}, { requestTimeout: null }),
    ].should.eql([2000, 5, 50, 3_600_000, undefined, undefined]);
    warn.callCount.should.equal(0);
    [of({}, { requestTimeout: 0 }), of({}, { requestTimeout: 'soon' })].should.eql([undefined, undefined]);
    warn.callCount.should.equal(2);
  });
});
