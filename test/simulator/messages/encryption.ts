import { createCipheriv, createHash, randomBytes } from 'node:crypto';

export type Encryption = 'gcm' | 'ecb';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

/** The password of the handshake. */
export function passwordOf(accessId: string, accessKey: string): string {
  return md5(accessId + md5(accessKey)).slice(8, 24);
}

/** Encrypts as Tuya does: AES-128 with the middle of the access key; GCM is nonce, text and tag in one. */
export function encrypt(
  text: string | Buffer,
  accessKey: string,
  mode: Encryption,
  nonce = randomBytes(12),
): Buffer {
  const key = Buffer.from(accessKey.slice(8, 24));
  const input = Buffer.from(text);
  if (mode === 'ecb') {
    const cipher = createCipheriv('aes-128-ecb', key, null);
    return Buffer.concat([cipher.update(input), cipher.final()]);
  }
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  return Buffer.concat([nonce, cipher.update(input), cipher.final(), cipher.getAuthTag()]);
}

/** The signature of an envelope: its fields by name, without `sign` and `encryptVersion`, then the access key. */
export function signatureOf(envelope: Readonly<Record<string, unknown>>, accessKey: string): string {
  const fields = Object.keys(envelope)
    .filter((name) => name !== 'sign' && name !== 'encryptVersion')
    .sort()
    .map((name) => `${name}=${String(envelope[name])}||`);
  return md5(fields.join('') + accessKey);
}
