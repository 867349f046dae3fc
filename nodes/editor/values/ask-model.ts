import type { DeviceModel } from '../../cloud/values/model';
import { PATHS } from '../../shared/admin';
import type { AccountForm, ModelAnswer, ModelAsked, ModelBody } from '../../shared/admin';
import { ask } from '../ask';

/** What a device can do, asked for once in a dialog. */

/** Models by what was asked for; one that could not be had is asked for again. */
const models = new Map<string, Promise<DeviceModel>>();

/** The model of a device of an account, deployed or not. */
export function askModel(account: AccountForm, asked: ModelAsked): Promise<DeviceModel> {
  const body: ModelBody = { ...account, ...asked };
  const key = JSON.stringify(body);
  const kept = models.get(key);
  if (kept !== undefined) return kept;
  const answer: Promise<DeviceModel> = ask<ModelAnswer>('POST', PATHS.model, body);
  models.set(key, answer);
  answer.catch(() => models.delete(key));
  return answer;
}

/** Forgets what was asked for: a dialog that opens asks anew. */
export function forgetModels(): void {
  models.clear();
}
