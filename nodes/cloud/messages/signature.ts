import { createHash } from 'node:crypto';

/** Tuya's signature of a message (PROTOCOL 10.1). A mismatch is noted and no more: Tuya may add fields, and TLS proves the server. */

const LEFT_OUT: ReadonlySet<string> = new Set(['sign', 'encryptVersion']);

/** Whether the signature of a payload matches: its fields, sorted by name, and the secret. */
export function isSigned(payload: Readonly<Record<string, unknown>>, secret: string): boolean {
  const text = Object.keys(payload)
    .filter((name) => !LEFT_OUT.has(name))
    .sort()
    .map((name) => `${name}=${textOf(payload[name])}||`)
    .join('');
  return (
    createHash('md5')
      .update(text + secret)
      .digest('hex') === payload.sign
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
