import { inspect } from 'node:util';
import should from 'should';
import { effortOf, withEffort } from '../../../nodes/cloud/errors/effort';
import {
  TuyaError,
  aborted,
  asTuyaError,
  badRequest,
  configError,
  copyOf,
  rewordedError,
} from '../../../nodes/cloud/errors/tuya-error';

describe('the one error', () => {
  const error = new TuyaError('TUYA_1106', 'no', { statusCode: 403, tuya: { code: 1106, tid: 'x' } });

  it('has a code for programs, a message, and a hint from the catalogue', () => {
    error.should.be.an.Error();
    error.name.should.equal('TuyaError');
    error.code.should.equal('TUYA_1106');
    error.hint.should.match(/link the app account/);
    new TuyaError('TUYA_1106', 'no', { hint: 'own' }).hint.should.equal('own');
    new TuyaError('TUYA_999', 'no').hint.should.equal('');
  });

  it('has fields only for what is known', () => {
    const bare = new TuyaError('TUYA_TIMEOUT', 'late');
    Object.keys(bare).sort().should.eql(['code', 'hint', 'name']);
    should('cause' in bare).be.false();
    inspect(error).should.match(/tid: 'x'/);
  });

  it('a copy says the same, or another message and hint', () => {
    const copy = copyOf(error);
    copy.should.not.equal(error);
    Object.entries(copy).should.eql(Object.entries(error));
    copy.message.should.equal('no');
    const other = copyOf(error, { message: 'so', hint: 'then' });
    [other.message, other.hint, other.code, other.statusCode].should.eql(['so', 'then', 'TUYA_1106', 403]);
  });

  it('says in any language what it says in English, its copies too', () => {
    const said = { key: 'message.tuya', values: { code: '7', text: 'no' } };
    const own = new TuyaError('TUYA_1106', said, { hint: 'as it is' });
    own.message.should.equal('Tuya answered 7: no');
    const spell = (what: unknown): string => JSON.stringify(what);
    own.in(spell).should.eql({ message: JSON.stringify(said), hint: '"as it is"' });
    copyOf(own, { hint: '' }).in(spell).message.should.equal(JSON.stringify(said));
    new TuyaError('TUYA_1106', 'no').in(spell).hint.should.match(/codes\.1106\.hint/);
    new TuyaError('TUYA_999', 'no').in(spell).hint.should.equal('""');
    inspect(own, { depth: 9, showHidden: true }).should.not.match(/message\.tuya/);
  });

  it('A8: reworded, it says nowhere what it said before', () => {
    const said = { key: 'message.tuya', values: { code: '7', text: 'a secret' } };
    const told = new TuyaError('TUYA_7', said, {
      hint: 'the secret',
      tuya: { code: 7, msg: 'secret', tid: 'x', signed: 'GET secret' },
      statusCode: 200,
    });
    const hidden = rewordedError(told, (words) => words.replaceAll('secret', '***'));
    hidden.should.have.properties({ message: 'Tuya answered 7: a ***', hint: 'the ***', statusCode: 200 });
    should(hidden.tuya).eql({ code: 7, msg: '***', tid: 'x', signed: 'GET ***' });
    hidden.in((words) => JSON.stringify(words)).message.should.not.match(/secret/);
    should(rewordedError(new TuyaError('TUYA_7', 'no'), (words) => words).tuya).be.undefined();
    should(rewordedError(error, (words) => words).tuya).eql({ code: 1106, msg: undefined, tid: 'x' });
  });

  it('notes of one caller are not read by another', () => {
    const [one, two] = [withEffort(error, { attempts: 1, elapsed: 5 }), withEffort(error, { attempts: 3 })];
    effortOf(one).should.eql({ attempts: 1, elapsed: 5, pages: 0 });
    effortOf(two).should.eql({ attempts: 3, elapsed: 0, pages: 0 });
    effortOf(error).should.eql({ attempts: 0, elapsed: 0, pages: 0 });
    effortOf(withEffort(one, { pages: 2 })).should.eql({ attempts: 1, elapsed: 5, pages: 2 });
  });

  it('has a short form for each of our own', () => {
    [configError('m', 'h').code, configError('m', 'h').hint].should.eql(['TUYA_CONFIG', 'h']);
    [badRequest('m', 'h').code, badRequest('m', 'h').hint].should.eql(['TUYA_BAD_REQUEST', 'h']);
    aborted().code.should.equal('TUYA_ABORTED');
    aborted().message.should.match(/closed/);
  });

  it('whatever was thrown becomes one', () => {
    asTuyaError(error).should.equal(error);
    asTuyaError(new Error('odd')).message.should.equal('odd');
    asTuyaError('text').message.should.equal('text');
    asTuyaError(new Error('odd')).code.should.equal('TUYA_BAD_REQUEST');
  });
});
