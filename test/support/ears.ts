import type { DeviceEvent, Listener, MessagesState } from '../../nodes/cloud/messages/listener';
import type { TuyaError } from '../../nodes/cloud/errors/tuya-error';

/** Somebody who listens to messages and keeps all that is told. */
export class Ears implements Listener {
  id = 'ears';
  ack: 'sent' | 'flow' = 'sent';
  ackTimeout = 300_000;
  dedupe = true;
  readonly events: DeviceEvent[] = [];
  readonly waitings: number[] = [];
  readonly states: MessagesState[] = [];
  readonly overdue: DeviceEvent[] = [];
  readonly unreadable: { error: TuyaError; count: number }[] = [];
  wants: (event: DeviceEvent) => boolean = () => true;
  /** What happens on receipt, besides that it is noted; a promise is what handing it on takes. */
  onReceive: (event: DeviceEvent) => unknown = () => undefined;
  private waiters: (() => void)[] = [];

  constructor(more: Partial<Pick<Ears, 'id' | 'ack' | 'ackTimeout' | 'dedupe' | 'wants'>> = {}) {
    Object.assign(this, more);
  }

  receive(event: DeviceEvent, waiting: number): Promise<void> | undefined {
    this.events.push(event);
    this.waitings.push(waiting);
    this.tell();
    const handing = this.onReceive(event);
    return handing instanceof Promise ? (handing as Promise<void>) : undefined;
  }

  unconfirmed(event: DeviceEvent): void {
    this.overdue.push(event);
    this.tell();
  }

  told(state: MessagesState): void {
    this.states.push(state);
    this.tell();
  }

  bad(error: TuyaError, count: number): void {
    this.unreadable.push({ error, count });
    this.tell();
  }

  /** Resolves when something is true that depends on what is told. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  /** Resolves when the latest state is this one. */
  async is(state: MessagesState['is']): Promise<void> {
    await this.until(() => this.states.at(-1)?.is === state);
  }

  /** Resolves when so many events have come. */
  async heard(count: number): Promise<void> {
    await this.until(() => this.events.length >= count);
  }

  /** The values of one code, in order. */
  valuesOf(code: string): unknown[] {
    return this.events.flatMap(({ values }) =>
      values.filter((one) => one.code === code).map(({ value }) => value),
    );
  }

  private tell(): void {
    const { waiters } = this;
    this.waiters = [];
    for (const wake of waiters) wake();
  }
}
