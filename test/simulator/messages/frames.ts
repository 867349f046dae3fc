import type { Stored } from './topic';

/** Milliseconds that the clocks of Tuya's proxies are ahead of UTC. */
const ZONE = 8 * 3_600_000;

/** A time as Pulsar's proxy writes it: with the offset of its zone. */
export function timeText(at: number): string {
  return new Date(at + ZONE).toISOString().replace('Z', '+08:00');
}

/** A message as it goes out to a consumer: Failover never counts redeliveries. */
export function frameOf({ id, payload, properties, at, key }: Stored): string {
  return JSON.stringify({
    messageId: id,
    payload,
    properties,
    publishTime: timeText(at),
    redeliveryCount: 0,
    key,
  });
}
