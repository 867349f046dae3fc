import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Node, NodeAPI } from 'node-red';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import { Complaints } from '../../../nodes/runtime/node/complaints';
import type { Saved } from '../../../nodes/runtime/red-types';
import { startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';
import { root } from '../../support/root';

describe('errors that no message has brought', () => {
  let flow: Running;
  let complaints: Complaints;
  let red: NodeAPI;
  afterEach(() => flow.stop());

  /** A node that complains while it is made, when no Catch node is there yet. */
  const complainer = (RED: NodeAPI): void => {
    RED.nodes.registerType('complainer', function (this: Node, saved: Saved) {
      RED.nodes.createNode(this, saved);
      red = RED;
      complaints = new Complaints({
        flow: { RED, node: this },
        complain: (_, speak) => {
          speak();
        },
      });
      complaints.tell(new TuyaError('TUYA_CONFIG', 'It is wrong', { hint: 'Mend it.' }));
    });
  };
  beforeEach(async () => {
    flow = await startFlow({ type: 'complainer' }, { nodes: [complainer] });
  });

  it('reach a Catch node, also those of the very beginning', async () => {
    const { error, tuya, _msgid } = await flow.next();
    String(error?.code).should.equal('TUYA_CONFIG');
    String(error?.message).should.equal('It is wrong. Mend it.');
    should(tuya).eql({ success: false, code: 'TUYA_CONFIG', msg: 'It is wrong', hint: 'Mend it.' });
    String(_msgid).should.match(/^[0-9a-f]+$/);
  });

  it('carry what they are about, and the status of an answer', async () => {
    await flow.next();
    const next = flow.next();
    const error = new TuyaError('TUYA_HTTP_403', 'no', { statusCode: 403 });
    complaints.tell(error, { device_id: 'd' }, { count: 3 });
    const msg = await next;
    msg.should.have.properties({ device_id: 'd', statusCode: 403 });
    should(msg.tuya).have.properties({ code: 'TUYA_HTTP_403', count: 3 });
  });

  it('are told in the language of Node-RED', async () => {
    const folder = join(root, 'dist/nodes/locales/cc');
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(join(folder, 'errors.json'), JSON.stringify({ codes: { TUYA_TLS: { hint: 'Cmend.' } } }));
      await flow.next();
      const next = flow.next();
      const RED = Object.create(red, { _: { value: () => 'cc' } }) as NodeAPI;
      new Complaints({
        flow: { RED, node: flow.node('n') },
        complain: (_, speak) => {
          speak();
        },
      }).tell(new TuyaError('TUYA_TLS', 'no'));
      await flow.deploy('nodes', { c: { name: 'renamed' } }); // what it holds is told when the flows have started
      const { error, tuya } = await next;
      [error?.message, tuya?.hint].should.eql(['no. Cmend.', 'Cmend.']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are nobody’s news when the node is closed', async () => {
    await flow.next();
    let told = 0;
    flow.node('out').on('input', () => told++);
    complaints.close();
    complaints.tell(new TuyaError('TUYA_CONFIG', 'late'));
    // One that is closed before the flows have started.
    const early = new Complaints({
      flow: { RED: red, node: flow.node('n') },
      complain: (_, speak) => {
        speak();
      },
    });
    early.tell(new TuyaError('TUYA_CONFIG', 'early'));
    early.close();
    early.tell(new TuyaError('TUYA_CONFIG', 'late'));
    await flow.deploy('nodes', { c: { name: 'renamed' } });
    // A Catch node gets it in a turn, and hands it on in another.
    for (let turns = 0; turns < 3; turns++) await new Promise(setImmediate);
    told.should.equal(0);
  });
});
