import { byHand } from './by-hand';
import { AT_ONCE, installed } from './peer';
import type { Peer } from './peer';

interface Undici {
  Pool: new (
    url: string,
    options: { connections: number },
  ) => {
    request(options: { path: string; method: 'GET'; headers: Record<string, string> }): Promise<{
      body: { text(): Promise<string> };
    }>;
    close(): Promise<void>;
  };
}

/** The client that fetch is built on. */
export const undici: Peer = {
  id: 'undici',
  title: 'undici by hand',
  package: 'undici',
  entry: () => installed.resolve('undici'),
  old: false,
  note: 'keeps its sockets; those who need a token at once share one request for it; nothing is tried again',
  async open(cloud) {
    const { Pool } = installed('undici') as Undici;
    const pool = new Pool(cloud.url, { connections: AT_ONCE });
    const get = async (path: string, headers: Record<string, string>): Promise<unknown> => {
      const { body } = await pool.request({ path, method: 'GET', headers });
      return JSON.parse(await body.text()) as unknown;
    };
    return { call: byHand(cloud, get, true), close: () => pool.close() };
  },
};
