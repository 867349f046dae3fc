import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/free-port';
import { root } from '../support/root';
import { classpath } from './java';
import { settingsOf } from './settings';
import type { Ports, Settings } from './settings';

/** Milliseconds for a start. */
const PATIENCE = 120_000;
const MAIN = 'org.apache.pulsar.PulsarStandaloneStarter';
const MEMORY = ['-Xmx512m', '-XX:MaxDirectMemorySize=256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
/** What the broker looks into of Java itself. */
const OPENED = [
  'java.base/java.lang',
  'java.base/java.nio',
  'java.base/jdk.internal.misc',
  'java.base/jdk.internal.platform',
  'java.base/sun.net',
  'java.management/sun.management',
  'jdk.management/com.sun.management.internal',
];

/** A real Apache Pulsar on loopback ports, with its messages in a folder of its own. */
export class Broker {
  private child: ChildProcess | undefined;
  private printed = '';

  private constructor(
    private readonly ports: Ports & { store: number },
    private readonly folder: string,
    settings: Settings,
  ) {
    writeFileSync(join(folder, 'standalone.conf'), settingsOf(ports, settings));
    process.once('exit', () => {
      this.child?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    });
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  }

  static async start(settings: Settings = {}): Promise<Broker> {
    const ports = { web: await freePort(), broker: await freePort(), store: await freePort() };
    const broker = new Broker(ports, mkdtempSync(join(tmpdir(), 'tuya-pulsar-')), settings);
    await broker.up();
    return broker;
  }

  /** Where messages come from, without a path. */
  get messageUrl(): string {
    return `ws://127.0.0.1:${this.ports.web}`;
  }

  /** Where it is administered. */
  get adminUrl(): string {
    return `http://127.0.0.1:${this.ports.web}/admin/v2`;
  }

  /** Begins, with the messages that it had; resolves when it serves. */
  async up(): Promise<void> {
    const opened = OPENED.flatMap((name) => ['--add-opens', `${name}=ALL-UNNAMED`]);
    const log = `-Dlog4j2.configurationFile=${join(root, 'test/pulsar/log4j2.xml')}`;
    const alone = [
      '--no-functions-worker',
      '--no-stream-storage',
      '--bookkeeper-port',
      `${this.ports.store}`,
    ];
    const places = ['--metadata-dir', 'metadata', '--bookkeeper-dir', 'messages'];
    const args = [...MEMORY, ...opened, '-Dio.netty.tryReflectionSetAccessible=true', log];
    const child = spawn(
      'java',
      [...args, '-cp', classpath(), MAIN, '-c', 'standalone.conf', '-a', '127.0.0.1', ...alone, ...places],
      { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.child = child;
    this.printed = '';
    await new Promise<void>((ready, failed) => {
      const late = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
      const print = (text: string): void => {
        this.printed += text;
        if (!this.printed.includes('--- setup completed ---')) return;
        clearTimeout(late);
        ready();
      };
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', print);
      child.once('error', failed);
      child.once('exit', () => {
        clearTimeout(late);
        failed(new Error(`Pulsar did not start:\n${this.printed}`));
      });
    });
  }

  /** Ends as its owner would end it; after some ten seconds. */
  down(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** Ends as its machine would: nothing is saved, nobody is told. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** Ends for good, and takes its messages along. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
}
