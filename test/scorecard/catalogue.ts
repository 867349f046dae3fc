import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { TAKEN } from './taken';

/**
 * Loaded before the scorecard tool: answers its request for the Flow Library's catalogue here, so that a run needs nothing but the
 * package registry. Every other request goes its way.
 */
interface Request {
  url?: string;
}
interface Axios {
  defaults: { adapter: (request: Request) => Promise<object> };
}

const tool = resolve(__dirname, '../../../test/scorecard/node_modules/node-red-dev');
const axios = createRequire(join(tool, 'package.json'))('axios') as Axios;
const send = axios.defaults.adapter;

axios.defaults.adapter = (request) => {
  if (request.url !== 'https://catalogue.nodered.org/catalogue.json') return send(request);
  const data = { modules: [{ id: 'other packages for Tuya', types: TAKEN }] };
  return Promise.resolve({ data, status: 200, statusText: 'OK', headers: {}, config: request });
};
