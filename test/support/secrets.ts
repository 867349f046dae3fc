import { createHash } from 'node:crypto';

/** What of an account nobody may see: its secret, the password that is made of it, and the key of its messages. */
export function secretsOf({ client_id, secret }: { client_id: string; secret: string }): string[] {
  const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
  return [secret, md5(client_id + md5(secret)).slice(8, 24), secret.slice(8, 24)];
}
