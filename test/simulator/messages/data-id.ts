import { randomBytes } from 'node:crypto';

/** The 16 bytes of an id of a report: eight of microseconds since 1970, eight by chance. */
export function dataIdBytes(time: number, chance = randomBytes(8)): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(BigInt(Math.max(0, Math.round(time * 1000))));
  chance.copy(bytes, 8);
  return bytes;
}

/** As it stands in a message: 32 digits, or 22 characters of base64. */
export const spellings = {
  hex: (bytes: Buffer): string => bytes.toString('hex').toUpperCase(),
  base64: (bytes: Buffer): string => bytes.toString('base64').slice(0, 22),
};
