import { EventEmitter } from 'node:events';
import type { Node } from 'node-red';
import 'should';
import { deploysOf } from '../../../nodes/runtime/account/deploys';
import { Outlet } from '../../../nodes/runtime/node/outlet';
import type { Message, Red } from '../../../nodes/runtime/red-types';

/** A turn of the event loop, and what promises let go on after it. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const always = (): boolean => true;

/** A node behind, which takes messages while it has a callback, as Node-RED's do. */
interface Behind {
  _inputCallback: ((msg: Message) => void) | null;
  receive(msg: Message): void;
}

describe('the output of a node', () => {
  let events: EventEmitter;
  let RED: Red;
  /** What is deployed, by id. */
  let deployed: Map<string, Behind>;
  /** What each has taken. */
  let taken: string[];
  let settled: string[];

  const nameOf = (msg: Message): string => String(msg.payload);
  function behind(id: string): Behind {
    const node: Behind = {
      _inputCallback: (msg) => taken.push(`${id} ${nameOf(msg)}`),
      receive: (msg) => node._inputCallback?.(msg),
    };
    deployed.set(id, node);
    return node;
  }
  /** As Node-RED does: the node is found at once, and gets the message in the next turn. */
  function node(wires: (string | null)[], id = 'n'): Node {
    const send = (msg: Message): void => {
      for (const one of wires) {
        const found = deployed.get(one ?? '');
        if (found !== undefined)
          setImmediate(() => {
            found.receive(msg);
          });
      }
    };
    return { id, wires: [wires], send } as unknown as Node;
  }
  function stop(...ids: string[]): void {
    for (const id of ids) {
      const found = deployed.get(id);
      if (found !== undefined) found._inputCallback = null;
      deployed.delete(id);
    }
  }
  const send = (outlet: Outlet, payload: string, isWanted = always): void => {
    void outlet.send({ payload, _msgid: payload }, isWanted).then(
      () => settled.push(payload),
      () => settled.push(`${payload} failed`),
    );
  };
  const deploy = (): void => void events.emit('flows:stopping');
  const started = (): void => void events.emit('flows:started');

  beforeEach(() => {
    events = new EventEmitter();
    deployed = new Map();
    taken = [];
    settled = [];
    RED = {
      events,
      nodes: { getNode: (id: string) => deployed.get(id) ?? null },
      util: { cloneMessage: (msg: Message) => ({ ...msg }) },
    } as unknown as Red;
  });
  const outletOf = (wires: (string | null)[], id?: string): Outlet =>
    new Outlet({ RED, node: node(wires, id) });

  it('is through with a message once the nodes behind have it', async () => {
    behind('a');
    const outlet = outletOf(['a', null]);
    started();
    send(outlet, '1');
    await Promise.resolve();
    settled.should.eql([]);
    await turn();
    taken.should.eql(['a 1']);
    settled.should.eql(['1']);
  });

  it('R19: keeps what nodes miss that were closed, and sends it in its order when the deploy has ended', async () => {
    behind('a');
    const outlet = outletOf(['a']);
    started();
    send(outlet, '1');
    send(outlet, '2');
    deploy();
    stop('a');
    outlet.ready.should.be.false();
    await turn();
    send(outlet, '3');
    behind('a');
    outlet.ready.should.be.false();
    await turn();
    settled.should.eql([]);
    started();
    outlet.ready.should.be.true();
    await turn();
    taken.should.eql(['a 1', 'a 2', 'a 3']);
    settled.should.eql(['1', '2', '3']);
  });

  it('R19: sends what was missed at once when the deploy is over by then', async () => {
    behind('a');
    const outlet = outletOf(['a']);
    started();
    send(outlet, '1');
    deploy();
    stop('a');
    behind('a');
    started();
    await turn();
    await turn();
    taken.should.eql(['a 1']);
    settled.should.eql(['1']);
  });

  it('R19: one message that is kept is not overtaken by what is sent after it', async () => {
    behind('a');
    const outlet = outletOf(['a']);
    started();
    send(outlet, '1');
    deploy();
    stop('a');
    await turn();
    behind('a');
    outlet.ready.should.be.false();
    send(outlet, '2');
    await turn();
    started();
    await turn();
    taken.should.eql(['a 1', 'a 2']);
  });

  it('R19: leaves to the node that takes its place what was missed, and what is sent after its close', async () => {
    behind('a');
    const old = outletOf(['a']);
    started();
    send(old, '1');
    deploy();
    stop('a');
    old.close();
    old.ready.should.be.false();
    await turn();
    send(old, '2');
    const young = outletOf(['b']);
    behind('b');
    old.close();
    started();
    young.ready.should.be.true();
    await turn();
    taken.should.eql(['b 1', 'b 2']);
    settled.should.eql(['1', '2']);
    // Also where it takes its time to close, and the node behind it is still there.
    send(old, '3');
    await turn();
    taken.should.eql(['b 1', 'b 2', 'b 3']);
  });

  it('R19: keeps nothing for a node that does not come back', async () => {
    behind('a');
    const old = outletOf(['a']);
    started();
    send(old, '1');
    deploy();
    stop('a');
    old.close();
    await turn();
    behind('a');
    started();
    await turn();
    settled.should.eql(['1']);
    taken.should.eql([]);
    deploysOf(RED).ended.size.should.equal(0);
    // A node that gets the same id later has nothing to do with it.
    const young = outletOf(['a']);
    send(young, '2');
    await turn();
    taken.should.eql(['a 2']);
    deploy();
    stop('a');
    send(young, '3');
    behind('a');
    started();
    await turn();
    taken.should.eql(['a 2', 'a 3']);
  });

  it('R19: sends it again only to those that have missed it, as it was', async () => {
    const first = behind('a');
    first._inputCallback = (msg) => {
      taken.push(`a ${nameOf(msg)}`);
      msg.payload = 'changed';
    };
    behind('b');
    const outlet = outletOf(['a', 'b']);
    started();
    send(outlet, '1');
    deploy();
    stop('b');
    await turn();
    taken.should.eql(['a 1']);
    behind('b');
    started();
    await turn();
    taken.should.eql(['a 1', 'b 1']);
    settled.should.eql(['1']);
  });

  it('R19: sends it again to each of several with a message of its own', async () => {
    const changing = (id: string): void => {
      behind(id)._inputCallback = (msg) => {
        taken.push(`${id} ${nameOf(msg)}`);
        msg.payload = 'changed';
      };
    };
    for (const id of ['a', 'b', 'c']) behind(id);
    const outlet = outletOf(['a', 'b', 'c']);
    started();
    send(outlet, '1');
    deploy();
    stop('b', 'c');
    await turn();
    changing('b');
    changing('c');
    started();
    await turn();
    taken.should.eql(['a 1', 'b 1', 'c 1']);
  });

  it('R19: sends nothing twice to a node that still takes messages while it closes', async () => {
    const slow = behind('a');
    const outlet = outletOf(['a']);
    started();
    send(outlet, '1');
    deploy();
    deployed.delete('a');
    await turn();
    slow._inputCallback = null;
    settled.should.eql(['1']);
    behind('a');
    started();
    await turn();
    taken.should.eql(['a 1']);
  });

  it('does not wait for a node that stops listening and stays', async () => {
    const deaf = behind('a');
    const outlet = outletOf(['a']);
    started();
    send(outlet, '1');
    deaf._inputCallback = null;
    await turn();
    settled.should.eql(['1']);
    outlet.ready.should.be.true();
  });

  it('is ready in a deploy when all nodes behind are there, and without one also where some are disabled', async () => {
    behind('a');
    const outlet = outletOf(['a', 'b']);
    outlet.ready.should.be.false();
    behind('b');
    outlet.ready.should.be.true();
    send(outlet, '1');
    await turn();
    taken.should.eql(['a 1', 'b 1']);
    stop('b');
    outlet.ready.should.be.false();
    started();
    outlet.ready.should.be.true();
  });

  it('sends nothing once more that nobody waits for', async () => {
    behind('a');
    const outlet = outletOf(['a']);
    started();
    send(outlet, '1', () => false);
    deploy();
    stop('a');
    await turn();
    behind('a');
    started();
    await turn();
    taken.should.eql([]);
    settled.should.eql(['1']);
  });

  it('tells what Node-RED cannot send', async () => {
    const failing = {
      ...node(['a']),
      send: () => {
        throw new Error('no');
      },
    } as unknown as Node;
    const outlet = new Outlet({ RED, node: failing });
    started();
    send(outlet, '1');
    await turn();
    settled.should.eql(['1 failed']);
  });
});
