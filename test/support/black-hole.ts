import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

const SERVER = `
  const server = require('node:net').createServer();
  server.listen(0, '127.0.0.1', 1, () => {
    process.stdout.write(String(server.address().port), () => process.kill(process.pid, 'SIGSTOP'));
  });
`;

/**
 * A port of loopback to which nobody can connect and which refuses nobody: a process that has been stopped listens there, and those
 * who wait for it fill its queue, so that the kernel drops what else comes, as a router that swallows packets does.
 */
export async function blackHole(): Promise<{ port: number; close: () => void }> {
  const child = spawn(process.execPath, ['-e', SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(text.toString());
  const waiting: Socket[] = [];
  for (let left = 8; left > 0; left--) waiting.push(connect(port, '127.0.0.1').on('error', () => undefined));
  // The first ones get in; where one does not, nobody does.
  await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')));
  return {
    port,
    close: () => {
      for (const socket of waiting) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
