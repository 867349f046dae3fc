import type { Node } from 'node-red';
import 'should';
import { enteredOf } from '../../nodes/runtime/red-types';
import type { Red } from '../../nodes/runtime/red-types';

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
