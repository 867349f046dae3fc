import type { Node } from 'node-red';
import { parseEmbedded } from './cloud';
import { callOf, timeoutFor } from './runtime/node/api-call';
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
    const { account, place, pages, maxPages, ret, parseValues, user } = settings;
    const life = new Lifecycle({ RED, node: this, type: 'tuya-request', account });
    const { flow, signal } = life;
    const outlet = { flow, place, read: parseValues ? parseEmbedded : (value: unknown) => value };

    onInput(life, async (live, msg, send) => {
      const { client } = live;
      await requirePlace(flow, msg, place);
      const call = await callOf(flow, settings, msg);
      const uid = await userOf(flow, user, msg, live);
      const options = { uid, timeout: timeoutFor(flow, settings, msg), line: this, by: this.id };
      const passing = { msg, send };
      if (pages === 'one') await sendOne(outlet, passing, await client.call(call, signal, options), ret);
      else if (pages === 'all') await sendAll(outlet, passing, client.pages(call, maxPages, signal, options));
      else await sendEach(outlet, passing, client.pages(call, maxPages, signal, options));
    });
  }
  RED.nodes.registerType('tuya-request', TuyaRequest);
}

export = register;
