import { createRequire } from 'node:module';
import type { Node, NodeAPI } from 'node-red';
import should from 'should';
import type { Answer, Page } from '../../../nodes/cloud';
import { sendAll, sendEach } from '../../../nodes/runtime/node/pages-out';
import type { Message } from '../../../nodes/runtime/red-types';
import { helper, startFlow } from '../../support/flow-rig';
import type { Msg, Running } from '../../support/flow-rig';
import { useLiveNode } from '../../support/live-node';

const DEVICES = '/v1.0/iot-01/associated-users/devices';
const joinNode = createRequire(__filename)('@node-red/nodes/core/sequence/17-split.js') as (
  RED: NodeAPI,
) => void;

describe('a list as one message or as one for each page', () => {
  let flow: Running;
  before(async () => {
    await (helper.startServer as unknown as () => Promise<void>)();
  });
  after(async () => {
    await (helper.stopServer as unknown as () => Promise<void>)();
  });
  afterEach(() => flow.stop());

  /** Collects what comes out until it is enough. */
  function collect(count: number): Promise<Msg[]> {
    const got: Msg[] = [];
    return new Promise((resolve) => {
      flow.node('out').on('input', (msg: unknown) => {
        if (got.push(msg as Msg) === count) resolve(got);
      });
    });
  }

  const houseOf253 = (): void => {
    flow.cloud.pageSize = 20;
    flow.cloud.addDevices(253 - flow.cloud.devices.length);
  };

  it('pages: all gives one array, whatever ret says', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all', ret: 'envelope' });
    houseOf253();
    const msg = await flow.ask({ topic: 'mine' });
    (msg.payload as unknown[]).should.have.length(253);
    should(msg.topic).equal('mine');
    should(msg.tuya).have.properties({ success: true, pages: 13, more: false });
  });

  it('pages: each sends parts that the core join node puts together', async () => {
    const join = { id: 'j', z: 't', type: 'join', mode: 'auto', wires: [['out']] };
    flow = await startFlow(
      { path: DEVICES, pages: 'each', wires: [['j']] },
      { more: [join], nodes: [joinNode] },
    );
    houseOf253();
    const msg = await flow.ask({ topic: 'mine' });
    (msg.payload as unknown[]).should.have.length(253);
  });

  it('pages: each tells the count on the last, and everything else passes through', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'each', property: 'found', propertyType: 'msg' });
    houseOf253();
    const all = collect(13);
    flow.node('n').receive({ topic: 'mine', payload: 'kept' });
    const got = await all;
    const parts = got.map((msg) => msg.parts as { id: string; index: number; count?: number });
    parts.map(({ index }) => index).should.eql([...Array(13).keys()]);
    parts.map(({ count }) => count).should.eql([...Array<undefined>(12).fill(undefined), 13]);
    new Set(parts.map(({ id }) => id)).size.should.equal(1);
    for (const msg of got) msg.should.have.properties({ topic: 'mine', payload: 'kept', statusCode: 200 });
  });

  it('parts name the property that join has to put together', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'each', property: 'found.rows' });
    const msg = await flow.ask({});
    [msg.parts].should.containDeep([{ property: 'found.rows', index: 0, count: 1, type: 'array' }]);
    await flow.stop();
    flow = await startFlow({ path: DEVICES, pages: 'each' });
    Object.keys((await flow.ask({})).parts as object).should.not.containEql('property');
  });

  for (const property of ['found', 'found.rows']) {
    it(`pages of msg.${property} are put together by the core join node`, async () => {
      const join = { id: 'j', z: 't', type: 'join', mode: 'auto', wires: [['out']] };
      flow = await startFlow(
        { path: DEVICES, pages: 'each', property, wires: [['j']] },
        { more: [join], nodes: [joinNode] },
      );
      houseOf253();
      const msg = await flow.ask({ payload: 'kept' });
      msg.should.have.property('payload', 'kept');
      const found = property.split('.').reduce<unknown>((at, name) => (at as Msg)[name], msg);
      (found as unknown[]).length.should.equal(253);
    });
  }

  for (const property of ['payload', 'found']) {
    it(`a sequence around the pages of msg.${property} is kept, as core split does, and joined by core join`, async () => {
      const node = (id: string, type: string, next: string, more = {}): Record<string, unknown> => ({
        id,
        z: 't',
        type,
        wires: [[next]],
        ...more,
      });
      const split = { splt: '\\n', spltType: 'str', arraySplt: 1, arraySpltType: 'len', property: 'payload' };
      flow = await startFlow(
        { path: '/v1.0/users/{uid}/devices', pages: 'each', property, wires: [['inner']] },
        {
          more: [
            node('s', 'split', 'name', split),
            // The item of the outer sequence becomes the user whose devices are listed.
            node('name', 'helper', 'n'),
            node('inner', 'join', 'outer', { mode: 'auto' }),
            node('outer', 'join', 'out', { mode: 'auto' }),
          ],
          nodes: [joinNode],
        },
      );
      houseOf253();
      const name = flow.node('name');
      name.on('input', (msg: unknown) => {
        name.send({ ...(msg as Msg), params: { uid: (msg as Msg).payload } });
      });
      const whole = flow.next();
      flow.node('s').receive({ payload: ['uid-anna', 'uid-ben'] });
      const msg = await whole;
      const lists = msg.payload as unknown[];
      if (property === 'payload') lists.map((list) => (list as object[]).length).should.eql([251, 2]);
      else lists.should.eql(['uid-anna', 'uid-ben']);
      msg.should.not.have.property('parts');
    });
  }

  it('a page of one row is a piece of an array too', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'each', maxPages: '2' });
    flow.cloud.pageSize = 1;
    const both = collect(2);
    flow.node('n').receive({});
    (await both).map(({ parts }) => (parts as { len: number }).len).should.eql([2, 2]);
  });

  it('parts of pages that go into a context name no property', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'each', property: 'found', propertyType: 'flow' });
    const { parts } = await flow.ask({ payload: 'kept' });
    Object.keys(parts as object).should.not.containEql('property');
    (flow.node('n').context().flow.get('found') as unknown[]).length.should.be.above(1);
  });

  it('what a page overwrites is not copied for each page', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'each' });
    houseOf253();
    const all = collect(13);
    const payload = {
      get rows(): never {
        throw new Error('It was copied');
      },
    };
    flow.node('n').receive({ payload, kept: { deep: 1 } });
    const got = await all;
    for (const msg of got) {
      msg.should.have.property('kept').eql({ deep: 1 });
      (msg.payload as object[]).length.should.be.within(1, 20);
    }
    got.map(({ tuya }) => tuya?.pages).should.eql([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  it('values of a list are parsed', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all', parseValues: true });
    houseOf253();
    const rows = (await flow.ask({})).payload as { status: { code: string; value: unknown }[] }[];
    rows.should.have.length(253);
    const values = rows.flatMap(({ status }) => status).filter(({ code }) => code === 'colour_data_v2');
    values.length.should.be.above(0);
    for (const { value } of values) should(value).be.an.Object().and.not.be.a.String();
  });

  it('maxPages ends the list with more', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all', maxPages: '2' });
    houseOf253();
    const msg = await flow.ask({});
    (msg.payload as unknown[]).should.have.length(40);
    should(msg.tuya).have.properties({ pages: 2, more: true });
  });

  it('an error on the way leaves the payload, and tells what it took', async () => {
    flow = await startFlow({ path: DEVICES, pages: 'all' });
    houseOf253();
    flow.cloud.on('call', () => {
      if (flow.cloud.businessCalls.length === 2) flow.cloud.fail({ code: 1106 }, { kind: 'business' });
    });
    const msg = await flow.ask({ payload: 'kept', statusCode: 404 });
    [msg.error?.code].should.eql(['TUYA_1106']);
    msg.should.have.properties({ payload: 'kept', statusCode: 200 });
    const { elapsed, ...tuya } = msg.tuya ?? {};
    tuya.should.have.properties({ success: false, code: 1106, attempts: 1, pages: 2, more: false });
    Number(elapsed).should.be.aboveOrEqual(0);
  });
});

describe('all pages in one message', () => {
  const live = useLiveNode();

  it('each page is read when it comes, before the next one is asked for', async () => {
    const { flow } = live();
    const steps: string[] = [];
    const answer = {
      envelope: { success: true },
      statusCode: 200,
      attempts: 2,
      elapsed: 3,
    } as unknown as Answer;
    const pages = async function* (): AsyncGenerator<Page> {
      for (const index of [0, 1, 2]) {
        steps.push(`ask ${index}`);
        yield { items: [index], answer, last: index === 2, more: index === 2 };
      }
    };
    const read = async (items: unknown): Promise<unknown> => {
      steps.push(`read ${String(items)}`);
      return [items, items];
    };
    const msg = {} as Message;
    let sent = 0;
    const outlet = { flow, place: { kind: 'msg', name: 'payload' } as const, read };
    await sendAll(outlet, { msg, send: () => sent++ }, pages());
    steps.should.eql(['ask 0', 'read 0', 'ask 1', 'read 1', 'ask 2', 'read 2']);
    should(msg.payload).eql([[0], [0], [1], [1], [2], [2]]);
    msg.should.have.property('tuya').with.properties({ attempts: 6, elapsed: 9, pages: 3, more: true });
    should(msg.tuya).not.have.property('age');
    sent.should.equal(1);
  });
});

describe('what is told of a list', () => {
  const live = useLiveNode();
  const place = { kind: 'msg', name: 'payload' } as const;

  /** Three pages, of which the last says whether the list has more; answers of these ages. */
  async function* pages(more: boolean, ages: readonly number[] = []): AsyncGenerator<Page> {
    for (const index of [0, 1, 2]) {
      const answer = { envelope: { success: true }, statusCode: 200, attempts: index + 1, elapsed: 5 };
      const aged = ages[index] === undefined ? answer : { ...answer, age: ages[index] };
      yield {
        items: [index],
        answer: aged as unknown as Answer,
        last: index === 2,
        more: index === 2 && more,
      };
    }
  }
  const read = (items: unknown): Promise<unknown> => Promise.resolve(items);

  it('in one message is the age of the oldest page', async () => {
    for (const ages of [
      [5, 9, 7],
      [9, 5, 7],
      [5, 7, 9],
    ]) {
      const msg = {} as Message;
      await sendAll({ flow: live().flow, place, read }, { msg, send: () => undefined }, pages(false, ages));
      should(msg.tuya).have.property('age', 9);
    }
  });

  for (const more of [false, true]) {
    it(`in a message for each page is what it took up to then, and on the last that ${more ? 'there is more' : 'this is all'}`, async () => {
      const got: Message[] = [];
      const outlet = { flow: live().flow, place, read };
      await sendEach(outlet, { msg: {} as Message, send: (msg) => got.push(msg) }, pages(more));
      got
        .map(({ tuya }) => tuya as Record<string, unknown>)
        .map((tuya) => [tuya.pages, tuya.attempts, tuya.elapsed, tuya.more])
        .should.eql([
          [1, 1, 5, false],
          [2, 2, 5, false],
          [3, 3, 5, more],
        ]);
    });
  }
});

describe('a message for each page', () => {
  const live = useLiveNode();

  it('leaves when its page is in the place, also where a context takes its time', async () => {
    const { RED } = live().flow;
    const kept: unknown[] = [];
    const set = (_key: string, value: unknown, _store: unknown, done: () => void): void => {
      setImmediate(() => {
        kept.push(value);
        done();
      });
    };
    const node = { context: () => ({ flow: { set } }) } as unknown as Node;
    const answer = { envelope: { success: true }, statusCode: 200 } as unknown as Answer;
    const pages = async function* (): AsyncGenerator<Page> {
      for (const index of [0, 1, 2]) yield { items: [index], answer, last: index === 2, more: false };
    };
    const outlet = {
      flow: { RED, node },
      place: { kind: 'flow', name: 'page' } as const,
      read: (items: unknown) => Promise.resolve(items),
    };
    const atSend: number[] = [];
    await sendEach(outlet, { msg: {} as Message, send: () => atSend.push(kept.length) }, pages());
    atSend.should.eql([1, 2, 3]);
    kept.should.eql([[0], [1], [2]]);
  });
});
