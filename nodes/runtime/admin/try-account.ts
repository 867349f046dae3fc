import { asTuyaError, entryOf, refusesKey } from '../../cloud';
import type { TuyaClient, TuyaError } from '../../cloud';
import { TEST_COST } from '../../shared/admin';
import type { Stage, TestAnswer } from '../../shared/admin';
import { storeOf } from '../account/token-stores';
import type { Red } from '../red-types';
import { readForm } from './form';
import type { Form } from './form';
import type { Asker } from './replies';
import { spelled } from './spelled';
import { Stages } from './stages';
import { Trial } from './trial';
import { tryForMessages } from './try-messages';
import { endsPlan, tryProject, tryUser } from './try-read';

/** Tries an account as its dialog shows it, before any deploy, stage by stage. */

/** Which stage a refused token call belongs to, once the cloud has answered. */
function stageOf(refusal: TuyaError): 'clock' | 'key' | 'subscription' | 'token' {
  const { class: about, remedy } = entryOf(refusal.code) ?? {};
  if (remedy === 'clock') return 'clock';
  if (about === 'settings') return 'key';
  if (endsPlan(refusal)) return 'subscription';
  return refusesKey(refusal) ? 'key' : 'token';
}

/** Where the connection has failed, as far as it was seen. */
function tellNetwork(trial: Trial, stages: Stages, failure: TuyaError): void {
  const seen = trial.isDirect && (failure.code === 'TUYA_NETWORK' || failure.code === 'TUYA_TIMEOUT');
  const key = trial.reached === undefined ? 'stage.noName' : 'stage.noConnection';
  const reason = stages.wordsOf(failure);
  stages.bad('network', failure, seen ? stages.language.say(key, { reason }) : reason);
}

/** A clock that is off by less, in milliseconds, is nobody's mistake. */
const OFF = 60_000;

/** @param refusal where the cloud has refused the corrected time too */
function tellClock(
  { calls: { offset, refusedClock } }: Trial,
  stages: Stages,
  refusal: TuyaError | undefined,
): void {
  const { say, lang } = stages.language;
  const time = spelled(Math.abs(offset ?? 0), lang);
  const off = (offset ?? 0) > 0 ? 'stage.clock.behind' : 'stage.clock.ahead';
  if (refusal !== undefined) {
    stages.bad('clock', refusal, offset === undefined ? undefined : say(off, { time }));
  } else if (offset === undefined) stages.open('clock', 'stage.clock.unknown');
  else if (refusedClock || Math.abs(offset) >= OFF) stages.amiss('clock', off, { time });
  else stages.good('clock', 'stage.clock.right');
}

/** What the key that the cloud knows gives: a token, and a look at devices. */
async function tryKey(RED: Red, form: Form, trial: Trial, { client, stages }: Tried): Promise<void> {
  const { id, settings } = form;
  if (settings.mode === 'code') {
    await tryUser(trial, storeOf(RED, { id, ...settings }, undefined), stages);
    return;
  }
  stages.good('token', 'stage.token.given');
  await tryProject(trial, client, stages);
}

/** What a trial is made with. */
interface Tried {
  client: TuyaClient;
  stages: Stages;
}

async function tryAccount(RED: Red, form: Form, trial: Trial, stages: Stages): Promise<void> {
  const client = trial.client();
  const refusal = await trial.askForToken(client);
  // The budget is looked at before anybody is called.
  if (refusal !== undefined && trial.calls.sent === 0 && endsPlan(refusal)) {
    stages.bad('subscription', refusal);
    return;
  }
  if (refusal !== undefined && trial.reached !== 'open') {
    tellNetwork(trial, stages, refusal);
    return;
  }
  // The connection stands, and what came of it is no answer of Tuya's.
  if (refusal !== undefined && refusal.tuya === undefined) {
    stages.bad('token', refusal);
    return;
  }
  const at = refusal === undefined ? undefined : stageOf(refusal);
  tellClock(trial, stages, at === 'clock' ? refusal : undefined);
  if (at === 'clock') return;
  if (refusal !== undefined && at === 'key') {
    stages.bad('key', refusal);
    return;
  }
  stages.good('key', 'stage.key');
  const read = refusal === undefined ? tryKey(RED, form, trial, { client, stages }) : undefined;
  if (refusal !== undefined) stages.bad(at ?? 'token', refusal);
  // Messages need the key and nothing else.
  await Promise.all([read, tryForMessages(RED, form, stages, trial.patience.signal)]);
}

/**
 * `test`: whether the settings are complete, whether the cloud can be reached and knows the key, what the key sees, and whether messages
 * come in.
 */
export async function test(
  RED: Red,
  body: unknown,
  { language, tell, signal }: Asker<Stage>,
): Promise<TestAnswer> {
  const stages = new Stages(language, tell);
  const { calls, seconds } = TEST_COST;
  const opened = (): void => {
    const isEncrypted = new URL(form.settings.baseUrl).protocol === 'https:';
    stages.good('network', isEncrypted ? 'stage.network' : 'stage.networkPlain');
  };
  let form: Form;
  let trial: Trial;
  try {
    form = readForm(RED, body);
    stages.variables = form.variables;
    // The trial of messages takes the last three of the seconds, where it has to wait for the key.
    trial = new Trial(RED, form, { calls, time: seconds * 1000, signal, opened });
  } catch (thrown) {
    stages.bad('settings', asTuyaError(thrown));
    return { stages: stages.end() };
  }
  stages.good('settings', 'stage.settings');
  try {
    await tryAccount(RED, form, trial, stages);
  } finally {
    await trial.close();
  }
  return { stages: stages.end() };
}
