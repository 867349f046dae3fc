import 'should';
import { startCloud } from '../index';
import type { Cloud } from '../index';
import { RawClient } from './raw-client';

const DESK = 'lamp0001desk';

describe('the message service of the simulator', () => {
  let cloud: Cloud;
  beforeEach(async () => {
    cloud = await startCloud();
  });
  afterEach(() => cloud.close());

  it('sends what is published, encrypted, and takes the acknowledgement', async () => {
    const client = await RawClient.connect(cloud);
    const [message] = cloud.messages.publish({ device: DESK, status: { switch_led: true } });
    const frame = await client.frame();
    frame.messageId.should.equal(message?.id);
    cloud.messages.backlog().should.have.length(1);
    client.ack(frame);
    await cloud.messages.settled();
    cloud.messages.acked.should.eql([frame.messageId]);
    await client.close();
  });
});
