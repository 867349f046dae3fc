import { MAX_SOCKETS } from '../../nodes/cloud/limits';
import { pause } from '../../nodes/cloud/time/clock';
import type { Clock } from '../../nodes/cloud/time/clock';
import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import { endedBy } from '../../nodes/cloud/wire/fault';
import { TransportFault } from '../../nodes/cloud/wire/transport';
import type { Transport } from '../../nodes/cloud/wire/transport';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { blackHole } from '../support/black-hole';
import { selfSigned } from '../support/certificate';
import { freePort } from '../support/free-port';
import { Proxy } from '../support/tunnel';

/** Where a request ends up instead of at the cloud. */
export type Way =
  | 'no name'
  | 'refused'
  | 'black hole'
  | 'expired'
  | 'other host'
  | 'unknown authority'
  | 'proxy 407'
  | 'proxy dead'
  | 'proxy silent'
  | 'late tokens';

/** What a request that went a way has to be told; a way on which something else happens has not been played. */
const TOLD: Readonly<Record<Exclude<Way, 'late tokens'>, { code: string; message?: RegExp }>> = {
  'no name': { code: 'TUYA_NETWORK', message: /ENOTFOUND/ },
  refused: { code: 'TUYA_NETWORK', message: /ECONNREFUSED/ },
  'black hole': { code: 'TUYA_TIMEOUT', message: /no connection came about/ },
  expired: { code: 'TUYA_TLS', message: /EXPIRED/ },
  'other host': { code: 'TUYA_TLS', message: /ALTNAME/ },
  'unknown authority': { code: 'TUYA_TLS', message: /SELF_SIGNED/ },
  'proxy 407': { code: 'TUYA_NETWORK', message: /proxy.*407/i },
  'proxy dead': { code: 'TUYA_NETWORK', message: /proxy cannot be reached/i },
  'proxy silent': { code: 'TUYA_TIMEOUT', message: /proxy did not answer/ },
};

/** Milliseconds by which the reply to a token call is late: more than a call may take, less than a rotation. */
const LATE = 9000;

/** The ways from a home to the cloud, of which one is taken at a time. Each fault happens on real sockets, to the real transport. */
export class Ways {
  /** The faulty way that is taken now. */
  taken: Way | undefined;
  /** Requests that went a faulty way and were told so. */
  met = 0;

  private constructor(
    private readonly urls: ReadonlyMap<Way, string>,
    private readonly proxies: ReadonlyMap<string, URL>,
    private readonly authorities: Buffer[],
    /** Clouds whose certificate is not to be trusted. */
    private readonly untrusted: readonly Cloud[],
    private readonly end: () => Promise<void>,
  ) {}

  static async open(): Promise<Ways> {
    const expired = selfSigned({ days: -1 });
    const other = selfSigned({ names: 'DNS:other.example' });
    const pairs = [expired, other, selfSigned()];
    const clouds = await Promise.all(pairs.map((https) => startCloud({ https })));
    const hole = await blackHole();
    const asking = await Proxy.start({ credentials: 'me:right' });
    const silent = await Proxy.start({ silent: true });
    const dead = await freePort();
    const urls = new Map<Way, string>([
      ['no name', 'http://cloud.invalid'],
      ['refused', `http://127.0.0.1:${dead}`],
      ['black hole', `http://127.0.0.1:${hole.port}`],
      ...(['expired', 'other host', 'unknown authority'] as const).map((way, i): [Way, string] => [
        way,
        clouds[i]?.url ?? '',
      ]),
      ['proxy 407', 'http://asks.localhost'],
      ['proxy dead', 'http://dead.localhost'],
      ['proxy silent', 'http://silent.localhost'],
    ]);
    const proxies = new Map([
      ['asks.localhost', new URL(asking.url)],
      ['dead.localhost', new URL(`http://127.0.0.1:${dead}`)],
      ['silent.localhost', new URL(silent.url)],
    ]);
    return new Ways(urls, proxies, [expired.cert, other.cert], clouds, async () => {
      hole.close();
      for (const one of [...clouds, asking, silent]) await one.close();
    });
  }

  /** Calls that reached a cloud whose certificate is not to be trusted. */
  get unchecked(): number {
    return this.untrusted.reduce((sum, { calls }) => sum + calls.length, 0);
  }

  /** A transport that goes the way that is taken. */
  transport(clock: Clock): Transport {
    const inner = createTransport({
      maxSockets: MAX_SOCKETS,
      tls: { ca: this.authorities },
      proxyFor: (baseUrl) => this.proxies.get(new URL(baseUrl).hostname),
    });
    return {
      send: async (request, signal) => {
        const { taken } = this;
        const baseUrl = taken === undefined ? undefined : this.urls.get(taken);
        const reply = await inner
          .send({ ...request, baseUrl: baseUrl ?? request.baseUrl }, signal)
          .catch((fault: unknown) => {
            if (taken !== undefined && isToldOf(taken, fault)) this.met++;
            throw fault;
          });
        if (taken === 'late tokens' && request.lane === 'token') {
          this.met++;
          await pause(clock, LATE, signal).catch((reason: unknown) => {
            throw endedBy(reason, 'unknown');
          });
        }
        return reply;
      },
      close: () => {
        inner.close();
      },
    };
  }

  close(): Promise<void> {
    return this.end();
  }
}

function isToldOf(way: Way, fault: unknown): boolean {
  if (way === 'late tokens' || !(fault instanceof TransportFault)) return false;
  const { code, message = /./ } = TOLD[way];
  return fault.error.code === code && message.test(fault.error.message);
}
