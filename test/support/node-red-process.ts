import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { isAbsolute } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import express from 'express';
import RED from 'node-red';
import type { Resources } from './node-red';

/**
 * A Node-RED of its own process, for tests that kill one or need two. Its settings come as the first argument, in JSON;
 * it tells its port once its flows have started.
 */
type Settings = Parameters<typeof RED.init>[1] & {
  httpAdminRoot: string;
  port?: number;
  contextStorage?: Record<string, { module: unknown }>;
};

/** What this process holds: timers, sockets and listeners by name, and bytes of heap. */
function resources(): Resources {
  const held = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) held.set(name, (held.get(name) ?? 0) + 1);
  for (const [where, emitter] of [
    ['process', process],
    ['RED.events', RED.events],
  ] as const) {
    for (const name of emitter.eventNames())
      held.set(`${where} ${String(name)}`, emitter.listenerCount(name));
  }
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return { held: Object.fromEntries(held), heap: process.memoryUsage().heapUsed };
}

async function main(): Promise<void> {
  const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
  // JSON carries no function: a context store of a test's own comes as the path of its module.
  for (const store of Object.values(settings.contextStorage ?? {})) {
    if (typeof store.module === 'string' && isAbsolute(store.module)) {
      store.module = createRequire(__filename)(store.module) as unknown;
    }
  }
  const app = express();
  const server = createServer(app);
  RED.init(server, settings);
  app.use(settings.httpAdminRoot, RED.httpAdmin);
  app.use('/', RED.httpNode);

  const end = async (): Promise<void> => {
    await RED.stop();
    process.exit(0);
  };
  process.once('SIGTERM', () => {
    end().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  // Whoever started this is gone, perhaps without a word.
  process.once('disconnect', () => process.exit(1));

  await new Promise<void>((ready) => server.listen(settings.port ?? 0, '127.0.0.1', ready));
  const started = new Promise<void>((ready) => RED.events.once('flows:started', ready));
  await RED.start();
  await started;
  process.send?.({ port: (server.address() as AddressInfo).port });
  RED.events.on('flows:started', () => process.send?.('flows started'));
  process.on('message', (asked) => {
    if (asked === 'resources') process.send?.({ resources: resources() });
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
