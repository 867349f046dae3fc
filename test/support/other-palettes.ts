import { createHash, createHmac } from 'node:crypto';
import type { Node, NodeAPI, NodeDef } from 'node-red';

/**
 * Stand-ins for nodes of other palettes: each takes and sends the messages that its source does. Those for the cloud sign and ask
 * it; those that speak to a device locally have one in memory.
 */
type Msg = Record<string, unknown> & { payload?: unknown };
type Standing = Node & { on(event: 'input', listener: (msg: Msg) => void): unknown };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

async function ask(msg: Msg, method: string, path: string, body?: string): Promise<Msg> {
  const t = String(Date.now());
  const [client, token, secret] = [text(msg.clientKey), text(msg.accessKey), text(msg.secretKey)];
  const hash = createHash('sha256')
    .update(body ?? '')
    .digest('hex');
  const signed = client + token + t + [method, hash, '', path].join('\n');
  const sign = createHmac('sha256', secret).update(signed).digest('hex').toUpperCase();
  const headers = {
    client_id: client,
    t,
    sign,
    sign_method: 'HMAC-SHA256',
    'content-type': 'application/json',
  };
  try {
    const reply = await fetch(text(msg.host) + path, {
      method,
      headers: { ...headers, ...(token === '' ? {} : { access_token: token }) },
      ...(body === undefined ? {} : { body }),
    });
    return { ...msg, payload: await reply.json(), http_success: reply.ok };
  } catch (error) {
    return { ...msg, payload: error, http_success: false };
  }
}

export = (RED: NodeAPI): void => {
  const register = (
    type: string,
    take: (msg: Msg, config: Record<string, unknown>) => Promise<Msg>,
  ): void => {
    RED.nodes.registerType(type, function (this: Standing, config: NodeDef) {
      RED.nodes.createNode(this, config);
      this.on('input', (msg) => {
        take(msg, config as unknown as Record<string, unknown>).then(
          (out) => {
            this.send(out);
          },
          (error: unknown) => {
            this.error(error, msg);
          },
        );
      });
    });
  };

  register('tuya_auth', (msg) => ask({ ...msg, accessKey: '' }, 'GET', '/v1.0/token?grant_type=1'));
  register('tuya_get', (msg) => ask(msg, 'GET', text(msg.url)));
  register('tuya_post', (msg) => ask(msg, 'POST', text(msg.url), JSON.stringify(msg.body)));

  register('tuya-smart-device', (msg, { deviceId, deviceName }) => {
    const { dps = 1, set, multiple, data } = msg.payload as Record<string, unknown>;
    const changed = multiple === true ? data : { [String(dps)]: set };
    return Promise.resolve({ payload: { data: { dps: changed }, deviceId, deviceName } });
  });
};
