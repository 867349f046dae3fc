import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../simulator';
import { makeUserDir, startNodeRed } from '../support/node-red';
import type { NodeRed } from '../support/node-red';
import type { Broker } from './broker';

/** What a flow was given: a device, and its values. */
export interface Entry {
  device: string;
  values: Record<string, unknown>;
}

/** A node on the canvas: Node-RED takes one without a place for a config node. */
const placed = { z: 't', x: 100, y: 100 };

/** A Node-RED that listens to devices. Its flow writes each message down at once, so that what a kill -9 leaves is what it was given. */
export class Listener {
  private nodeRed: NodeRed | undefined;
  private readonly folder = mkdtempSync(join(tmpdir(), 'tuya-listener-'));
  private readonly file = join(this.folder, 'messages');
  private readonly userDir: string;

  /**
   * Of the project of a cloud, with messages of a broker; `event` is what its node is set to.
   * @param last the message with which the flow brings the whole process down, as kill -9 would
   */
  constructor(cloud: Cloud, broker: Broker, event: object = {}, last = Infinity) {
    writeFileSync(this.file, '');
    const line = `JSON.stringify({ device: msg.device_id, values: msg.payload }) + '\\n'`;
    const func = `const count = (context.get('count') ?? 0) + 1;
      context.set('count', count);
      if (count >= ${last}) process.kill(process.pid, 'SIGKILL');
      fs.appendFileSync(${JSON.stringify(this.file)}, ${line});`;
    const libs = ['fs', 'process'].map((name) => ({ var: name, module: name }));
    const account = { dataCenter: 'custom', baseUrl: cloud.url, messageUrl: broker.messageUrl };
    const flow = [
      { id: 't', type: 'tab', label: 'listener' },
      { id: 'a', type: 'tuya-config', ...account },
      { ...placed, id: 'e', type: 'tuya-event', account: 'a', kinds: ['status'], ...event, wires: [['w']] },
      { ...placed, id: 'w', type: 'function', func, libs, wires: [[]] },
    ];
    const { client_id, secret } = cloud;
    this.userDir = makeUserDir(flow, { a: { client_id, secret } });
  }

  async start(): Promise<void> {
    this.nodeRed = await startNodeRed(this.userDir);
  }

  /** All that its flow was given so far, in order. */
  entries(): Entry[] {
    return this.lines().map((line) => JSON.parse(line) as Entry);
  }

  /** Resolves when its flow was given this many. */
  async count(wanted: number): Promise<void> {
    const watcher = watch(this.file);
    try {
      while (this.lines().length < wanted) await once(watcher, 'change');
    } finally {
      watcher.close();
    }
  }

  /** Ends it as its owner would, and forgets all. */
  async stop(): Promise<void> {
    await this.nodeRed?.stop();
    for (const folder of [this.userDir, this.folder]) rmSync(folder, { recursive: true, force: true });
  }

  private lines(): string[] {
    return readFileSync(this.file, 'utf8').split('\n').slice(0, -1); // the last is not whole yet
  }
}
