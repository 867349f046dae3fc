import type { Cloud } from '../simulator/index';
import type { Furnishing } from './home';

const LAMP = { device_id: 'lamp0001desk', label: 'Desk lamp' };

/** A flow whose button switches the desk lamp on, and one that tells of the front door: with their account and its key. */
export function lampFlow(account: (cloud: Cloud) => Record<string, unknown> = () => ({})): Furnishing {
  return {
    flow: (cloud) => [
      { id: 't', type: 'tab', label: 'Home' },
      {
        ...{ id: 'i', type: 'inject', z: 't', name: 'on', x: 380, y: 200, wires: [['r']] },
        ...{
          props: [{ p: 'payload' }],
          payload: '',
          payloadType: 'date',
          repeat: '',
          crontab: '',
          once: false,
        },
      },
      {
        ...{ id: 'r', type: 'tuya-request', z: 't', x: 640, y: 200, wires: [['d']], account: 'a' },
        ...{ method: 'POST', path: '/v1.0/devices/{device_id}/commands', pathType: 'str' },
        params: [{ name: 'device_id', value: LAMP.device_id, type: 'str', label: LAMP.label }],
        ...{ bodyType: 'json', body: '{"commands":[{"code":"switch_led","value":true}]}' },
        ...{ property: 'payload', propertyType: 'msg', pages: 'one', ret: 'result' },
      },
      {
        id: 'd',
        type: 'debug',
        z: 't',
        name: '',
        active: true,
        tosidebar: true,
        complete: 'false',
        x: 920,
        y: 200,
        wires: [],
      },
      {
        ...{
          id: 'e',
          type: 'tuya-event',
          z: 't',
          x: 400,
          y: 400,
          wires: [['f']],
          account: 'a',
          channel: 'event',
        },
        ...{
          kinds: ['status'],
          devices: ['door0001front'],
          deviceNames: { door0001front: 'Front door sensor' },
        },
        ...{
          codes: [],
          output: 'report',
          property: 'payload',
          propertyType: 'msg',
          dedupe: true,
          ack: 'sent',
        },
      },
      {
        id: 'f',
        type: 'debug',
        z: 't',
        name: '',
        active: true,
        tosidebar: true,
        complete: 'false',
        x: 760,
        y: 400,
        wires: [],
      },
      {
        ...{
          id: 'a',
          type: 'tuya-config',
          name: 'Home',
          mode: 'simple',
          dataCenter: 'custom',
          baseUrl: cloud.url,
        },
        ...{ timeout: '15', rateLimit: '20', ...account(cloud) },
      },
    ],
    credentials: ({ client_id, secret }) => ({ a: { client_id, secret } }),
  };
}
