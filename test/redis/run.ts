import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { skip } from '../support/foreign-client';
import { hasRedis } from '../support/redis';
import { root } from '../support/root';

/** `npm run test:redis`: the shared token store on a real Redis; in CI it has to be there. */
if (!hasRedis()) {
  skip('there is no redis-server', true);
} else {
  const folder = join(root, 'test/redis');
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'inherit' });
  const mocha = join(root, 'node_modules/mocha/bin/mocha.js');
  const hooks = join(root, 'dist/test/support/mocha-hooks.js');
  const spec = join(__dirname, 'shared-tokens_spec.js');
  const run = spawnSync(process.execPath, [mocha, '--no-config', '--require', hooks, spec], {
    stdio: 'inherit',
  });
  process.exitCode = install.status === 0 && run.status === 0 ? 0 : 1;
}
