import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import RED from 'node-red';

/**
 * A Node-RED of its own process, for tests that kill one or need two. Its settings come as the first argument, in JSON;
 * it tells its port once its flows have started.
 */
type Settings = Parameters<typeof RED.init>[1] & { httpAdminRoot: string };

async function main(): Promise<void> {
  const settings = JSON.parse(process.argv[2] ?? '{}') as Settings;
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

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const started = new Promise<void>((ready) => RED.events.once('flows:started', ready));
  await RED.start();
  await started;
  process.send?.({ port: (server.address() as AddressInfo).port });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
