import should from 'should';
import { TuyaError, speakEnglish } from '../../../nodes/cloud';
import { sayError } from '../../../nodes/runtime/node/uncaught';
import { ToldError } from '../../../nodes/runtime/told-error';
import type { Message } from '../../../nodes/runtime/red-types';
import { PLACED } from '../../support/flow-rig';
import { useLiveNode } from '../../support/live-node';

describe('an error that no Catch node takes', () => {
  const lone = { id: 'lone', ...PLACED, type: 'tuya-request', name: 'my lamp', wires: [[]] };
  const live = useLiveNode({ more: [lone] });
  const error = new ToldError(new TuyaError('TUYA_1004', 'No', { hint: 'Do this.' }), speakEnglish);
  const message = (): Message => ({ _msgid: '1' });
  let sidebar: Record<string, unknown>[];

  interface Sent {
    topic: string;
    data: Record<string, unknown>;
    retain: boolean;
  }
  const listen = ({ topic, data, retain }: Sent): void => {
    if (topic === 'debug') sidebar.push({ ...data, retain });
  };
  beforeEach(() => {
    sidebar = [];
    live().flow.RED.events.on('comms', listen);
  });
  afterEach(() => {
    live().flow.RED.events.removeListener('comms', listen);
  });

  it('told before: goes to the Catch node that takes it, and nowhere else', async () => {
    const { flow, running, node } = live();
    const caught = running.next();
    sayError(flow, true, () => {
      node.error(error, message());
    });
    should((await caught).error).have.properties({ code: 'TUYA_1004', message: 'No. Do this.' });
    running.logged('n').should.eql([]);
    sidebar.should.eql([]);
  });

  it('told before: is shown in the sidebar as a text, of which more is seen at a glance, and not in the log', () => {
    const { flow, running } = live();
    const node = running.node('lone');
    const begin = Date.now();
    sayError({ ...flow, node }, true, () => {
      node.error(error, message());
    });
    running.logged('lone').should.eql([]);
    const [shown] = sidebar;
    should(shown).have.properties({
      id: 'lone',
      z: 't',
      name: 'my lamp',
      level: 20,
      format: 'string[12]',
      path: 't',
      msg: 'No. Do this.',
      // An editor that is opened later does not get it.
      retain: false,
    });
    Number(shown?.timestamp).should.be.aboveOrEqual(begin);
  });

  it('is logged where this Node-RED does not say who takes it, as is an error without a message', () => {
    const { flow, running } = live();
    const node = running.node('lone');
    sayError({ ...flow, node }, true, () => {
      node.error('plain', message());
      node.error(error);
    });
    running.logged('lone').should.eql(['plain', 'No. Do this.']);
    const logged: unknown[] = [];
    const strange = { error: (one: unknown) => logged.push(one) } as unknown as typeof node;
    sayError({ ...flow, node: strange }, true, () => {
      strange.error(error, message());
    });
    logged.should.eql([error]);
    sidebar.should.eql([]);
  });

  it('the node’s other errors are as loud as ever, also when telling this one has failed', () => {
    const { flow, running } = live();
    const node = running.node('lone');
    const before = running.logged('lone').length;
    (() => {
      sayError({ ...flow, node }, true, () => {
        throw new Error('no');
      });
    }).should.throw('no');
    node.error('loud', message());
    running.logged('lone').should.have.length(before + 1);
    const { _flow } = node as unknown as { _flow: object };
    _flow.should.not.have.ownProperty('handleError');
  });

  it('new: is logged as a text, once, in the name of its node', () => {
    const { flow, running } = live();
    const node = running.node('lone');
    const before = running.logged('lone').length;
    sayError({ ...flow, node }, false, () => {
      node.error(error, message());
    });
    running.logged('lone').slice(before).should.eql(['No. Do this.']);
    sidebar.should.eql([]);
  });
});
