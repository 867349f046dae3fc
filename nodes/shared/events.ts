/** What a node for messages of devices may be set to: dialog and runtime offer and accept the same. */

/** The queues of Tuya's message service. */
export const CHANNELS = ['event', 'event-test', 'notice'] as const;

/** What a message can be about. */
export const KINDS = [
  'status',
  'event',
  'action',
  'online',
  'offline',
  'device',
  'upgrade',
  'scene',
  'home',
  'user',
  'notice',
  'other',
] as const;

/** Kinds of a new node. */
export const USUAL_KINDS: readonly (typeof KINDS)[number][] = ['status', 'online', 'offline'];

/** A message per report, one per code, or what came, decrypted. */
export const OUTPUTS = ['report', 'value', 'raw'] as const;

/** When a message counts as received: when it was sent on, or when the flow says so. */
export const ACKS = ['sent', 'flow'] as const;

/** Seconds; older messages are dropped. 0 = all pass. */
export const MAX_AGE = { least: 0, most: 86_400, usual: 0 } as const;

/** Seconds in which a flow confirms a message. Tuya keeps one for two hours. */
export const ACK_TIMEOUT = { least: 1, most: 7200, usual: 300 } as const;

/** A code, or the beginning of codes with `*` at the end. */
export function isCodePattern(text: string): boolean {
  return /^[^\s*]+\*?$/.test(text) || text === '*';
}

/** The id of a device. */
export function isDeviceId(text: string): boolean {
  return /^[^\s*,]+$/.test(text);
}
