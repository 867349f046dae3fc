import * as http from 'node:http';
import type Axios from 'axios';
import { byHand } from './by-hand';
import { AT_ONCE, installed } from './peer';
import type { Peer } from './peer';

/** The loop of the tutorials, with the one improvement that its sockets are kept. */
export const bareAxios: Peer = {
  id: 'axios',
  title: 'axios by hand',
  package: 'axios',
  entry: () => installed.resolve('axios'),
  old: false,
  note: 'keeps its sockets; whoever finds no token asks for one, as in tutorials; nothing is tried again',
  async open(cloud) {
    const axios = installed('axios') as typeof Axios;
    const httpAgent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
    const instance = axios.create({ baseURL: cloud.url, httpAgent, proxy: false });
    const get = async (path: string, headers: Record<string, string>): Promise<unknown> =>
      (await instance.get<unknown>(path, { headers })).data;
    return {
      call: byHand(cloud, get, false),
      close: () => {
        httpAgent.destroy();
      },
    };
  },
};
