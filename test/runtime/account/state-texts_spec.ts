import 'should';
import english from '../../../nodes/locales/en-US/tuya-config.json';
import { TuyaError } from '../../../nodes/cloud';
import { TOPICS } from '../../../nodes/runtime/account/state';
import { logText, overText, statusText } from '../../../nodes/runtime/account/state-texts';
import type { Words } from '../../../nodes/runtime/account/state-texts';

describe('the words for the state of an account', () => {
  const { state, over } = english['tuya-config'];
  const words: Words = (key, values) => `${key} ${JSON.stringify(values ?? {})}`;
  const news = { severity: 'error', key: 'key', error: new TuyaError('TUYA_1004', 'no') } as const;

  it('each topic has a line for its end', () => {
    Object.keys(over)
      .sort()
      .should.eql([...TOPICS].sort());
  });

  it('each state has a few words that fit below a node, and a line that says why', () => {
    for (const [key, { status, log }] of Object.entries(state)) {
      status.length.should.be.within(5, 40, key);
      log.should.match(/__reason__/, key);
    }
  });

  it('are said with what stands in them', () => {
    statusText(words, { ...news, values: { code: '1004' } }).should.equal('state.key.status {"code":"1004"}');
    statusText(words, news).should.equal('state.key.status {}');
    logText(words, { ...news, values: { code: '1004' } }, 'no').should.equal(
      'state.key.log {"code":"1004","reason":"no"}',
    );
    overText(words, 'key').should.equal('over.key {}');
  });
});
