import type { Refusal } from './pages';

/** What a handshake meets instead of a welcome: a page, silence, a reset, or a door that shuts behind it. */
export type HandshakeFault = Refusal | 'hang' | 'reset' | 'accept and drop';

/** Faults that wait for their turn. */
export class MessageFaults {
  private handshakes: { fault: HandshakeFault; left: number }[] = [];
  /** Frames behind which the socket is still to be dropped. */
  drops = 0;
  /** Acknowledgements that are still to be lost. */
  lostAcks = 0;

  add(fault: HandshakeFault, times: number): void {
    this.handshakes.push({ fault, left: times });
  }

  /** What the next handshake meets. */
  takeHandshake(): HandshakeFault | undefined {
    const next = this.handshakes.find(({ left }) => left > 0);
    if (next) next.left--;
    return next?.fault;
  }

  takeDrop(): boolean {
    if (this.drops <= 0) return false;
    this.drops--;
    return true;
  }

  takeLostAck(): boolean {
    if (this.lostAcks <= 0) return false;
    this.lostAcks--;
    return true;
  }

  clear(): void {
    this.handshakes = [];
    this.drops = 0;
    this.lostAcks = 0;
  }
}

/** Bytes that no WebSocket server sends: a text frame of bad UTF-8, a frame that is cut, a close with code 3. */
export const BAD_BYTES = {
  'invalid UTF-8': Buffer.from([0x81, 0x02, 0xc3, 0x28]),
  'cut frame': Buffer.from([0x81, 0x7e, 0x01, 0x00, 0x7b, 0x22]),
  'close code 3': Buffer.from([0x88, 0x02, 0x00, 0x03]),
} as const;
