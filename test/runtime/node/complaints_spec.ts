import type { Node, NodeAPI } from 'node-red';
import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import { Complaints } from '../../../nodes/runtime/node/complaints';
import type { Saved } from '../../../nodes/runtime/red-types';
import { startFlow } from '../../support/flow-rig';
import type { Running } from '../../support/flow-rig';

describe('errors that no message has brought', () => {
  let flow: Running;
  let complaints: Complaints;
  afterEach(() => flow.stop());

  /** A node that complains while it is made, when no Catch node is there yet. */
  const complainer = (RED: NodeAPI): void => {
    RED.nodes.registerType('complainer', function (this: Node, saved: Saved) {
      RED.nodes.createNode(this, saved);
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

  it('are nobody’s news when the node is closed', async () => {
    await flow.next();
    let told = 0;
    flow.node('out').on('input', () => told++);
    complaints.close();
    complaints.tell(new TuyaError('TUYA_CONFIG', 'late'));
    await flow.deploy('nodes', { c: { name: 'renamed' } });
    told.should.equal(0);
  });
});
