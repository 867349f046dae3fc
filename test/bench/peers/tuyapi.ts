import { DEVICE, installed } from './peer';
import type { Envelope, Peer } from './peer';

interface Api {
  getToken(): Promise<void>;
  getDeviceStatus(id: string): Promise<Envelope['result']>;
  /** Nobody else's business, but the only way to another host than Tuya's. */
  _client: { extend(options: { prefixUrl: string }): Api['_client'] };
}

type OpenApi = new (options: { key: string; secret: string; schema: string }) => Api;

/** The community's wrapper, as its README begins: the token is asked for before anything else. */
export const tuyapi: Peer = {
  id: 'tuyapi',
  title: '@tuyapi/openapi',
  package: '@tuyapi/openapi',
  entry: () => installed.resolve('@tuyapi/openapi'),
  // It knows no other signature.
  old: true,
  note: 'sends through Node’s own agent, without a bound to its sockets; asks for a token before the first call; when its time is over, each call renews it by itself; signs in the old way, which projects made after June 2021 refuse: it is measured against a project from before',
  async open({ url, client_id, secret }) {
    const OpenAPI = installed('@tuyapi/openapi') as OpenApi;
    const api = new OpenAPI({ key: client_id, secret, schema: 'bench' });
    api._client = api._client.extend({ prefixUrl: `${url}/v1.0/` });
    await api.getToken();
    return {
      call: async () => (await api.getDeviceStatus(DEVICE))[0]?.value,
      close: () => undefined,
    };
  },
};
