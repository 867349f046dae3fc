import type { Address } from './cloud';

/** The flows that are measured, as the editor would make them. */

/** The ones that call, by the id of the node that begins them. */
export const CALL_FLOWS = [
  { flow: 'request', title: 'tuya-request' },
  { flow: 'sign', title: 'function and http request' },
] as const;

const PLACE = { z: 'bench', x: 100, y: 100 };
const TAB = { id: 'bench', type: 'tab', label: 'bench' };
/** Hands over what comes out. */
const OUT = {
  ...{ id: 'out', ...PLACE, type: 'function', outputs: 0, wires: [] },
  func: "global.get('arrived')(msg);",
};

/** Nothing limits its pace, as nothing limits the other's. */
function account({ url, client_id, secret }: Address): object {
  return {
    ...{ id: 'account', type: 'tuya-config', dataCenter: 'custom', baseUrl: url, mode: 'simple' },
    ...{ timeout: 15, rateLimit: 0, credentials: { client_id, secret } },
  };
}

/** What is found in forums: a function that signs, and the core node that sends. */
function signing({ url, client_id, secret }: Address, path: string, token: string): string {
  return `
const t = String(Date.now());
const nonce = crypto.randomUUID();
const body = crypto.createHash('sha256').update('').digest('hex');
const text = '${client_id}' + '${token}' + t + nonce + 'GET\\n' + body + '\\n\\n${path}';
const sign = crypto.createHmac('sha256', '${secret}').update(text).digest('hex').toUpperCase();
msg.method = 'GET';
msg.url = '${url}${path}';
msg.headers = { client_id: '${client_id}', access_token: '${token}', sign, sign_method: 'HMAC-SHA256', t, nonce };
return msg;`;
}

const READ = `
if (msg.payload.success) msg.payload = msg.payload.result;
else msg.error = { message: msg.payload.msg };
return msg;`;

/** The flows that call, both at once; each ends in the same function node. */
export function callFlows(cloud: Address, path: string, token: string): object[] {
  const byHand = [
    {
      ...{ id: 'sign', ...PLACE, type: 'function', outputs: 1, wires: [['send']] },
      libs: [{ var: 'crypto', module: 'crypto' }],
      func: signing(cloud, path, token),
    },
    {
      ...{ id: 'send', ...PLACE, type: 'http request', method: 'use', ret: 'obj', paytoqs: 'ignore' },
      ...{ url: '', persist: false, senderr: false, wires: [['read']] },
    },
    // tuya-request hands on the result, or tells what failed: so does this.
    {
      ...{ id: 'read', ...PLACE, type: 'function', outputs: 1, wires: [['out']] },
      func: READ,
    },
  ];
  const request = {
    ...{ id: 'request', ...PLACE, type: 'tuya-request', account: 'account', method: 'GET', path },
    ...{ pathType: 'str', ret: 'result', property: 'payload', propertyType: 'msg', wires: [['out']] },
  };
  const failed = { id: 'failed', ...PLACE, type: 'catch', scope: null, uncaught: false, wires: [['out']] };
  return [TAB, account(cloud), request, ...byHand, failed, OUT];
}

/** The flow that listens: one value a message. */
export function eventFlow(cloud: Address): object[] {
  const event = {
    ...{ id: 'event', ...PLACE, type: 'tuya-event', account: 'account', channel: 'event', kinds: ['status'] },
    ...{ devices: [], codes: [], output: 'value', property: 'payload', propertyType: 'msg', dedupe: true },
    ...{ maxAge: 0, ack: 'sent', ackTimeout: 300, wires: [['out']] },
  };
  return [TAB, account(cloud), event, OUT];
}
