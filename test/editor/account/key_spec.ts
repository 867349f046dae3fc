import fc from 'fast-check';
import 'should';
import { flawsOf } from '../../../nodes/cloud/diagnosis/key-form';
import { Keys, isWhole } from '../../../nodes/editor/account/key';

const client_id = 'demo0client0id000001';
const secret = 'demo0secret0of0the0playground001';
const NONE = { client_id: '', secret: '' };

describe('the key in an account’s dialog', () => {
  describe('is whole', () => {
    for (const [title, key] of Object.entries({
      'as Tuya writes it': { client_id, secret },
      'with blanks around it, as it is copied': { client_id: ` ${client_id}`, secret: `${secret} ` },
      'as two environment variables': { client_id: '${TUYA_ID}', secret: '$(TUYA_SECRET)' },
      'where one half is a variable': { client_id, secret: '${TUYA_SECRET}' },
      'in the wrong fields, because only a test tells that': { client_id: secret, secret: client_id },
    })) {
      it(title, () => isWhole(key).should.be.true());
    }
  });

  describe('is not whole', () => {
    for (const [title, key] of Object.entries({
      'while a field is empty': { client_id, secret: '' },
      'while a letter is missing': { client_id, secret: secret.slice(1) },
      'with a letter too many': { client_id: `${client_id}x`, secret },
      'with a sign that no key has': { client_id, secret: `${secret.slice(1)}-` },
      'with the secret that is stored, which belongs to another client_id': { client_id, secret: '__PWRD__' },
      'with half a variable': { client_id: '${TUYA_ID', secret },
      'with an empty variable': { client_id: '${}', secret },
      'where a secret is as long as an id on its way, and the id is a variable': {
        client_id: '${TUYA_ID}',
        secret: client_id,
      },
      'where the same half is in both fields': { client_id: secret, secret },
    })) {
      it(title, () => isWhole(key).should.be.false());
    }
  });

  it('one that is typed in is whole at its last letter, and never before', () => {
    const typed = Array.from(secret, (_, at) => isWhole({ client_id, secret: secret.slice(0, at + 1) }));
    typed.indexOf(true).should.equal(secret.length - 1);
  });

  it('whole is what the diagnosis of a refusal finds nothing striking about', () => {
    const letters = (from: number, to: number): fc.Arbitrary<string> =>
      fc.string({ unit: fc.constantFrom('a', 'Z', '7', '-'), minLength: from, maxLength: to });
    const half = { client_id: letters(19, 21), secret: letters(31, 33) };
    fc.assert(
      fc.property(fc.record(half), (key) => {
        isWhole(key).should.equal(flawsOf(key).length === 0);
      }),
      { numRuns: 2000 },
    );
  });

  it('each whole key is new once, one of before an edit too', () => {
    const keys = new Keys(NONE);
    const other = { client_id, secret: secret.toUpperCase() };
    keys.isNew({ client_id, secret: secret.slice(1) }).should.be.false();
    keys.isNew({ client_id, secret }).should.be.true();
    keys.isNew({ client_id, secret: `${secret} ` }).should.be.false();
    keys.isNew(other).should.be.true();
    keys.isNew({ client_id, secret }).should.be.false();
  });

  it('what the fields hold when the dialog opens is not new, whatever it is', () => {
    for (const opened of [
      { client_id, secret: '__PWRD__' },
      { client_id: '${A}', secret: '${B}' },
    ]) {
      new Keys(opened).isNew(opened).should.be.false();
    }
  });

  it('an account has one that is whole, or the one that it was opened with', () => {
    const stored = { client_id: 'of another form', secret: '__PWRD__' };
    new Keys(NONE).has(NONE).should.be.false();
    new Keys(NONE).has({ client_id, secret }).should.be.true();
    new Keys(NONE).has(stored).should.be.false();
    new Keys(stored).has(stored).should.be.true();
    new Keys(stored).has({ ...stored, client_id }).should.be.false();
    new Keys({ client_id, secret: '' }).has({ client_id, secret: '' }).should.be.false();
  });
});
