import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import { Abort } from '../../nodes/cloud/time/signal';

/**
 * A process of its own that puts one name after the other on the prototype of all objects and makes a call while it is there. Tells
 * its parent of each call; ends when its parent is gone.
 */
process.on(
  'message',
  ({ baseUrl, poison, tls }: { baseUrl: string; poison: Record<string, unknown>; tls: object }) => {
    const run = async (): Promise<void> => {
      for (const [name, value] of Object.entries(poison)) {
        const transport = createTransport({ maxSockets: 1, tls });
        const request = {
          method: 'POST',
          baseUrl,
          url: '/v1.0/x',
          headers: {},
          body: Buffer.from('{"a":1}'),
        };
        Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
        const outcome = await transport.send(request, new Abort()).then(
          ({ status, headers }) => `${status} ${headers['retry-after']}`,
          (fault: unknown) => String(fault),
        );
        Reflect.deleteProperty(Object.prototype, name);
        transport.close();
        process.send?.({ name, outcome });
      }
    };
    void run();
  },
);
process.on('disconnect', () => process.exit());
