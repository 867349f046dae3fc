/** Where a message lies in the log of Pulsar: its id, base64 of a protobuf of numbers. */
export interface Place {
  ledger: number;
  entry: number;
  /** Below 0 = the topic has no partitions. */
  partition: number;
  /** The place in a batch, which is one entry, and of how many. */
  batchIndex?: number;
  batchSize?: number;
}

/** By the number that each has in the protobuf; what the fifth holds is never sent. */
const FIELDS = [undefined, 'ledger', 'entry', 'partition', 'batchIndex', undefined, 'batchSize'] as const;

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
}

/** The id as it stands in a frame. */
export function messageId(place: Place): string {
  const bytes = FIELDS.flatMap((field, i) => {
    const value = field === undefined ? undefined : place[field];
    return value === undefined || value < 0 ? [] : [i * 8, ...varint(value)];
  });
  return Buffer.from(bytes).toString('base64');
}

/** Where an id points to; undefined for bytes that are no id. */
export function placeOf(bytes: Buffer): Place | undefined {
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) return NaN;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const place: Place = { ledger: NaN, entry: NaN, partition: -1 };
  while (at < bytes.length) {
    const tag = read();
    const value = read();
    const field = FIELDS[tag / 8];
    if (Number.isNaN(value) || tag % 8 !== 0) return undefined;
    if (field !== undefined) place[field] = value;
  }
  return Number.isNaN(place.ledger + place.entry) ? undefined : place;
}

/** The bytes of a text that is base64 as Java wants it; undefined for any other. */
export function base64(text: string): Buffer | undefined {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/.test(text)
    ? Buffer.from(text, 'base64')
    : undefined;
}
