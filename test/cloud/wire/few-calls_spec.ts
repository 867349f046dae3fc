import should from 'should';
import { FewCalls } from '../../../nodes/cloud/wire/few-calls';
import { createTransport } from '../../../nodes/cloud/wire/axios-transport';
import { Abort } from '../../../nodes/cloud/time/signal';
import { TransportFault } from '../../../nodes/cloud/wire/transport';
import type { RawReply } from '../../../nodes/cloud/wire/transport';
import { FakeClock } from '../../support/fake-clock';
import { Bytes, answer } from '../../support/wire';
import type { Script } from '../../support/wire';

describe('a transport that counts', () => {
  let bytes: Bytes;
  let clock: FakeClock;
  let few: FewCalls;
  afterEach(async () => {
    few.close();
    await bytes.close();
  });

  async function start(script: Script, most = 3): Promise<void> {
    bytes = await Bytes.serve(script);
    clock = new FakeClock();
    few = new FewCalls(createTransport({ maxSockets: 1 }), clock, most);
  }
  const send = (url: string, method = 'GET'): Promise<RawReply> =>
    few.send({ method, baseUrl: bytes.url, url, headers: {} }, new Abort());
  const faultOf = async (url: string): Promise<TransportFault> => {
    const thrown: unknown = await send(url).catch((failure: unknown) => failure);
    should(thrown).be.instanceof(TransportFault);
    return thrown as TransportFault;
  };
  const says =
    (envelope: object): Script =>
    (socket) =>
      socket.write(answer(JSON.stringify(envelope)));

  it('sends so many requests, and no further one', async () => {
    await start(says({ success: true, result: 1, t: 0 }));
    for (const url of ['/a', '/b', '/c']) await send(url);
    few.wantedMore.should.be.false();
    (await faultOf('/d')).should.have.properties({ delivery: 'not sent', transient: false });
    few.wantedMore.should.be.true();
    bytes.requests.should.have.length(3);
    few.sent.should.equal(3);
  });

  it('a repeat costs nothing: it is answered with what came the first time', async () => {
    let count = 0;
    await start((socket) =>
      socket.write(answer(JSON.stringify({ success: false, code: 500, msg: ++count }))),
    );
    const [first, second] = [await send('/a'), await send('/a')];
    second.should.eql({ ...first, remembered: true });
    (await send('/a', 'POST')).should.not.equal(first);
    bytes.requests.should.have.length(2);
  });

  it('P7: a request whose clock was refused is sent once more, and not twice', async () => {
    await start(says({ success: false, code: 1013, msg: 'no', t: 1_700_000_600_000 }));
    for (let i = 0; i < 3; i++) await send('/a');
    bytes.requests.should.have.length(2);
    few.refusedClock.should.be.true();
    Number(few.offset).should.equal(600_000);
  });

  it('hears the time in every answer, also in a refusal; an answer without one says nothing new', async () => {
    let t: unknown;
    await start((socket) => socket.write(answer(JSON.stringify({ success: true, result: 1, t }))));
    should(few.offset).be.undefined();
    t = clock.wall + 5000;
    await send('/a');
    Number(few.offset).should.equal(5000);
    few.refusedClock.should.be.false();
    t = 'soon';
    await send('/b');
    Number(few.offset).should.equal(5000);
  });

  it('N3: a failure of the network is final, and counts', async () => {
    await start((socket) => socket.resetAndDestroy());
    (await faultOf('/a')).should.have.properties({ delivery: 'unknown', transient: false });
    few.sent.should.equal(1);
  });

  it('closes what it is made of', async () => {
    await start(() => undefined);
    const failing = faultOf('/a');
    await bytes.request();
    few.close();
    (await failing).error.code.should.equal('TUYA_ABORTED');
  });
});
