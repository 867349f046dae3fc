import type { Node } from 'node-red';
import should from 'should';
import { enteredOf, findNode, hears, savedText, wiredTo } from '../../nodes/runtime/red-types';
import type { Red } from '../../nodes/runtime/red-types';
import { useLiveNode } from '../support/live-node';

describe('what was entered for a node', () => {
  const node = (fields: object): Node => fields as unknown as Node;
  const FLOW = [
    { id: 'before', name: 'one' },
    { id: 'mine', name: '${NAME}' },
    { id: 'after', name: 'another' },
  ];
  const RED = {
    nodes: {
      eachNode: (visit: (node: object) => void) => {
        FLOW.forEach(visit);
      },
      getCredentials: (id: string) => (id === 'mine' ? { secret: '${SECRET}' } : undefined),
    },
  } as unknown as Red;

  it('is its own, wherever it stands among others, with its credentials', () => {
    enteredOf(RED, node({ id: 'mine', name: 'filled in' })).should.eql({
      id: 'mine',
      name: '${NAME}',
      secret: '${SECRET}',
    });
    enteredOf(RED, node({ id: 'before' })).should.eql({ id: 'before', name: 'one' });
  });

  it('is that of the template for a node of a subflow', () => {
    enteredOf(RED, node({ id: 'made-anew', _alias: 'mine' })).should.have.properties({
      id: 'mine',
      secret: '${SECRET}',
    });
  });

  it('is nothing for a node that is not in the flows', () => {
    enteredOf(RED, node({ id: 'gone' })).should.eql({});
  });
});

describe('a saved property as text', () => {
  it('is a text or a number, and else what counts where there is none', () => {
    ['x', '', 7, undefined, null, true, {}, ['x']]
      .map((saved) => savedText(saved, 'absent'))
      .should.eql(['x', '', '7', 'absent', 'absent', 'absent', 'absent', 'absent']);
    savedText(undefined).should.equal('');
  });
});

describe('a node in its flow', () => {
  const live = useLiveNode();

  it('is found by its id, and nothing by what is none', () => {
    const { flow, node } = live();
    should(findNode(flow.RED, 'n')).equal(node);
    for (const id of ['gone', '', undefined, null, 7, {}]) should(findNode(flow.RED, id)).be.undefined();
  });

  it('is wired to each node once, and to no gap', () => {
    const wires = [['a', null, 'b'], [], ['a']];
    wiredTo({ wires } as unknown as Node).should.eql(['a', 'b']);
    wiredTo({} as unknown as Node).should.eql([]);
  });

  it('takes messages by one listener or by several, until it is closed', async () => {
    const { running } = live();
    const out = running.node('out');
    hears(undefined).should.be.false();
    hears(running.node('a')).should.be.false();
    for (let listeners = 1; listeners <= 2; listeners++) {
      out.on('input', () => undefined);
      hears(out).should.be.true();
    }
    await out.close(false);
    hears(out).should.be.false();
  });
});
