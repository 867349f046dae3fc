import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { frameOf } from './frames';
import { base64, placeOf } from './message-id';
import type { Place } from './message-id';
import type { AckOutcome, Reader } from './subscription';
import type { Stored } from './topic';

/** What a connection tells the cloud, which judges and records it. */
export interface Tells {
  now(): number;
  /** A frame is on its way; false = the socket is to be dropped behind it. */
  sent(message: Stored): boolean;
  acknowledge(id: string, place: Place): AckOutcome | 'lost';
  negative(place: Place | undefined): void;
  unsubscribe(): void;
  /** `isEndOfTopic` has come; how the proxy takes it. */
  probed(): 'answers' | 'silent' | 'closes';
  resumed(): void;
}

/** Something that stops working while the socket stays open. */
export type Numbness = 'none' | 'half open' | 'zombie' | 'zombie that answers';

/** A consumer at the other end of a WebSocket, as Pulsar's proxy serves it. */
export class Connection implements Reader {
  /** Frames that were sent, less acknowledgements that came: at the queue's size delivery stops. */
  pending = 0;
  /** When a byte passed last, by the cloud's clock. */
  lastActive: number;
  numb: Numbness = 'none';
  private readonly unacked = new Map<string, number>();

  constructor(
    readonly name: string,
    private readonly ws: WebSocket,
    private readonly socket: Duplex,
    private readonly limits: { queueSize: number; ackTimeout: number },
    private readonly tells: Tells,
  ) {
    this.lastActive = tells.now();
    ws.on('ping', (data: Buffer) => {
      if (this.numb === 'half open') return;
      this.lastActive = tells.now();
      ws.pong(data);
    });
    ws.on('pong', () => {
      this.lastActive = tells.now();
    });
    ws.on('message', (data: Buffer, binary: boolean) => {
      this.lastActive = tells.now();
      if (!binary) this.hear(data.toString('utf8'));
    });
  }

  takes(): boolean {
    return this.numb === 'none' && this.ws.readyState === 1 && this.pending < this.limits.queueSize;
  }

  deliver(message: Stored): void {
    this.pending++;
    this.lastActive = this.tells.now();
    this.unacked.set(message.id, this.lastActive);
    this.ws.send(frameOf(message));
    if (!this.tells.sent(message)) this.drop();
  }

  /** Whether a message was sent so long ago that its acknowledgement is overdue; once for each. */
  isOverdue(): boolean {
    const { ackTimeout } = this.limits;
    if (ackTimeout === 0) return false;
    const before = this.tells.now() - ackTimeout;
    const late = [...this.unacked].filter(([, at]) => at <= before);
    for (const [id] of late) this.unacked.delete(id);
    return late.length > 0;
  }

  /** Closes with a code, as a server does, or with a close frame that has none. */
  close(code?: number, reason = ''): void {
    this.ws.close(code, reason);
  }

  /** Ends without a close frame, behind what was sent. */
  drop(): void {
    this.numb = 'zombie';
    this.socket.end(() => this.socket.destroy());
  }

  /** Ends at once, with a reset. */
  reset(): void {
    resetSocket(this.socket);
  }

  /** Writes bytes between the frames. */
  write(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** Sends a text or a binary frame that is no message. */
  send(content: string | Buffer): void {
    this.ws.send(content, { binary: typeof content !== 'string' });
  }

  private hear(text: string): void {
    if (this.numb === 'none') this.read(text);
    if (this.numb === 'zombie that answers' && parse(text)?.type === 'isEndOfTopic') this.probe();
  }

  private read(text: string): void {
    if (text.trim() === 'null') {
      this.close(1011, 'java.lang.NullPointerException: because "command" is null');
      return;
    }
    const command = parse(text);
    if (command === undefined) {
      // The proxy closes with code 3, which no WebSocket has: the socket is torn.
      this.socket.destroy();
      return;
    }
    switch (command.type) {
      case 'isEndOfTopic':
        this.probe();
        return;
      case 'unsubscribe':
        this.tells.unsubscribe();
        return;
      case 'negativeAcknowledge':
        this.tells.negative(placeOf(base64(String(command.messageId)) ?? Buffer.alloc(0)));
        return;
      case 'permit':
        return;
      default:
        this.acknowledge(command.messageId);
    }
  }

  private probe(): void {
    const how = this.tells.probed();
    if (how === 'answers') this.ws.send('{"endOfTopic":false}');
    if (how === 'closes') this.close(1011, 'java.lang.NullPointerException: because "src" is null');
  }

  private acknowledge(id: unknown): void {
    const bytes = typeof id === 'string' ? base64(id) : undefined;
    if (typeof id !== 'string' || bytes === undefined) {
      this.close(1011, typeof id === 'string' ? illegal(id) : 'because "src" is null');
      return;
    }
    const place = placeOf(bytes);
    if (place === undefined) {
      this.socket.destroy();
      return;
    }
    if (this.tells.acknowledge(id, place) === 'lost') return;
    this.unacked.delete(id);
    this.pending--;
    this.tells.resumed();
  }
}

/** Ends a socket with a reset; TLS has none, there it is torn. */
export function resetSocket(socket: Duplex): void {
  if ('encrypted' in socket) socket.destroy();
  else (socket as Duplex & { resetAndDestroy(): void }).resetAndDestroy();
}

/** What Java says of a text that is no base64. */
function illegal(text: string): string {
  const [bad] = /[^A-Za-z0-9+/]/.exec(text) ?? [];
  return bad === undefined
    ? 'Input byte array has wrong 4-byte ending unit'
    : `Illegal base64 character ${bad.charCodeAt(0).toString(16)}`;
}

interface Command {
  type?: unknown;
  messageId?: unknown;
}

function parse(text: string): Command | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
