import type { TuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import { afterElapsed } from '../time/elapsed';
import { NOTHING_FAILED, nextAttempt } from './back-off';
import { acknowledgement, readFrame } from './frame';
import type { Frame } from './frame';
import { KeepAlive } from './keep-alive';
import type { MessagesState } from './listener';
import { Prober } from './prober';
import { explained, wantsSettings } from './refusal';
import type { Verdict } from './refusal';
import type { MessageSocket, SocketEnd, SocketEvents } from './socket';

/** The life of one connection to a queue: opened, watched, lost, tried again, closed. One socket at a time, whatever happens. */

/** What a connection needs. */
export interface Needs {
  clock: Clock;
  /** A number in [0, 1) that spreads attempts. */
  random: () => number;
  /** @param flow whether flows acknowledge */
  open: (flow: boolean, events: SocketEvents) => MessageSocket;
  /** What the account's own token call says of its key; asked once when a 401 begins. */
  judge: () => Promise<Verdict>;
}

/** Who is told of it. */
export interface Owner {
  /** @param on the number of the connection: an acknowledgement goes back where the message came from */
  message(frame: Frame, on: number): void;
  /** Something came that not even an acknowledgement can be made of. */
  unreadable(): void;
  /** What this connection has brought comes again with another one. */
  ended(): void;
  changed(state: MessagesState): void;
}

/** Milliseconds of silence after which somebody should be told, where nothing has ever come. */
const QUIET = 10 * 60_000;

const nothing = (): void => undefined;

/** One connection; it does nothing until `start`. */
export class Connection {
  state: MessagesState = { is: 'closed' };
  private socket: MessageSocket | undefined;
  /** How it is wanted; undefined when it is not. */
  private flow: boolean | undefined;
  private number = 0;
  private opened: number | undefined;
  /** When something was heard last, by the monotonic clock: a machine that sleeps notices the end of a connection long after it. */
  private heard: number | undefined;
  private paused = false;
  /** The socket is closed to open another one. */
  private renewing = false;
  private everHeard = false;
  private failed = NOTHING_FAILED;
  private verdict: Promise<Verdict> | undefined;
  private cancelWait = nothing;
  private cancelQuiet = nothing;
  private keepAlive: KeepAlive | undefined;
  private readonly prober: Prober;
  private closers: (() => void)[] = [];

  constructor(
    private readonly needs: Needs,
    private readonly owner: Owner,
  ) {
    const isPaused = (): boolean => this.paused;
    this.prober = new Prober(
      needs.clock,
      () => {
        this.renew();
      },
      isPaused,
    );
  }

  /** Opens it, or opens it anew when it was opened for another kind of acknowledgement. */
  start(flow: boolean): void {
    const before = this.flow;
    this.flow = flow;
    if (before === undefined) {
      this.failed = NOTHING_FAILED;
      this.change({ is: 'connecting' });
      if (this.socket === undefined) this.connect();
    } else if (before !== flow) {
      this.renew();
    }
  }

  /** Closes it; resolves when the socket is gone. */
  stop(): Promise<void> {
    this.flow = undefined;
    this.cancelWait();
    if (this.state.is !== 'closed') this.change({ is: 'closed' });
    const { socket } = this;
    if (socket === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      this.closers.push(resolve);
      socket.close();
    });
  }

  /** Acknowledges a message, where the connection that has brought it still lives. */
  acknowledge(id: string, on: number): void {
    if (on === this.number) this.socket?.send(acknowledgement(id));
  }

  pause(): void {
    this.paused = true;
    this.socket?.pause();
  }

  resume(): void {
    this.paused = false;
    this.socket?.resume();
  }

  /** A new connection in place of the old one, through nobody's fault. */
  private renew(): void {
    if (this.socket === undefined) return; // the next attempt is a new one anyway
    this.renewing = true;
    this.change({ is: 'connecting' });
    this.socket.close();
  }

  private connect(): void {
    const { flow } = this;
    if (flow === undefined) return;
    this.number += 1;
    const on = this.number;
    this.socket = this.needs.open(flow, {
      opened: () => {
        this.begin();
      },
      text: (text) => {
        this.take(text, on);
      },
      heard: () => {
        this.heard = this.needs.clock.monotonic();
        this.keepAlive?.heard();
      },
      closed: (end) => {
        this.end(end);
      },
    });
  }

  private begin(): void {
    const { socket } = this;
    const { clock } = this.needs;
    if (socket === undefined) return;
    const now = clock.monotonic();
    const away = this.heard === undefined ? 0 : now - this.heard;
    this.opened = this.heard = now;
    this.keepAlive = new KeepAlive(clock, socket, () => this.paused);
    this.prober.begin(socket);
    const connected = { is: 'connected', since: clock.now(), away } as const;
    if (!this.everHeard) {
      this.cancelQuiet = afterElapsed(clock, QUIET, () => {
        this.change({ ...connected, quiet: true });
      });
    }
    this.change({ ...connected, quiet: false });
  }

  private take(text: string, on: number): void {
    const frame = readFrame(text);
    if (frame.is === 'answer') {
      this.prober.answered();
      return;
    }
    this.prober.message();
    this.everHeard = true;
    this.cancelQuiet();
    if (this.state.is === 'connected' && this.state.quiet) this.change({ ...this.state, quiet: false });
    if (frame.is === 'unreadable') this.owner.unreadable();
    else this.owner.message(frame, on);
  }

  private end({ error, status, retryAfter }: SocketEnd): void {
    const { clock, random } = this.needs;
    const now = clock.monotonic();
    const lived = this.opened === undefined ? 0 : now - this.opened;
    this.socket = this.opened = undefined;
    this.paused = false;
    this.keepAlive?.stop();
    this.cancelQuiet();
    this.prober.end();
    this.owner.ended();
    const { renewing, closers } = this;
    this.renewing = false;
    this.closers = [];
    for (const closed of closers) closed();
    if (this.flow === undefined) return;
    if (renewing || closers.length > 0) {
      this.connect();
      return;
    }
    const ended = { status, retryAfter, lived, untrusted: error.code === 'TUYA_TLS' };
    const { wait, failed } = nextAttempt(this.failed, ended, random());
    this.failed = failed;
    this.cancelWait = afterElapsed(clock, wait, () => {
      this.connect();
    });
    if (status !== 401) this.verdict = undefined;
    this.tell(error, now + wait);
  }

  /** Says why there is no connection; a 401 is looked into first. */
  private tell(error: TuyaError, at: number): void {
    const { clock, judge } = this.needs;
    const attempt = this.number;
    const say = (why: TuyaError): void => {
      const again = Math.max(0, at - clock.monotonic());
      this.change({ is: wantsSettings(why) ? 'refused' : 'lost', error: why, again });
    };
    if (error.statusCode !== 401) {
      say(error);
      return;
    }
    this.verdict ??= judge().catch(() => 'unknown');
    void this.verdict.then((verdict) => {
      if (this.flow !== undefined && this.number === attempt) say(explained(error, verdict));
    });
  }

  private change(state: MessagesState): void {
    this.state = state;
    this.owner.changed(state);
  }
}
