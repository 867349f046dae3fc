import { Abort, badRequest } from '../../cloud';
import type { Generation } from '../../cloud';
import type { ModelAnswer, ModelAsked, Unread } from '../../shared/admin';
import { askAnyUser } from '../account/any-user';
import { modelsOf } from '../account/device-models';
import { savedText } from '../red-types';
import type { Red } from '../red-types';
import { problem } from '../texts/problems';
import { askAccount } from './ask-account';
import { fieldsOf, withForm } from './form';

/** The model of a device, for a dialog that offers its codes and values. */

/** `model`: what the device can do and report, kept for a day; neither where the cloud does not tell it. */
export function modelFor(RED: Red, body: unknown): Promise<ModelAnswer> {
  return withForm(RED, body, (form) => {
    const asked: Unread<ModelAsked> = fieldsOf(body);
    const device = savedText(asked.device_id).trim();
    const uid = savedText(asked.uid).trim();
    const generation: Generation = asked.generation === 'thing' ? 'thing' : 'instructions';
    if (device === '') throw badRequest(...problem('picker.noDevice'));
    const { client_id, baseUrl } = form.settings;
    const models = modelsOf(RED, { id: form.id, client_id, baseUrl });
    return askAccount(RED, form, async (client, store) => {
      const ask = askAnyUser(client, store, { uid });
      const wanted = { device, generation, uid: store === undefined ? '' : uid };
      const known = models.known(wanted);
      // Somebody sits before it: what was refused may have been permitted since.
      if (known === undefined || known === 'none') models.askAgain();
      const found = await models.of(wanted, ask, new Abort());
      return found?.model ?? { functions: [], status: [] };
    });
  });
}
