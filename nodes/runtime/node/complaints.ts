import type { Speaker, TuyaError } from '../../cloud';
import { onStarted } from '../account/deploys';
import type { Flow, Message } from '../red-types';
import { speakerOfRed } from '../texts/languages';
import { ToldError } from './told-error';

/** Errors that no message has brought: a Catch node gets a message of their own. */

/** What a message says of an error that no call has made. */
function failure(error: TuyaError, speak: Speaker): Record<string, unknown> {
  const { tuya, code } = error;
  const { message, hint } = error.in(speak);
  return { success: false, code: tuya?.code ?? code, msg: tuya?.msg ?? message, hint };
}

/** The complaints of a node without an input. */
export class Complaints {
  /** What is told when the flows have started: before, there is no Catch node. */
  private held: (() => void)[] | undefined = [];
  private readonly stop: () => void;

  constructor(private readonly flow: Flow) {
    this.stop = onStarted(flow.RED, () => {
      this.stop();
      const held = this.held ?? [];
      this.held = undefined;
      for (const tell of held) tell();
    });
  }

  /**
   * Passes an error to the Catch nodes, else to the log.
   * @param about what the message says besides `msg.tuya`
   * @param more what `msg.tuya` says besides the error
   */
  tell(error: TuyaError, about: Record<string, unknown> = {}, more: Record<string, unknown> = {}): void {
    const { RED, node } = this.flow;
    const tell = (): void => {
      const speak = speakerOfRed(RED);
      const msg = { _msgid: RED.util.generateId(), ...about } as Message;
      msg.tuya = { ...failure(error, speak), ...more };
      if (error.statusCode !== undefined) msg.statusCode = error.statusCode;
      node.error(new ToldError(error, speak), msg);
    };
    if (this.held === undefined) tell();
    else this.held.push(tell);
  }

  /** The node is closed: what was not told is nobody's news any more. */
  close(): void {
    this.stop();
    this.held = [];
  }
}
