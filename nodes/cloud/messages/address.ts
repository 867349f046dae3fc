import { isLoopback } from '../base-url';
import { messageHostOf } from '../data-centers';
import { problem } from '../errors/texts';
import { configError } from '../errors/tuya-error';
import type { Channel } from './listener';

/** Where the messages of an account come from: host, queue and subscription (PROTOCOL 10.1). */

/** What an account says of its messages. */
export interface MessageSettings {
  /** The subscription's name after `{client_id}-`; `sub` exists by itself. */
  subscription: string;
  /** Scheme, host and port of the message service; the data center's when absent. */
  messageUrl?: string | undefined;
}

const BY_ITSELF = 'sub';

/**
 * Checks what was entered; no text repeats it, because it may come from an environment variable.
 * @throws TuyaError `TUYA_CONFIG` that names the field to mend
 */
export function checkMessages(entered: {
  subscription?: string | undefined;
  messageUrl?: string | undefined;
}): MessageSettings {
  const subscription = entered.subscription?.trim() ?? '';
  if (subscription !== '' && !/^[A-Za-z0-9_-]{1,64}$/.test(subscription)) {
    throw configError(...problem('messages.subscription'));
  }
  const messageUrl = entered.messageUrl?.trim() ?? '';
  return {
    subscription: subscription === '' ? BY_ITSELF : subscription,
    ...(messageUrl === '' ? {} : { messageUrl: checkMessageUrl(messageUrl) }),
  };
}

/** Looked for in what was entered: a URL forgives slashes that are missing, and forgets a bare question mark. */
const HOST_ONLY = /^wss?:\/\/[^/\\?#@]+\/?$/i;

function checkMessageUrl(entered: string): string {
  if (!URL.canParse(entered)) {
    throw configError(...problem('messages.noUrl'));
  }
  const { protocol, hostname, host } = new URL(entered);
  if (protocol !== 'wss:' && !(protocol === 'ws:' && isLoopback(hostname))) {
    throw configError(...problem('messages.wss'));
  }
  if (!HOST_ONLY.test(entered)) {
    throw configError(...problem('messages.hostOnly'));
  }
  return `${protocol}//${host}`;
}

/** The host of an account's messages: its own, its data center's, or where its calls go. */
export function hostOf(baseUrl: string, messageUrl: string | undefined): string {
  return messageUrl ?? messageHostOf(baseUrl) ?? baseUrl.replace(/^http/, 'ws');
}

/** Messages that the server sends at most without an acknowledgement, where flows acknowledge. */
export const PLACES = 100;

/**
 * The address of a consumer.
 * @param flow whether flows acknowledge: fewer messages at once then, and no time after which the server sends them anew
 */
export function consumerUrl(
  host: string,
  clientId: string,
  channel: Channel,
  subscription: string,
  flow: boolean,
): string {
  const id = encodeURIComponent(clientId);
  const how = flow ? `receiverQueueSize=${PLACES}` : 'ackTimeoutMillis=30000';
  return `${host}/ws/v2/consumer/persistent/${id}/out/${channel}/${id}-${subscription}?subscriptionType=Failover&${how}`;
}
