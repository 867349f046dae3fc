import 'should';
import { BadMessages } from '../../../nodes/cloud/messages/bad-messages';
import { TuyaError } from '../../../nodes/cloud/errors/tuya-error';
import { FakeClock } from '../../support/fake-clock';

const badMessage = (why: string): TuyaError => new TuyaError('TUYA_BAD_MESSAGE', `bad: ${why}`);

describe('messages that cannot be read', () => {
  let clock: FakeClock;
  let told: string[];
  let bad: BadMessages;
  beforeEach(() => {
    clock = new FakeClock();
    told = [];
    bad = new BadMessages(clock, ({ message }, count) => told.push(`${count} ${message.split(': ')[1]}`));
  });

  it('R14: are told of at once, and then once a minute: the last one, and how many', () => {
    bad.add(badMessage('a'));
    told.should.eql(['1 a']);
    for (const why of ['b', 'c', 'd']) bad.add(badMessage(why));
    clock.advance(59_999);
    told.should.eql(['1 a']);
    clock.advance(1);
    told.should.eql(['1 a', '3 d']);
    clock.advance(60_000);
    told.should.have.length(2);
    clock.waiting.should.equal(0);
    bad.add(badMessage('e'));
    told.should.eql(['1 a', '3 d', '1 e']);
  });

  it('no timer is left when nobody is to be told any more, and the next one is told at once', () => {
    bad.stop();
    bad.add(badMessage('a'));
    bad.add(badMessage('b'));
    bad.stop();
    clock.waiting.should.equal(0);
    bad.add(badMessage('c'));
    told.should.eql(['1 a', '2 c']);
  });
});
