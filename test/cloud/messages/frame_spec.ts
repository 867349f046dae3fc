import 'should';
import should from 'should';
import fc from 'fast-check';
import { PROBE, acknowledgement, readFrame } from '../../../nodes/cloud/messages/frame';

const frame = {
  messageId: 'CAoQKA==',
  payload: 'e30=',
  properties: { em: 'aes_gcm' },
  publishTime: '2026-09-25T18:25:44.191+02:00',
  redeliveryCount: 0,
  key: 'dev1',
};
const read = (over: object): object => readFrame(JSON.stringify({ ...frame, ...over }));

describe('a frame', () => {
  it('is read: id, payload, properties, time', () => {
    read({}).should.eql({
      is: 'message',
      id: 'CAoQKA==',
      payload: 'e30=',
      properties: { em: 'aes_gcm' },
      published: Date.parse('2026-09-25T16:25:44.191Z'),
    });
  });

  it('R13: may lack properties and a readable time', () => {
    for (const odd of [undefined, null, 'x', []]) {
      read({ properties: odd, publishTime: odd }).should.match({ properties: {}, published: undefined });
    }
  });

  it('R13: has a time only where that is a text', () => {
    read({ publishTime: 2026 }).should.match({ published: undefined });
  });

  it('that says something of the end of its topic is a message all the same', () => {
    read({ endOfTopic: false }).should.match({ is: 'message', id: 'CAoQKA==' });
  });

  it('that answers the probe is no message', () => {
    readFrame('{"endOfTopic":"false"}').should.eql({ is: 'answer' });
    readFrame('{"endOfTopic":false}').should.eql({ is: 'answer' });
  });

  for (const id of [undefined, null, 5, '', 'a', 'ab=', 'ab-_', 'a b=', '====', 'A'.repeat(2000)]) {
    it(`with the id ${String(id).slice(0, 8)} cannot be acknowledged: nothing is made of it`, () => {
      read({ messageId: id }).should.eql({ is: 'unreadable' });
    });
  }

  for (const id of ['CAoQKA==', 'CAoQKA', 'CAoQKAA=', 'CAoQKAAA', 'CAoQKAA', 'A'.repeat(1024)]) {
    it(`with the id ${id.slice(0, 8)} can be acknowledged`, () => {
      should(read({ messageId: id })).have.property('id', id);
    });
  }

  it('R14: whatever comes, reading it throws nothing', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        ['message', 'answer', 'unreadable'].should.containEql(readFrame(text).is);
      }),
    );
  });
});

describe('what is sent', () => {
  it('is an acknowledgement or a question, whatever an id holds', () => {
    acknowledgement('CAoQKA==').should.equal('{"messageId":"CAoQKA=="}');
    PROBE.should.equal('{"type":"isEndOfTopic"}');
    fc.assert(
      fc.property(fc.string(), (id) => {
        const sent = JSON.parse(acknowledgement(id)) as object;
        Object.keys(sent).should.eql(['messageId']);
      }),
    );
  });
});
