import { TuyaError, badRequest } from '../errors/tuya-error';
import { TransportFault } from './transport';
import type { Delivery } from './transport';

/** What a failure of the network means: one text, and whether trying again can help. */

/** The proxy's own failures; nothing has reached the cloud. */
const PROXY_TEXTS: Readonly<Record<string, { message: string; hint: string } | undefined>> = {
  PROXY_407: {
    message: 'The proxy asks for a user and a password, or does not accept the ones it got (407)',
    hint: 'Enter the credentials in the proxy node that the account uses.',
  },
  PROXY_REFUSED: {
    message: 'The proxy does not let the call through',
    hint: "Ask who runs the proxy to allow Tuya's data center, or exempt it in the proxy node.",
  },
  PROXY_UNREACHABLE: {
    message: 'The proxy cannot be reached',
    hint: 'Check the address of the proxy in the account, or http_proxy and https_proxy of the environment.',
  },
};
const TLS_CODE =
  /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;
/** What Node refuses before it begins. */
const REFUSED_CODE = /^ERR_(INVALID|UNESCAPED|HTTP_INVALID|OUT_OF_RANGE)/;

function codeOf(thrown: unknown): string {
  const { code } = Object(thrown) as { code?: unknown };
  return typeof code === 'string' ? code : '';
}

/**
 * What a failed exchange means.
 * @param delivery whether there was a connection: this, and not the error's code, tells whether a request may have gone out, because
 * the same code (`EHOSTUNREACH`, `ECONNRESET`, `ETIMEDOUT`) is told of a connection that is being made and of one that stands (N18)
 */
export function faultOf(thrown: unknown, delivery: Delivery): TransportFault {
  if (thrown instanceof TuyaError) return new TransportFault(thrown, delivery, false);
  const code = codeOf(thrown);
  const proxy = PROXY_TEXTS[code];
  if (proxy !== undefined) {
    const error = new TuyaError('TUYA_NETWORK', proxy.message, { hint: proxy.hint });
    return new TransportFault(error, 'not sent', code === 'PROXY_UNREACHABLE');
  }
  if (TLS_CODE.test(code)) {
    const error = new TuyaError('TUYA_TLS', `The server's certificate or TLS is not accepted (${code})`);
    return new TransportFault(error, delivery, false);
  }
  // Node's parser: what came is no HTTP.
  if (code.startsWith('HPE_')) {
    const error = new TuyaError('TUYA_BAD_RESPONSE', `The answer is not HTTP (${code})`);
    return new TransportFault(error, delivery, false);
  }
  if (REFUSED_CODE.test(code)) {
    return new TransportFault(badRequest(`The call cannot be sent (${code})`), delivery, false);
  }
  const error =
    delivery === 'not sent'
      ? new TuyaError('TUYA_NETWORK', `No connection to the cloud (${code || 'no reason given'})`)
      : new TuyaError('TUYA_NETWORK', `The connection was lost (${code || 'on the way'})`);
  return new TransportFault(error, delivery, true);
}

/**
 * What it means that the signal put an end to an exchange.
 * @param proxied whether there was a proxy to wait for
 */
export function endedBy(reason: unknown, delivery: Delivery, proxied = false): TransportFault {
  const error =
    reason instanceof TuyaError ? reason : new TuyaError('TUYA_ABORTED', 'The call was cancelled');
  if (error.code !== 'TUYA_TIMEOUT' || delivery === 'unknown') {
    return new TransportFault(error, delivery, false);
  }
  const text = proxied ? 'the proxy did not answer' : 'no connection came about';
  const hint = proxied ? PROXY_TEXTS.PROXY_UNREACHABLE?.hint : error.hint;
  return new TransportFault(
    new TuyaError(error.code, `${error.message}: ${text}`, { hint }),
    delivery,
    false,
  );
}
