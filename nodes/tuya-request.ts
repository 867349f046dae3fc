import type { Node } from 'node-red';
import { checkReuse, parseEmbedded } from './cloud';
import { callOf, timeoutFor } from './runtime/node/api-call';
import { DeviceValues } from './runtime/node/device-values';
import { onInput } from './runtime/node/flow-node';
import { Lifecycle } from './runtime/node/lifecycle';
import { sendAll, sendEach, sendOne } from './runtime/node/pages-out';
import { requirePlace } from './runtime/node/place';
import { readRequest } from './runtime/node/request-settings';
import { userOf } from './runtime/node/user-of';
import type { Red, Saved } from './runtime/red-types';

/** Performs one signed call of any Tuya OpenAPI. */
function register(RED: Red): void {
  function TuyaRequest(this: Node, saved: Saved): void {
    RED.nodes.createNode(this, saved);
    const settings = readRequest(saved);
    const { account, place, pages, maxPages, ret, reuse, model, parseValues, user } = settings;
    const life = new Lifecycle({ RED, node: this, type: 'tuya-request', account, saved });
    const { flow, signal } = life;
    /** Calls start in the order in which their messages came, whosever model is waited for. */
    let before: Promise<unknown> = Promise.resolve();

    onInput(life, async (live, msg, send) => {
      const { client, models } = live;
      await requirePlace(flow, msg, place);
      checkReuse(reuse); // before a model is paid for
      const asked = await callOf(flow, settings, msg);
      const uid = await userOf(flow, user, msg, live);
      const options = { uid, line: this, by: this.id };
      const ask = async (path: string, needed: boolean): Promise<unknown> =>
        (await client.call({ method: 'GET', path }, signal, { ...options, needed })).envelope.result;
      const values = model ? new DeviceValues({ models, uid, ask, signal }) : undefined;
      const written = values && before.then(() => values.written(asked));
      before = written?.catch(() => undefined) ?? before;
      const call = (await written) ?? asked;
      const read = async (value: unknown): Promise<unknown> => {
        const meant = values === undefined ? value : await values.read(call, value);
        return parseValues ? parseEmbedded(meant) : meant;
      };
      const outlet = { flow, place, read };
      const passing = { msg, send };
      const timed = { ...options, timeout: timeoutFor(flow, settings, msg), reuse };
      try {
        if (pages === 'one') await sendOne(outlet, passing, await client.call(call, signal, timed), ret);
        else if (pages === 'all') await sendAll(outlet, passing, client.pages(call, maxPages, signal, timed));
        else await sendEach(outlet, passing, client.pages(call, maxPages, signal, timed));
      } catch (thrown) {
        values?.refused(call, thrown);
        throw thrown;
      }
    });
  }
  RED.nodes.registerType('tuya-request', TuyaRequest);
}

export = register;
