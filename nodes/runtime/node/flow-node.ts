import type { Live } from '../account/accounts';
import type { Message, Send } from '../red-types';
import { speakerOfRed } from '../texts/languages';
import type { Lifecycle } from './lifecycle';
import { ToldError, failureOf } from '../told-error';

/** The input of a node: each message becomes work, and each work comes to an end. */

/** What a flow node does with one message. Whatever it throws becomes `done(err)`. */
export type Work = (account: Live, msg: Message, send: Send) => Promise<void>;

/** Gives a node an input: each message becomes work, and each work one `done`, with `msg.tuya` where it failed. */
export function onInput(life: Lifecycle, work: Work): void {
  const handle = async (msg: Message, send: Send, done: (error?: Error) => void): Promise<void> => {
    const error = await life.perform((account) => work(account, msg, send));
    if (error === undefined) {
      done();
      return;
    }
    const speak = speakerOfRed(life.flow.RED);
    msg.tuya = failureOf(error, speak);
    // Without a reply there is no status: what an earlier node left would be taken for one.
    delete msg.statusCode;
    if (error.statusCode !== undefined) msg.statusCode = error.statusCode;
    const told = new ToldError(error, speak);
    life.complain(error, () => {
      done(told);
    });
  };
  life.flow.node.on('input', (msg, send, done) => {
    life.track(handle(msg, send, done));
  });
}
