import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port';

/** Whether this machine has a Redis. */
export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A real Redis on a loopback port, which writes each change to its disk before it answers. */
export class Redis {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly port: number,
    private readonly folder: string,
  ) {}

  static async start(): Promise<Redis> {
    const redis = new Redis(await freePort(), mkdtempSync(join(tmpdir(), 'tuya-redis-')));
    await redis.up();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Begins, with what it knew when it was stopped. */
  async up(): Promise<void> {
    const options = { port: this.port, bind: '127.0.0.1', dir: this.folder, save: '', appendonly: 'yes' };
    const args = Object.entries({ ...options, appendfsync: 'always' }).flatMap(([name, value]) => [
      `--${name}`,
      String(value),
    ]);
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    let printed = '';
    await new Promise<void>((ready, failed) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        if (printed.includes('Ready to accept connections')) ready();
      });
      child.once('error', failed);
      child.once('exit', () => {
        failed(new Error(`Redis did not start:\n${printed}`));
      });
    });
  }

  /** Ends, and hangs up on all. */
  async down(): Promise<void> {
    if (this.child?.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
    this.child = undefined;
  }

  /** All that it holds, as its own protocol tells it: to look for what nobody must see. */
  async contents(): Promise<string> {
    const socket = connect(this.port, '127.0.0.1').setEncoding('latin1');
    socket.end(
      "EVAL \"local all = {} for _, key in ipairs(redis.call('keys', '*')) do table.insert(all, key) for _, text in ipairs(redis.call('hgetall', key)) do table.insert(all, text) end end return all\" 0\r\n",
    );
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    return text;
  }

  async stop(): Promise<void> {
    await this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
