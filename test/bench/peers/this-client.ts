import { createRequire } from 'node:module';
import type * as Cloud from '../../../nodes/cloud';
import { PATH, valueOf } from './peer';
import type { Envelope, Peer } from './peer';

/** Loaded by the process that measures it alone. */
const OURS = '../../../nodes/cloud';

/** This client, as a program uses it; nothing limits its pace, as nothing limits the others'. */
export const thisClient: Peer = {
  id: 'ours',
  title: 'this client',
  entry: () => require.resolve(OURS),
  old: false,
  note: 'keeps its sockets; one request for a token, whoever waits; renews before the end; checks, paces and tries again',
  async open({ url, client_id, secret }) {
    const { createClient } = createRequire(__filename)(OURS) as typeof Cloud;
    const client = createClient({ mode: 'simple', client_id, secret, baseUrl: url, rateLimit: 0 });
    return {
      call: async () => {
        const { result } = await client.call({ method: 'GET', path: PATH });
        return valueOf({ success: true, result: result as Envelope['result'] });
      },
      close: () => client.close(),
    };
  },
};
