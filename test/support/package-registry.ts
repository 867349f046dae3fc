import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A package registry on a loopback port: npm installs from it what is on this machine, and asks nobody else. */
export interface PackageRegistry {
  url: string;
  /** What npm asked for that is not here. */
  missed: string[];
  close(): Promise<void>;
}

/** A package that the registry has: a tarball, or a folder that becomes one. */
export interface Offered {
  manifest: { name: string; version: string };
  tarball: string;
}

/** Packs a folder as it is installed, without what is installed in it. */
export function offer(folder: string, work: string): Offered {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Offered['manifest'];
  const own = join(work, `${manifest.name.replace('/', '+')}@${manifest.version}`);
  mkdirSync(own, { recursive: true });
  symlinkSync(folder, join(own, 'package'), 'dir');
  const tarball = `${own}.tgz`;
  execFileSync('tar', ['czhf', tarball, '--exclude', 'package/node_modules', '-C', own, 'package']);
  return { manifest, tarball };
}

/** Starts the registry; with several versions of a name, the last is the latest. */
export async function startPackageRegistry(offered: readonly Offered[]): Promise<PackageRegistry> {
  const missed: string[] = [];
  const server = createServer((request, response) => {
    const [name = '', version] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('/-/');
    const all = offered.filter(({ manifest }) => manifest.name === name);
    const one = all.find(({ manifest }) => `${manifest.version}.tgz` === version);
    if (one !== undefined && existsSync(one.tarball)) {
      createReadStream(one.tarball).pipe(response);
    } else if (all.length > 0 && version === undefined) {
      const versions = all.map(({ manifest }) => [
        manifest.version,
        { ...manifest, dist: { tarball: `${url}/${name}/-/${manifest.version}.tgz` } },
      ]);
      const latest = all.at(-1)?.manifest.version;
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) as object }),
      );
    } else {
      missed.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.writeHead(404).end('{}');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    missed,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
