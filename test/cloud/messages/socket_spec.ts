import 'should';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { consumerUrl, hostOf } from '../../../nodes/cloud/messages/address';
import { handshakeHeaders } from '../../../nodes/cloud/messages/handshake';
import { MessageSocket } from '../../../nodes/cloud/messages/socket';
import type { SocketEnd } from '../../../nodes/cloud/messages/socket';
import { MessageRig } from '../../support/message-rig';

describe('a socket of messages', () => {
  let rig: MessageRig;
  let told: string[];
  let ended: Promise<SocketEnd>;
  beforeEach(async () => {
    rig = await MessageRig.start();
    told = [];
  });
  afterEach(() => rig.close());
  const open = async (): Promise<MessageSocket> => {
    const { url, client_id } = rig.cloud;
    let opened = (): void => undefined;
    const isOpen = new Promise<void>((resolve) => (opened = resolve));
    let socket: MessageSocket | undefined;
    ended = new Promise((closed) => {
      socket = new MessageSocket(
        consumerUrl(hostOf(url, undefined), client_id, 'event', 'sub', false),
        handshakeHeaders(rig.cloud),
        {},
        rig.clock,
        {
          opened,
          text: () => told.push('text'),
          heard: () => told.push('heard'),
          closed: (end) => {
            told.push('closed');
            closed(end);
          },
        },
      );
    });
    await isOpen;
    if (socket === undefined) throw new Error('There is no socket');
    return socket;
  };

  it('tells nothing that comes in after it was closed, but its end, once', async () => {
    const socket = await open();
    for (let n = 0; n < 50; n++) rig.cloud.messages.publish({ device: 'd', status: { n } });
    socket.close();
    socket.close();
    const { error } = await ended;
    error.code.should.equal('TUYA_ABORTED');
    await rig.roundTrip();
    told.should.eql(['closed']);
    rig.clock.waiting.should.equal(0);
  });

  it('closed again has no more time than before, and leaves no timer when it has ended', async () => {
    const socket = await open();
    rig.cloud.messages.halfOpen();
    socket.close();
    rig.clock.advance(299);
    socket.close();
    rig.clock.advance(1);
    await ended;
    socket.close();
    rig.clock.waiting.should.equal(0);
  });

  it('ends for the first of its reasons', async () => {
    const socket = await open();
    socket.terminate(new TuyaError('TUYA_NETWORK', 'the first'));
    socket.terminate(new TuyaError('TUYA_NETWORK', 'the second'));
    (await ended).error.message.should.equal('the first');
    await rig.roundTrip();
    told.should.eql(['closed']);
  });
});
