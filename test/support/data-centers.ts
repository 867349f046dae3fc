import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATA_CENTERS, messageHostOf } from '../../nodes/cloud/data-centers';
import type { Cloud } from '../simulator/index';
import type { Tls } from '../simulator/server';
import { selfSigned } from './certificate';
import { Proxy } from './tunnel';

/** Tuya's data centers on this machine: a proxy leads each of their names to a cloud, whose certificate is for all of them. */
export class DataCenters {
  private constructor(
    /** What each cloud needs to be one of them. */
    readonly https: Tls,
    private readonly proxy: Proxy,
    private readonly folder: string,
  ) {}

  /** @param cloudAt which cloud is at a host */
  static async start(cloudAt: (host: string) => Cloud): Promise<DataCenters> {
    const addresses = Object.values(DATA_CENTERS).flatMap((address) => [
      address,
      messageHostOf(address) ?? address,
    ]);
    const names = addresses.map((address) => `DNS:${new URL(address).hostname}`).join();
    const https = selfSigned({ names });
    const folder = mkdtempSync(join(tmpdir(), 'tuya-centers-'));
    writeFileSync(join(folder, 'ca.pem'), https.cert);
    const proxy = await Proxy.start({ leadTo: (host) => Number(new URL(cloudAt(host).url).port) });
    return new DataCenters(https, proxy, folder);
  }

  /** What the environment of a program says that is to find them. */
  get env(): Record<string, string> {
    return { https_proxy: this.proxy.url, NODE_EXTRA_CA_CERTS: join(this.folder, 'ca.pem') };
  }

  async close(): Promise<void> {
    await this.proxy.close();
    rmSync(this.folder, { recursive: true });
  }
}
