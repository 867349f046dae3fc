import { FileStorage } from '../../nodes/cloud/storage/file-storage';
import { TokenStore } from '../../nodes/cloud/storage/token-store';
import { clientOf } from './rig';

/** A process of its own that makes one call, says so and waits to be killed. */
const [, , url = '', folder = ''] = process.argv;
const key = { client_id: 'demo0client0id000001', secret: 'demo0secret0of0the0playground001' };
const store = new TokenStore(key, new FileStorage(folder), console.error);
const client = clientOf({ ...key, baseUrl: url }, store);

client
  .call({ method: 'GET', path: '/v1.0/devices' }, new AbortController().signal)
  .then(() => {
    process.stdout.write('rotated\n');
    setInterval(() => undefined, 1000);
  })
  .catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
