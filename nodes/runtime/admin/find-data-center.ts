import { DATA_CENTERS, isObject } from '../../cloud';
import type { Center, CentersAnswer } from '../../shared/admin';
import type { Red } from '../red-types';
import { withForm } from './form';
import type { Form } from './form';
import type { Asker } from './replies';
import { Trial } from './trial';

/** Asks each of Tuya's data centers whether it knows the key. */

/** Milliseconds for each of them. */
const PATIENCE = 8000;
/** One call each, and one more where the cloud refuses this machine's clock. */
const CALLS = 2;

/** What a data center says of a key that is none of its own (PROTOCOL 5.2). */
const UNKNOWN = 'TUYA_1005';

/** What comes of asking one data center. */
export type Word = Omit<Center, 'dataCenter'>;

/** Asks each data center once, all at the same time. */
export function askCenters(
  ask: (baseUrl: string) => Promise<Word>,
  tell: (center: Center) => void,
): Promise<Center[]> {
  return Promise.all(
    Object.entries(DATA_CENTERS).map(async ([dataCenter, baseUrl]) => {
      const center = { dataCenter, ...(await ask(baseUrl)) };
      tell(center);
      return center;
    }),
  );
}

async function askCenter(
  RED: Red,
  { id, settings, variables }: Form,
  baseUrl: string,
  { language, signal }: Asker<Center>,
): Promise<Word> {
  const trial = new Trial(
    RED,
    { id, settings: { ...settings, baseUrl } },
    { calls: CALLS, time: PATIENCE, signal },
  );
  try {
    const refusal = await trial.askForToken(trial.client());
    if (refusal === undefined) return { ok: true, message: language.say('stage.key') };
    if (refusal.code === UNKNOWN) {
      return { ok: false, unknown: true, message: language.say('stage.keyUnknown') };
    }
    return { ok: false, message: variables.hide(refusal.in(language.speak).message) };
  } finally {
    await trial.close();
  }
}

/** `find-data-center`: which data centers know the key. */
export function findDataCenter(RED: Red, body: unknown, asker: Asker<Center>): Promise<CentersAnswer> {
  // Whatever the form says about its data center: each of them is asked.
  const anywhere = isObject(body) ? { ...body, dataCenter: 'eu' } : body;
  return withForm(RED, anywhere, async (form) => ({
    dataCenters: await askCenters((baseUrl) => askCenter(RED, form, baseUrl, asker), asker.tell),
  }));
}
