import type { TuyaError } from '../../cloud';
import { onStarted } from '../account/deploys';
import type { Message } from '../red-types';
import { speakerOfRed } from '../texts/languages';
import { ToldError, complaintOf } from '../told-error';
import type { Lifecycle } from './lifecycle';

/** Errors that no message has brought: a Catch node gets a message of their own. */

/** The complaints of a node without an input. */
export class Complaints {
  /** What is told when the flows have started: before, there is no Catch node. */
  private held: (() => void)[] | undefined = [];
  private readonly stop: () => void;

  constructor(private readonly life: Pick<Lifecycle, 'flow' | 'complain'>) {
    this.stop = onStarted(life.flow.RED, () => {
      this.stop();
      const held = this.held ?? [];
      this.held = undefined;
      for (const tell of held) tell();
    });
  }

  /**
   * Passes an error to the Catch nodes, else to the log, or only into the sidebar where it is told of the account already.
   * @param about what the message says besides `msg.tuya`
   * @param more what `msg.tuya` says besides the error
   */
  tell(error: TuyaError, about: Record<string, unknown> = {}, more: Record<string, unknown> = {}): void {
    const { RED, node } = this.life.flow;
    const speak = speakerOfRed(RED);
    const told = new ToldError(error, speak);
    const tell = (): void => {
      const msg = { _msgid: RED.util.generateId(), ...about } as Message;
      msg.tuya = { ...complaintOf(error, speak), ...more };
      if (error.statusCode !== undefined) msg.statusCode = error.statusCode;
      this.life.complain(error, () => {
        node.error(told, msg);
      });
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
