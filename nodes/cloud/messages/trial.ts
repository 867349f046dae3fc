import { problem } from '../errors/texts';
import { asTuyaError, errorOf } from '../errors/tuya-error';
import type { TuyaError } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import type { Signal } from '../time/signal';
import type { MessageSocket, SocketEvents } from './socket';

/** One handshake, to see whether it succeeds. */

/** What it may take, in milliseconds. */
const LONGEST = 3000;

/**
 * Opens a socket and closes it again. Nothing that comes in is acknowledged, so that it is still there for others.
 * @throws TuyaError why it could not be opened
 */
export function trial(
  open: (events: SocketEvents) => MessageSocket,
  clock: Clock,
  signal: Signal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let given: TuyaError | undefined;
    let opened = false;
    const stop = (): void => {
      given = asTuyaError(signal.reason);
      socket.close();
    };
    const cancel = clock.after(LONGEST, () => {
      socket.terminate(errorOf('TUYA_TIMEOUT', problem('messages.late', { seconds: LONGEST / 1000 })));
    });
    const socket = open({
      opened: () => {
        opened = true;
        socket.close();
      },
      text: () => undefined,
      heard: () => undefined,
      closed: ({ error }) => {
        cancel();
        signal.removeEventListener('abort', stop);
        if (opened) resolve();
        else reject(given ?? error);
      },
    });
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
}
