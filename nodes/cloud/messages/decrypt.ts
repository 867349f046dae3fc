import { createDecipheriv } from 'node:crypto';

/** The encryption of messages: AES with 128 bits, in one of two modes (PROTOCOL 10.1). */

/** How a message is encrypted. */
export type Cipher = 'gcm' | 'ecb';

const NONCE = 12;
const TAG = 16;

/** The key of an account's messages: 16 characters out of the middle of its secret. */
export function messageKey(secret: string): Buffer {
  return Buffer.from(secret.slice(8, 24), 'latin1');
}

function open(cipher: Cipher, bytes: Buffer, key: Buffer): Buffer {
  if (cipher === 'ecb') {
    const decipher = createDecipheriv('aes-128-ecb', key, null);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  }
  const tagAt = bytes.length - TAG;
  const decipher = createDecipheriv('aes-128-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAuthTag(bytes.subarray(tagAt));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE, tagAt)), decipher.final()]);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What was encrypted. Where the mode that the message names fails, the other one is tried once.
 * @param named the mode that the message names
 * @throws Error whatever was wrong with it
 */
export function decrypt(text: string, named: Cipher, key: Buffer): string {
  const bytes = Buffer.from(text, 'base64');
  try {
    return utf8.decode(open(named, bytes, key));
  } catch (failure) {
    try {
      return utf8.decode(open(named === 'gcm' ? 'ecb' : 'gcm', bytes, key));
    } catch {
      throw failure;
    }
  }
}
