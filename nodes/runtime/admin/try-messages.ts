import { isDeepStrictEqual } from 'node:util';
import { Abort, Projects, TokenStore, asTuyaError, systemClock, tryMessages } from '../../cloud';
import type { MessagesState, TuyaClient, TuyaError } from '../../cloud';
import type { Stage } from '../../shared/admin';
import { CHANNELS } from '../../shared/events';
import { accountOf } from '../account/accounts';
import { newClient } from '../account/clients';
import { dialogMeter } from '../account/usage-books';
import type { Red } from '../red-types';
import type { Form } from './form';
import type { Say } from './texts';

/** The step of a test that asks for messages of devices: nobody who listens to them loses one. */

/** Nothing is kept of a test. */
export const NO_STORE = new TokenStore({ client_id: '', secret: '' }, undefined, () => undefined);

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

function failed({ message, hint }: TuyaError, say: Say): Stage {
  return { stage: 'messages', ok: false, message: `${say('stage.noMessages')}: ${message}`, hint };
}

/** Whether messages of devices come in: by the connection that there is, else by one that is opened for it. */
export async function tryForMessages(RED: Red, form: Form, say: Say): Promise<Stage> {
  const { messageProblem } = form.settings;
  if (messageProblem !== undefined) return failed(messageProblem, say);
  const good = (key: string): Stage => ({ stage: 'messages', ok: true, message: say(key), hint: '' });
  let client: TuyaClient | undefined;
  try {
    const state = liveState(RED, form);
    if (state?.is === 'connected') return good(state.quiet ? 'stage.quiet' : 'stage.messages');
    if (state?.is === 'lost' || state?.is === 'refused') return failed(state.error, say);
    const { settings } = form;
    const tried = settings.mode === 'simple' ? settings : { ...settings, store: NO_STORE };
    client = newClient(RED, tried, new Projects(systemClock), { meter: dialogMeter(RED, form) });
    await tryMessages(client, 'event', new Abort());
    return good('stage.messages');
  } catch (thrown) {
    return failed(asTuyaError(thrown), say);
  } finally {
    await client?.close();
  }
}
