import should from 'should';
import { TuyaError } from '../../../nodes/cloud';
import { AccountState, gravestOf, isSameNews } from '../../../nodes/runtime/account/state';
import type { News, Topic } from '../../../nodes/runtime/account/state';

const news = (key: News['key'], severity: News['severity'] = 'error', values?: News['values']): News => ({
  ...{ key, severity, error: new TuyaError('TUYA_X', 'x') },
  ...(values === undefined ? {} : { values }),
});

describe('the state of an account', () => {
  let state: AccountState;
  let told: string[];
  const keys = (now: ReadonlyMap<Topic, News>): string => [...now.keys()].join(' ');

  beforeEach(() => {
    [state, told] = [new AccountState(), []];
    state.listen((now) => told.push(keys(now)));
  });

  it('is told at once to who comes, however late, and then when it changes', () => {
    state.tell('reach', news('reach'));
    state.tell('clock', news('clockAhead', 'warning', { minutes: 2 }));
    const late: string[] = [];
    state.listen((now) => late.push(keys(now)));
    state.tell('reach', undefined);
    told.should.eql(['', 'reach', 'reach clock', 'clock']);
    late.should.eql(['reach clock', 'clock']);
  });

  it('says nothing twice: other values are news, another message is none', () => {
    state.tell('reach', undefined);
    state.tell('budget', news('budgetNear', 'warning', { percent: 80 }));
    state.tell('budget', {
      ...news('budgetNear', 'warning', { percent: 80 }),
      error: new TuyaError('Y', 'y'),
    });
    told.should.have.length(2);
    state.tell('budget', news('budgetNear', 'warning', { percent: 90 }));
    state.tell('budget', news('budgetNear', 'error', { percent: 90 }));
    state.tell('budget', news('budgetSpent', 'error', { percent: 90 }));
    told.should.have.length(5);
  });

  it('tells nobody who has left', () => {
    let calls = 0;
    const stop = state.listen(() => calls++);
    stop();
    state.tell('reach', news('reach'));
    calls.should.equal(1);
  });

  it('the gravest news are errors, then warnings, in the order of their topics', () => {
    const all = new Map<Topic, News>([
      ['clock', news('clockAhead', 'warning')],
      ['rival', news('rival', 'warning')],
      ['key', news('key')],
      ['reach', news('reach')],
    ]);
    const order: unknown[] = [];
    for (let gravest = gravestOf(all); gravest !== undefined; gravest = gravestOf(all)) {
      order.push(gravest.key);
      for (const [topic, one] of all) if (one === gravest) all.delete(topic);
    }
    order.should.eql(['reach', 'key', 'rival', 'clockAhead']);
    should(gravestOf(all)).be.undefined();
  });

  it('nothing and nothing are the same, and something is not nothing', () => {
    isSameNews(undefined, undefined).should.be.true();
    isSameNews(news('reach'), undefined).should.be.false();
    isSameNews(news('reach'), news('reach')).should.be.true();
  });
});
