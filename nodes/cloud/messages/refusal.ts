import { hintOf } from '../errors/error-codes';
import { speakEnglish } from '../errors/language';
import { TuyaError, copyOf } from '../errors/tuya-error';

/** What it means that there is no connection to the message service, and what to do next (PROTOCOL 10.1). */

const ENABLED =
  "Is Message Service on in this project, with type Message Queue? Is this the project's data center, and the project's Cloud key?";

const HINTS: Readonly<Record<number, string | undefined>> = {
  400: 'Check the subscription and the message address in the account.',
  401: ENABLED,
  403: 'Create the subscription in the console under Message Service → Subscription Management, or leave sub, which exists by itself.',
  404: 'The project has no such queue: switch Message Service on, and check the channel and the data center.',
  409: 'Another program holds the subscription alone. Close it, or create a subscription of your own in the console under Subscription Management.',
  429: 'Too many connections: another program may be using the same project. It is tried again by itself.',
};
const PASSING = 'Nothing has to be done: it is tried again by itself.';

/** The error of a handshake that was answered with this status. */
export function refusal(status: number): TuyaError {
  const hint = HINTS[status] ?? (status >= 500 ? PASSING : 'Check the message address in the account.');
  return new TuyaError(`TUYA_HTTP_${status}`, `The message service refuses the connection (${status})`, {
    hint,
    statusCode: status,
  });
}

/** Whether somebody has to do something before the service lets anybody in. */
export function wantsSettings({ code, statusCode = 0 }: TuyaError): boolean {
  return code === 'TUYA_TLS' || code === 'TUYA_CONFIG' || [400, 401, 403, 404, 409].includes(statusCode);
}

/** What the account's own token call says of its key: `none` where there is no such call to make. */
export type Verdict = 'good' | 'refused' | 'unknown' | 'none';

const BY_VERDICT: Readonly<Record<Verdict, string>> = {
  good: 'The key is good for calls.',
  refused:
    'The key is refused for calls too: copy Access ID and Access Secret again, and check the data center.',
  unknown: '',
  none: "Messages need the project's Cloud key, and in code mode the account holds an App Authorization key: use a second account, in simple mode, with the project's Cloud key.",
};

/** The same refusal with what the token call has told. What it may be all the same is always told: the call proves nothing of messages. */
export function explained(error: TuyaError, verdict: Verdict): TuyaError {
  return copyOf(error, { hint: `${BY_VERDICT[verdict]} ${ENABLED}`.trimStart() });
}

const OFTEN =
  'It is tried again by itself. If it happens often: does a firewall or proxy end connections that stay open?';

/**
 * The same error of the network with what it means for messages: the usual hints are about calls, which take another port.
 * @param port of the message service
 * @param stood whether the connection had come about
 */
export function disconnected(error: TuyaError, port: string, stood: boolean): TuyaError {
  const { code, hint } = error;
  const isOwn = hint !== speakEnglish(hintOf(code) ?? ''); // such as the proxy's
  if (code !== 'TUYA_TIMEOUT' && (code !== 'TUYA_NETWORK' || isOwn)) return error;
  return copyOf(error, {
    hint: stood
      ? OFTEN
      : `Is this machine online, and does its name server answer? Is outgoing port ${port} open in its firewall? If there is a proxy: does it let that port through?`,
  });
}

/** The proxy may let calls through, and not this port. */
export function notLetThrough(error: TuyaError, port: string): TuyaError {
  return copyOf(error, {
    hint: `Ask who runs the proxy to let port ${port} through, or exempt the message service in the proxy node.`,
  });
}
