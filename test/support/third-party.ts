/** A node on the canvas: Node-RED takes one without a place for a config node. */
const placed = { z: 't', x: 100, y: 100 };

function httpIn(url: string, to: string): object {
  return { ...placed, id: `in ${to}`, type: 'http in', url, method: 'get', wires: [[to]] };
}

function token(id: string, action: string): object {
  const property = { property: 'payload', propertyType: 'msg' };
  return { ...placed, id, type: 'tuya-token', account: 'a', action, ...property, wires: [['answer']] };
}

/**
 * A flow that acts for its users on behalf of whoever asks it over HTTP: `/authorize`, `/callback` and, for one user,
 * `/devices/:uid`. What fails is answered with its error and status 500.
 */
export function thirdPartyFlow(account: { baseUrl: string; tokenStore?: string }): object[] {
  const settings = { dataCenter: 'custom', mode: 'code', redirectUrl: 'https://house.example/callback' };
  const failed = [
    { t: 'set', p: 'payload', pt: 'msg', to: 'error', tot: 'msg' },
    { t: 'set', p: 'statusCode', pt: 'msg', to: '500', tot: 'num' },
  ];
  return [
    { id: 't', type: 'tab', label: 'third party' },
    { id: 'a', type: 'tuya-config', ...settings, timeout: '15', rateLimit: '0', ...account },
    httpIn('/authorize', 'first'),
    token('first', 'authorize'),
    httpIn('/callback', 'then'),
    token('then', 'exchange'),
    httpIn('/devices/:uid', 'list'),
    {
      ...placed,
      id: 'list',
      type: 'tuya-request',
      account: 'a',
      method: 'GET',
      path: '/v1.0/devices',
      uid: 'req.params.uid',
      uidType: 'msg',
      wires: [['answer']],
    },
    { ...placed, id: 'caught', type: 'catch', scope: null, wires: [['tell']] },
    { ...placed, id: 'tell', type: 'change', rules: failed, wires: [['answer']] },
    { ...placed, id: 'answer', type: 'http response' },
  ];
}
