import { remedyOf } from '../errors/error-codes';
import { problem } from '../errors/texts';
import { errorOf } from '../errors/tuya-error';
import type { TuyaError, TuyaReply } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import { CloudTime } from '../time/cloud-time';
import type { Signal } from '../time/signal';
import { openEnvelope } from './envelope';
import { TransportFault } from './transport';
import type { RawReply, Transport, WireRequest } from './transport';

/** A transport that counts, for a trial: it costs no more calls than it says, and hears what time it is at the cloud. */

/** What a reply says besides its result. */
interface Sight {
  reply: TuyaReply;
  refusesClock: boolean;
}

function sightOf(raw: RawReply): Sight {
  try {
    return { reply: openEnvelope(raw), refusesClock: false };
  } catch (thrown) {
    const { tuya = {} } = thrown as TuyaError; // openEnvelope throws nothing else
    return { reply: tuya, refusesClock: remedyOf(thrown as TuyaError) === 'clock' };
  }
}

/**
 * Sends each request once, and `most` in all. A repeat is answered with what came the first time; only a request whose clock was refused
 * is sent once more, because its time is right by then. A failure of the network is final.
 */
export class FewCalls implements Transport {
  /** Requests that have left. */
  sent = 0;
  /** A request was refused here because there were enough. */
  wantedMore = false;
  /** How far the cloud is ahead of this machine, in milliseconds, by its last answer. */
  offset: number | undefined;
  /** The cloud has refused this machine's time. */
  refusedClock = false;
  private readonly answers = new Map<string, RawReply>();
  private readonly time: CloudTime;

  constructor(
    private readonly inner: Transport,
    private readonly clock: Clock,
    private readonly most: number,
  ) {
    this.time = new CloudTime(clock);
  }

  async send(request: WireRequest, signal: Signal): Promise<RawReply> {
    const name = `${request.method} ${request.baseUrl}${request.url}`;
    const known = this.answers.get(name);
    if (known !== undefined) return { ...known, remembered: true };
    if (this.sent >= this.most) {
      this.wantedMore = true;
      throw new TransportFault(errorOf('TUYA_ABORTED', problem('call.enough')), 'not sent', false);
    }
    this.sent += 1;
    const askedAt = this.clock.monotonic();
    const raw = await this.inner.send(request, signal).catch((thrown: unknown) => {
      throw thrown instanceof TransportFault
        ? new TransportFault(thrown.error, thrown.delivery, false)
        : thrown;
    });
    const { reply, refusesClock } = sightOf(raw);
    this.offset = this.time.behind(reply.t, this.clock.monotonic() - askedAt) ?? this.offset;
    if (!refusesClock || this.refusedClock) this.answers.set(name, raw);
    this.refusedClock ||= refusesClock;
    return raw;
  }

  close(): void {
    this.inner.close();
  }
}
