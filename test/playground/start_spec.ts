import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import should from 'should';
import { freePort } from '../support/free-port';
import { root } from '../support/root';

const program = join(root, 'dist/test/playground/start.js');

describe('npm start', function () {
  this.timeout(60_000);

  it('is not to be reached before its flows are there', async () => {
    const port = await freePort();
    const env = { ...process.env, PORT: String(port) };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const gone = once(child, 'exit');
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    try {
      // An editor that is still open from before asks again and again.
      let first: Response | undefined;
      while (first === undefined && child.exitCode === null) {
        first = await fetch(`http://127.0.0.1:${port}/flows`).catch(() => undefined);
      }
      should(first?.status).equal(200, printed);
      const flows = (await first?.json()) as { type: string; label: string }[];
      flows
        .filter(({ type }) => type === 'tab')
        .map(({ label }) => label)
        .should.eql([
          'Switch a lamp and read it back',
          'Let users log in',
          'React to a door sensor',
          'When something goes wrong',
        ]);
      printed.should.not.match(/TypeError/);
    } finally {
      child.kill('SIGTERM');
      await gone;
    }
  });

  it('says which port is taken, and ends', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const env = { ...process.env, PORT: String(port) };
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let printed = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const [code] = (await once(child, 'exit')) as [number];
    taken.close();
    code.should.equal(1);
    printed.should.containEql(`Port ${port} cannot be used`).and.match(/PORT=1881 npm start/);
  });
});
