import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';

/** A reverse proxy as people have it in front of Node-RED. */
export interface ReverseProxy {
  /** Its own origin. */
  origin: string;
  close(): Promise<void>;
}

/**
 * nginx in front of `target`, which passes on the host's name and drops its port, as `proxy_set_header Host $host` does; without
 * nginx on this machine a proxy that does exactly that.
 */
export async function startPortDroppingProxy(target: string): Promise<ReverseProxy> {
  return (
    (await startNginx(target)) ?? startProxy(target, (req) => ({ host: hostOf(req).replace(/:\d+$/, '') }))
  );
}

/** Passes on a whole answer when it has come to its end, and nothing of it before, as proxies that hold back do. */
export function startHoldingProxy(target: string): Promise<ReverseProxy> {
  return startProxy(target, (req) => ({ host: hostOf(req) }), { holds: true });
}

/** Passes on what comes in below `prefix` to `target`, without the prefix and under the target's own host name. */
export function startReverseProxy(prefix: string, target: string): Promise<ReverseProxy> {
  return startProxy(
    target,
    (req) => ({
      host: new URL(target).host,
      'x-forwarded-host': hostOf(req),
      'x-forwarded-proto': 'http',
      'x-forwarded-for': req.socket.remoteAddress,
      'x-forwarded-prefix': prefix,
    }),
    { prefix },
  );
}

const hostOf = (req: IncomingMessage): string => req.headers.host ?? '';

async function startProxy(
  target: string,
  change: (req: IncomingMessage) => OutgoingHttpHeaders,
  { prefix = '', holds = false }: { prefix?: string; holds?: boolean } = {},
): Promise<ReverseProxy> {
  const server = createServer((req, res) => {
    const path = req.url ?? '/';
    if (!path.startsWith(prefix)) {
      res.writeHead(404).end();
      return;
    }
    const headers = { ...req.headers, ...change(req) };
    const passed = request(target + path.slice(prefix.length), { method: req.method, headers, agent: false });
    passed.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      if (holds) {
        const held: Buffer[] = [];
        answer.on('data', (bytes: Buffer) => held.push(bytes));
        answer.on('end', () => res.end(Buffer.concat(held)));
      } else answer.pipe(res);
    });
    passed.on('error', () => res.destroy());
    req.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const configuration = (folder: string, port: number, target: string): string => `
daemon off; master_process off; pid ${folder}/pid; error_log stderr error;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass ${target}; proxy_set_header Host $host; }
  }
}`;

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

async function startNginx(target: string): Promise<ReverseProxy | undefined> {
  if (spawnSync('nginx', ['-v']).error !== undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tuya-nginx-'));
  const port = await freePort();
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port, target));
  const nginx = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'inherit' });
  const gone = once(nginx, 'exit');
  // It says nothing when it is ready.
  while (nginx.exitCode === null && !(await isListening(port)))
    await new Promise((resolve) => setTimeout(resolve, 20));
  if (nginx.exitCode !== null) throw new Error('nginx did not start');
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      nginx.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
