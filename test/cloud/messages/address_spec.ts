import should from 'should';
import { DATA_CENTERS, messageHostOf } from '../../../nodes/cloud/data-centers';
import type { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { checkMessages, consumerUrl, hostOf } from '../../../nodes/cloud/messages/address';

function refusal(entered: Parameters<typeof checkMessages>[0]): TuyaError {
  try {
    checkMessages(entered);
  } catch (error) {
    return error as TuyaError;
  }
  throw new Error('It should have been refused');
}

describe('where messages come from', () => {
  it('every data center has a host of its own, on the port of the message service', () => {
    const hosts = Object.values(DATA_CENTERS).map((address) => messageHostOf(address) ?? '');
    new Set(hosts).size.should.equal(7);
    for (const host of hosts)
      host.should.match(/^wss:\/\/mqe[a-z-]*\.(tuya(cn|us|eu|in)|iotbing)\.com:8285$/);
    hostOf(DATA_CENTERS.sg, undefined).should.equal('wss://mqe-sg.iotbing.com:8285');
  });

  it('an address of one’s own has its messages at the same place, unless another is entered', () => {
    should(messageHostOf('https://cloud.example')).be.undefined();
    hostOf('https://cloud.example:8443', undefined).should.equal('wss://cloud.example:8443');
    hostOf('http://127.0.0.1:1880', undefined).should.equal('ws://127.0.0.1:1880');
    hostOf(DATA_CENTERS.eu, 'wss://other.example').should.equal('wss://other.example');
  });

  it('the address says who, which queue, which subscription and how it is acknowledged', () => {
    consumerUrl('wss://h:8285', 'id1', 'event', 'sub', false).should.equal(
      'wss://h:8285/ws/v2/consumer/persistent/id1/out/event/id1-sub?subscriptionType=Failover&ackTimeoutMillis=30000',
    );
    consumerUrl('wss://h', 'i/d?', 'event-test', 'b_2', true).should.equal(
      'wss://h/ws/v2/consumer/persistent/i%2Fd%3F/out/event-test/i%2Fd%3F-b_2?subscriptionType=Failover&receiverQueueSize=100',
    );
  });

  it('what is left empty is the usual', () => {
    checkMessages({}).should.eql({ subscription: 'sub' });
    checkMessages({ subscription: ' ', messageUrl: ' ' }).should.eql({ subscription: 'sub' });
  });

  it('what is entered is taken without blanks around it', () => {
    checkMessages({ subscription: ' flows-2 ', messageUrl: ' wss://own.example:8285/ ' }).should.eql({
      subscription: 'flows-2',
      messageUrl: 'wss://own.example:8285',
    });
    for (const loopback of ['ws://127.0.0.1:1', 'ws://localhost:1', 'ws://[::1]:1']) {
      should(checkMessages({ messageUrl: loopback }).messageUrl).equal(loopback);
    }
    checkMessages({ subscription: 'x'.repeat(64) }).subscription.should.have.length(64);
  });

  for (const subscription of ['a/b', 'a b', 'ü', '../x', 'x'.repeat(65), 'canary?x']) {
    it(`"${subscription.slice(0, 10)}" is no subscription, and is not repeated`, () => {
      const { code, message, hint } = refusal({ subscription });
      code.should.equal('TUYA_CONFIG');
      message.should.match(/subscription/);
      hint.should.match(/Subscription Management/);
      `${message}${hint}`.should.not.containEql(subscription);
    });
  }

  for (const [messageUrl, reason, help] of [
    ['canary', /not a URL/, /wss:\/\/host:8285/],
    ['ws://canary.example', /must begin with wss/, /only on a loopback address/],
    ['https://canary.example', /must begin with wss/, /only on a loopback address/],
    ['http://127.0.0.1/canary', /must begin with wss/, /only on a loopback address/],
    ['wss://canary@own.example', /host and port only/, /without a path or user/],
    ['wss://own.example/canary', /host and port only/, /without a path or user/],
    ['wss://own.example?canary', /host and port only/, /without a path or user/],
    ['wss://own.example#canary', /host and port only/, /without a path or user/],
    ['wss:canary', /host and port only/, /without a path or user/],
    ['wss:///canary', /host and port only/, /without a path or user/],
    ['wss:\\\\canary', /host and port only/, /without a path or user/],
    ['wss://canary?', /host and port only/, /without a path or user/],
    ['wss://canary#', /host and port only/, /without a path or user/],
    ['wss://@canary', /host and port only/, /without a path or user/],
    ['wss://canary/.', /host and port only/, /without a path or user/],
  ] as const) {
    it(`"${messageUrl}" is no message address, and is not repeated`, () => {
      const { code, message, hint } = refusal({ messageUrl });
      code.should.equal('TUYA_CONFIG');
      message.should.match(reason);
      hint.should.match(help);
      message.should.match(/message address/);
      `${message}${hint}`.should.not.containEql('canary');
    });
  }
});
