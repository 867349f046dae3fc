import { TuyaClient } from '../../nodes/cloud/client';
import { Abort } from '../../nodes/cloud/time/signal';
import { adviceOf } from '../../nodes/cloud/usage/advice';
import { beginsAnew } from '../../nodes/cloud/usage/budget';
import { Ledger } from '../../nodes/cloud/usage/ledger';
import { AccountMeter } from '../../nodes/cloud/usage/meter';
import { usageBefore, usageOf } from '../../nodes/cloud/usage/report';
import { createTransport } from '../../nodes/cloud/wire/axios-transport';
import type { UsageAnswer } from '../../nodes/shared/usage';
import { startCloud } from '../simulator';
import { FakeClock } from './fake-clock';

/** Who asks how often. */
export interface Poller {
  id: string;
  name: string;
  /** Calls a day. */
  perDay: number;
  method?: 'GET' | 'POST';
}

const DAY = 86_400_000;
const COMMAND = { commands: [{ code: 'switch_led', value: true }] };

/**
 * Lets nodes poll a cloud from the first of November on, by a clock that is turned, and answers what the account's dialog is told then.
 * @param days days that pass
 */
export async function polledMonth(
  pollers: readonly Poller[],
  days: number,
  budget: number,
): Promise<UsageAnswer> {
  const clock = new FakeClock();
  // The cloud goes by that clock too: one that ran on while the calls take their time would end tokens that the client still trusts.
  const cloud = await startCloud({ time: () => clock.wall });
  clock.wall = new Date(2026, 10, 1).getTime();
  const ledger = new Ledger(() => clock.now());
  const book = { ledger, ready: () => undefined, changed: () => undefined };
  const { client_id, secret, url: baseUrl } = cloud;
  const platform = {
    clock,
    transport: createTransport({ maxSockets: 8 }),
    nonce: () => String(Math.random()),
    random: () => 0,
    meter: new AccountMeter(book, { budget, overBudget: 'warn' }),
  };
  const settings = { mode: 'simple', client_id, secret, baseUrl, timeout: 3_600_000, rateLimit: 0 } as const;
  const client = new TuyaClient(settings, platform);
  const polls = pollers
    .flatMap(({ id, perDay, method = 'GET' }) =>
      Array.from({ length: perDay * days }, (_, n) => ({ id, method, at: ((n + 0.5) * DAY) / perDay })),
    )
    .sort((a, b) => a.at - b.at);
  try {
    for (const { id, method, at } of polls) {
      clock.advance(at - clock.mono);
      const call =
        method === 'GET'
          ? { method, path: '/v1.0/devices/lamp0001desk/status' }
          : { method, path: '/v1.0/devices/lamp0001desk/commands', body: COMMAND };
      await client.call(call, new Abort(), { by: id });
    }
    clock.advance(days * DAY - clock.mono);
    const now = clock.now();
    const nameOf = (id: string): string | undefined => pollers.find((one) => one.id === id)?.name;
    return {
      ...usageOf(ledger, budget, nameOf, now),
      advice: adviceOf(ledger, budget, now),
      begins: beginsAnew(ledger.month().name),
      before: usageBefore(ledger, nameOf),
    };
  } finally {
    await client.close();
    await cloud.close();
  }
}
