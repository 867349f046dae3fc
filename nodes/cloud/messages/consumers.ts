import { createHash } from 'node:crypto';
import type { Way } from '../wire/transport';
import { Consumer } from './consumer';
import type { ConsumerNeeds } from './consumer';
import type { Memory } from './memory';
import type { Verdict } from './refusal';

/**
 * The consumers in use. Accounts with one key, subscription and way share one: with two, the service would give each the messages of
 * some devices, and neither would have them all.
 */

/** Who takes part in a consumer: an account. */
export interface Partner {
  /** What tells its queue from others, for what is remembered of it. */
  queue: readonly string[];
  /** The same for all who can share a connection. */
  name: string;
  /** What it takes, should it be the first. */
  needs: Omit<ConsumerNeeds, 'memory' | 'judge' | 'came'>;
  /** What its own token call says of its key. */
  judge: () => Promise<Verdict>;
  /** Told of each message that comes, where it is the one among those who share that counts. */
  came: () => void;
}

interface Entry {
  consumer: Consumer;
  partners: Set<Partner>;
  /** Nothing more is remembered by it. */
  leave: () => void;
}

/** The consumers in use, by their names. */
export class Consumers {
  private readonly entries = new Map<string, Entry>();

  /** @param remember what was sent of a queue before; `leave` when nothing more is */
  constructor(
    private readonly remember: (queue: readonly string[]) => { memory: Memory; leave: () => void },
  ) {}

  /** The consumer that there is, whoever takes part in it. */
  find({ name }: Partner): Consumer | undefined {
    return this.entries.get(name)?.consumer;
  }

  /** One takes part in its consumer, which begins here where there is none. */
  enter(partner: Partner): Consumer {
    const entry = this.entries.get(partner.name) ?? this.begin(partner);
    entry.partners.add(partner);
    return entry.consumer;
  }

  /** One takes part no longer; true where it was the last, and whoever ends the consumer now ends it for all. */
  leave(partner: Partner): boolean {
    const entry = this.entries.get(partner.name);
    if (entry?.partners.delete(partner) !== true || entry.partners.size > 0) return false;
    this.entries.delete(partner.name);
    entry.leave();
    return true;
  }

  private begin({ name, queue, needs }: Partner): Entry {
    const { memory, leave } = this.remember(queue);
    const partners = new Set<Partner>();
    const consumer = new Consumer({
      ...needs,
      memory,
      judge: () => judged(partners),
      came: () => {
        const [counting] = partners;
        counting?.came();
      },
    });
    const entry = { consumer, partners, leave };
    this.entries.set(name, entry);
    return entry;
  }
}

/** What the first account says that can say something: one in code mode cannot, and one may be closed on the way. */
async function judged(partners: ReadonlySet<Partner>): Promise<Verdict> {
  let verdict: Verdict = 'unknown';
  for (const { judge } of partners) {
    verdict = await judge();
    if (verdict === 'good' || verdict === 'refused') return verdict;
  }
  return verdict;
}

/** What is no text in the settings of TLS, such as a function of one's own, is the same only as itself. */
const things = new WeakMap<object, number>();
let count = 0;

function written(_name: string, value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const known = things.get(value) ?? count++;
  things.set(value, known);
  return `[${known}]`;
}

/**
 * The way to a host, as text that is the same for the same way and tells nothing of it: keys and passwords belong to it.
 * @param origin of the host, as a proxy is asked for
 */
export function wayOf({ tls, proxyFor }: Way, origin: string): string {
  let proxy: string | undefined;
  try {
    proxy = proxyFor?.(origin)?.href;
  } catch {
    proxy = 'none that works'; // told when it is connected
  }
  return createHash('sha256')
    .update(JSON.stringify([proxy, tls], written))
    .digest('base64');
}
