import { once } from 'node:events';
import { connect } from 'node:net';
import { TuyaClient } from '../../nodes/cloud/client';
import type { Account } from '../../nodes/cloud/account';
import type { Channel } from '../../nodes/cloud/messages/listener';
import type { Messages } from '../../nodes/cloud/messages/messages';
import { Projects } from '../../nodes/cloud/projects';
import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import type { Meter } from '../../nodes/cloud/usage/meter';
import type { Way } from '../../nodes/cloud/wire/transport';
import { startCloud } from '../simulator/index';
import type { Cloud, CloudOptions } from '../simulator/index';
import { FakeClock } from './fake-clock';

const STEP = 5000;

/** A cloud with messages, and an account that listens to them over real sockets; time stands still until it is turned. */
export class MessageRig {
  readonly clock: FakeClock;
  /** What accounts share; another one is another process. */
  projects: Projects;
  /** What spreads attempts. */
  random: () => number = () => 0;
  private readonly clients: TuyaClient[] = [];

  private constructor(
    readonly cloud: Cloud,
    clock: FakeClock,
  ) {
    this.clock = clock;
    this.projects = new Projects(clock);
  }

  static async start(options: Partial<CloudOptions> = {}): Promise<MessageRig> {
    const clock = new FakeClock();
    const start = clock.now(); // the cloud's clock is right, whatever becomes of the machine's
    return new MessageRig(await startCloud({ time: () => start + clock.monotonic(), ...options }), clock);
  }

  /** An account of the cloud; all share what they remember. */
  client(account: Partial<Account> = {}, way: Way = {}, meter?: Meter): TuyaClient {
    const { client_id, secret, url: baseUrl } = this.cloud;
    const whole = {
      mode: 'simple',
      client_id,
      secret,
      baseUrl,
      timeout: 5000,
      rateLimit: 0,
      ...account,
    } as Account;
    let n = 0;
    const platform = {
      clock: this.clock,
      transport: createTransport({ maxSockets: 4, ...way }),
      nonce: () => `nonce${++n}`,
      random: () => this.random(),
      way,
      meter,
    };
    const client = new TuyaClient(whole, platform, this.projects);
    this.clients.push(client);
    return client;
  }

  /** The messages of a new account. */
  messages(channel: Channel = 'event', account: Partial<Account> = {}, way: Way = {}): Messages {
    return this.client(account, way).messages(channel);
  }

  /** Lets time pass in small steps: what goes over the sockets in the meantime arrives, such as the answer to a ping. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP) {
      this.clock.advance(Math.min(left, STEP));
      this.cloud.messages.passTime();
      await this.roundTrip();
    }
  }

  /** There and back: what was sent before has arrived, and so has its answer. */
  async roundTrip(): Promise<void> {
    const { port } = new URL(this.cloud.url);
    const socket = connect(Number(port), '127.0.0.1', () => socket.write('GET / HTTP/1.0\r\n\r\n'));
    await once(socket, 'data');
    socket.destroy();
    await turns();
  }

  async close(): Promise<void> {
    await Promise.all(this.clients.map((client) => client.close()));
    await this.cloud.close();
  }
}

/** Resolves after some turns of the event loop: what is due in them has been done by then. */
export async function turns(count = 3): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => setImmediate(resolve));
}
