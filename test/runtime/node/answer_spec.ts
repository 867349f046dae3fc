import should from 'should';
import type { Answer } from '../../../nodes/cloud';
import { putAnswer, valueIn } from '../../../nodes/runtime/node/answer';
import type { Place } from '../../../nodes/runtime/node/place';
import type { Message } from '../../../nodes/runtime/red-types';
import { useLiveNode } from '../../support/live-node';

describe('an answer on its way into a message', () => {
  const live = useLiveNode();
  const said = { success: true, result: [1], t: 7, tid: 'tid', msg: 'fine' };
  const answer = { envelope: { ...said }, statusCode: 200, attempts: 2, elapsed: 30, askedAt: 1 } as Answer;
  const effort = { attempts: 2, elapsed: 30, pages: 1 };
  const payload: Place = { kind: 'msg', name: 'payload' };

  it('is its result, or all that the cloud said and nothing else', () => {
    should(valueIn(answer, 'result')).eql([1]);
    const more = { ...answer, envelope: { ...said, own: 'x' } } as unknown as Answer;
    should(valueIn(more, 'envelope')).eql(said);
  });

  it('stands in its place, and how it came stands beside it', async () => {
    const msg: Message = { _msgid: 'm', topic: 'kept', payload: 'before' };
    await putAnswer(live().flow, msg, payload, ['value'], { answer, effort, more: true });
    msg.should.eql({
      _msgid: 'm',
      topic: 'kept',
      payload: ['value'],
      statusCode: 200,
      tuya: {
        success: true,
        code: undefined,
        msg: 'fine',
        t: 7,
        tid: 'tid',
        hint: '',
        ...effort,
        more: true,
      },
    });
  });

  it('that finds no place says that the call was made, and how it came', async () => {
    const msg: Message = { _msgid: 'm', payload: 'a text' };
    const place: Place = { kind: 'msg', name: 'payload.rows' };
    const error: unknown = await putAnswer(live().flow, msg, place, [], {
      answer,
      effort,
      more: false,
    }).catch((thrown: unknown) => thrown);
    should(error).have.properties({ code: 'TUYA_BAD_REQUEST', statusCode: 200, effort });
    should(error)
      .have.property('message')
      .match(/^The call was made/);
    should(error).have.property('tuya').have.properties({ t: 7, tid: 'tid' });
    msg.should.have.property('statusCode', 200);
  });
});
