import { isDeepStrictEqual } from 'node:util';
import { Projects, asTuyaError, systemClock, tryMessages } from '../../cloud';
import type { MessagesState, Signal, TuyaClient, TuyaError } from '../../cloud';
import { CHANNELS } from '../../shared/events';
import { accountOf } from '../account/accounts';
import { newClient } from '../account/clients';
import { dialogMeter } from '../account/usage-books';
import type { Red } from '../red-types';
import type { Form } from './form';
import type { Stages } from './stages';
import { NO_STORE } from './trial';

/** The step of a test that asks for messages of devices: nobody who listens to them loses one. */

/** How the deployed account's own connection does, where the dialog shows the same account and somebody listens. */
function liveState(RED: Red, { id, settings }: Form): MessagesState | undefined {
  const deployed = accountOf(RED, id);
  if (!('client' in deployed) || !isDeepStrictEqual(deployed.settings, settings)) return undefined;
  const { client } = deployed;
  const states = CHANNELS.map((channel) => client.messages(channel).state);
  // One queue that works says that the key is good.
  return (
    states.find(({ is }) => is === 'connected') ?? states.find(({ is }) => is === 'lost' || is === 'refused')
  );
}

/** Whether messages of devices come in: by the connection that there is, else by one that is opened for it. */
export async function tryForMessages(RED: Red, form: Form, stages: Stages, signal: Signal): Promise<void> {
  const good = (key: string): void => {
    stages.good('messages', key);
  };
  const bad = (error: TuyaError): void => {
    stages.bad('messages', error);
  };
  const { settings } = form;
  if (settings.messageProblem !== undefined) {
    bad(settings.messageProblem);
    return;
  }
  let client: TuyaClient | undefined;
  try {
    const state = liveState(RED, form);
    if (state?.is === 'connected') good(state.quiet ? 'stage.quiet' : 'stage.messages');
    else if (state?.is === 'lost' || state?.is === 'refused') bad(state.error);
    else {
      const tried = settings.mode === 'simple' ? settings : { ...settings, store: NO_STORE };
      client = newClient(RED, tried, new Projects(systemClock), { meter: dialogMeter(RED, form) });
      await tryMessages(client, 'event', signal);
      good('stage.messages');
    }
  } catch (thrown) {
    bad(asTuyaError(thrown));
  } finally {
    await client?.close();
  }
}
