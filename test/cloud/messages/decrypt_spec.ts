import { createCipheriv } from 'node:crypto';
import 'should';
import { decrypt, messageKey } from '../../../nodes/cloud/messages/decrypt';
import vectors from './vectors.json';

const key = messageKey('accessKeyesttesttesttesttesttest');

describe('decryption', () => {
  it('takes its key out of the middle of the secret', () => {
    key.toString().should.equal('yesttesttesttest');
  });

  for (const { name, cipher, data, plain } of vectors) {
    const named = cipher === 'gcm' ? 'gcm' : 'ecb';
    const other = cipher === 'gcm' ? 'ecb' : 'gcm';
    it(`${name}: gives the text back`, () => {
      decrypt(data, named, key).should.equal(plain);
    });
    it(`${name}: is read where the message names the other mode`, () => {
      decrypt(data, other, key).should.equal(plain);
    });
  }

  it('R14: bytes that are no text are an error, not other characters', () => {
    const cipher = createCipheriv('aes-128-ecb', key, null);
    const data = Buffer.concat([cipher.update(Buffer.from([0x7b, 0xff])), cipher.final()]);
    (() => decrypt(data.toString('base64'), 'ecb', key)).should.throw();
  });

  it('R14: a wrong key, a cut and a changed byte are errors, not other texts', () => {
    for (const { data } of vectors.filter(({ cipher }) => cipher === 'gcm')) {
      const bytes = Buffer.from(data, 'base64');
      const changed = Buffer.from(bytes);
      changed[20] = (changed[20] ?? 0) ^ 1;
      for (const odd of [changed, bytes.subarray(0, -1), bytes.subarray(0, 20), Buffer.alloc(0)]) {
        (() => decrypt(odd.toString('base64'), 'gcm', key)).should.throw();
      }
      (() => decrypt(data, 'gcm', messageKey('another0key0of0another0project01'))).should.throw();
    }
  });
});
