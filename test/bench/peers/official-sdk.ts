import { installed, PATH, valueOf } from './peer';
import type { Envelope, Peer } from './peer';

interface Sdk {
  TuyaContext: new (options: { baseUrl: string; accessKey: string; secretKey: string }) => {
    request(call: { method: string; path: string }): Promise<Envelope>;
  };
}

/** Tuya's own, as its README begins. */
export const officialSdk: Peer = {
  id: 'sdk',
  title: "Tuya's SDK",
  package: '@tuya/tuya-connector-nodejs',
  entry: () => installed.resolve('@tuya/tuya-connector-nodejs'),
  old: false,
  note: 'sends through Node’s own agent, without a bound to its sockets; each call that finds no token asks for one; after a refusal each renews it by itself and tries once more, and as the renewal is signed in the old way, which newer projects refuse, it logs in after that',
  async open({ url, client_id, secret }) {
    const { TuyaContext } = installed('@tuya/tuya-connector-nodejs') as Sdk;
    const context = new TuyaContext({ baseUrl: url, accessKey: client_id, secretKey: secret });
    return {
      call: async () => valueOf(await context.request({ method: 'GET', path: PATH })),
      close: () => undefined,
    };
  },
};
