import should from 'should';
import { TuyaError, speakEnglish } from '../../../nodes/cloud';
import { quietly } from '../../../nodes/runtime/node/quietly';
import { ToldError } from '../../../nodes/runtime/told-error';
import type { Message } from '../../../nodes/runtime/red-types';
import { PLACED } from '../../support/flow-rig';
import { useLiveNode } from '../../support/live-node';

describe('an error that the log does not need', () => {
  const lone = { id: 'lone', ...PLACED, type: 'tuya-request', name: 'my lamp', wires: [[]] };
  const live = useLiveNode({ more: [lone] });
  const error = new ToldError(new TuyaError('TUYA_1004', 'No', { hint: 'Do this.' }), speakEnglish);
  const message = (): Message => ({ _msgid: '1' });
  let sidebar: Record<string, unknown>[];

  const listen = ({ topic, data }: { topic: string; data: Record<string, unknown> }): void => {
    if (topic === 'debug') sidebar.push(data);
  };
  beforeEach(() => {
    sidebar = [];
    live().flow.RED.events.on('comms', listen);
  });
  afterEach(() => {
    live().flow.RED.events.removeListener('comms', listen);
  });

  it('goes to the Catch node that takes it, and nowhere else', async () => {
    const { flow, running, node } = live();
    const caught = running.next();
    quietly(flow, () => {
      node.error(error, message());
    });
    (await caught).error?.should.have.properties({ code: 'TUYA_1004', message: 'No. Do this.' });
    running.logged('n').should.eql([]);
    sidebar.should.eql([]);
  });

  it('is shown in the sidebar as Node-RED shows one, where no Catch node takes it', () => {
    const { flow, running } = live();
    const node = running.node('lone');
    quietly({ ...flow, node }, () => {
      node.error(error, message());
    });
    running.logged('lone').should.eql([]);
    const [shown] = sidebar;
    should(shown).have.properties({
      id: 'lone',
      z: 't',
      name: 'my lamp',
      level: 20,
      format: 'error',
      path: 't',
    });
    const { data } = JSON.parse(String(shown?.msg)) as { data: object };
    data.should.have.properties({ name: 'TuyaError', message: 'No. Do this.' });
  });

  it('is logged where this Node-RED does not say who takes it, as is an error without a message', () => {
    const { flow, running } = live();
    const node = running.node('lone');
    quietly({ ...flow, node }, () => {
      node.error('plain', message());
      node.error(error);
    });
    running.logged('lone').should.eql(['plain', 'No. Do this.']);
    const logged: unknown[] = [];
    const strange = { error: (one: unknown) => logged.push(one) } as unknown as typeof node;
    quietly({ ...flow, node: strange }, () => {
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
      quietly({ ...flow, node }, () => {
        throw new Error('no');
      });
    }).should.throw('no');
    node.error('loud', message());
    running.logged('lone').should.have.length(before + 1);
    node.should.not.have.ownProperty('error');
  });
});
