import { problem } from '../errors/texts';
import { TuyaError, badRequest, copyOf, errorOf } from '../errors/tuya-error';
import { TransportFault } from './transport';
import type { Delivery } from './transport';

/** What a failure of the network means: one text, and whether trying again can help. */

/** The proxy's own failures; nothing has reached the cloud. */
const PROXY_PROBLEMS = {
  PROXY_407: 'proxy.password',
  PROXY_REFUSED: 'proxy.refused',
  PROXY_UNREACHABLE: 'proxy.unreachable',
} as const;

function isProxys(code: string): code is keyof typeof PROXY_PROBLEMS {
  return Object.hasOwn(PROXY_PROBLEMS, code);
}

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
  if (isProxys(code)) {
    const error = errorOf('TUYA_NETWORK', problem(PROXY_PROBLEMS[code]));
    return new TransportFault(error, 'not sent', code === 'PROXY_UNREACHABLE');
  }
  if (TLS_CODE.test(code)) {
    const error = errorOf('TUYA_TLS', problem('network.tls', { code }));
    return new TransportFault(error, delivery, false);
  }
  // Node's parser: what came is no HTTP.
  if (code.startsWith('HPE_')) {
    const error = errorOf('TUYA_BAD_RESPONSE', problem('network.noHttp', { code }));
    return new TransportFault(error, delivery, false);
  }
  if (REFUSED_CODE.test(code)) {
    return new TransportFault(badRequest(...problem('network.unsendable', { code })), delivery, false);
  }
  const what = delivery === 'not sent' ? 'none' : 'lost';
  const said = problem(code === '' ? `network.${what}Without` : `network.${what}`, { code });
  return new TransportFault(errorOf('TUYA_NETWORK', said), delivery, true);
}

/**
 * What it means that the signal put an end to an exchange.
 * @param proxied whether there was a proxy to wait for
 */
export function endedBy(reason: unknown, delivery: Delivery, proxied = false): TransportFault {
  const error = reason instanceof TuyaError ? reason : errorOf('TUYA_ABORTED', problem('network.cancelled'));
  if (error.code !== 'TUYA_TIMEOUT' || delivery === 'unknown') {
    return new TransportFault(error, delivery, false);
  }
  const what = proxied ? 'network.proxySilent' : 'network.noConnection';
  const [message, hint] = problem(what, { error: error.said.message });
  return new TransportFault(
    copyOf(error, hint === undefined ? { message } : { message, hint }),
    delivery,
    false,
  );
}
