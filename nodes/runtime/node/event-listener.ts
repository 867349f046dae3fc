import { asTuyaError, configError, errorOf, numberIn, systemClock } from '../../cloud';
import type { DeviceEvent, Listener, Membership, Messages, TuyaError } from '../../cloud';
import { askAnyUser } from '../account/any-user';
import { onDeployEnded } from '../account/deploys';
import type { Live } from '../account/accounts';
import type { Message, Saved } from '../red-types';
import { problem } from '../texts/problems';
import { languageOfRed, speakerOfRed } from '../texts/languages';
import { Complaints } from './complaints';
import { Confirmations, onConfirmed } from './event-acks';
import { Changes } from './event-changes';
import { wants } from './event-filter';
import { logTo } from './event-log';
import { EventNews } from './event-news';
import { nameOf, outgoing, toldOf } from './event-out';
import type { Outgoing } from './event-out';
import { readEvent } from './event-settings';
import type { EventSettings } from './event-settings';
import { EventStatus } from './event-status';
import { EventValues } from './event-values';
import type { Meant } from './event-values';
import type { Lifecycle } from './lifecycle';
import { Outlet } from './outlet';
import { keysOf, put } from './place';

/** An event node at work: it listens to the messages of its account and passes on what it wants. */

const KEYS = 'tuya-event.status';

/** Makes a node listen, with the settings as they were saved; wrong ones make it red, and it listens to nothing. */
export function hearEvents(life: Lifecycle, saved: Saved): void {
  const complaints = new Complaints(life);
  life.flow.node.on('close', (done: () => void) => {
    complaints.close();
    done();
  });
  try {
    const settings = readEvent(saved);
    checkPlace(life, settings);
    new EventListener(life, settings, complaints).begin();
  } catch (thrown) {
    complaints.tell(asTuyaError(thrown));
    const red = (): void => {
      life.status.stand({ fill: 'red', shape: 'ring', text: `${KEYS}.settings` });
    };
    life.attend(() => {
      red();
      return () => undefined;
    });
  }
}

function checkPlace({ flow }: Lifecycle, { place }: EventSettings): void {
  try {
    keysOf(flow.RED, { _msgid: '' }, place);
  } catch {
    throw configError(...problem('node.property'));
  }
}

/** Listens for one node, whichever account a deploy puts in the place of its own. */
class EventListener {
  private readonly changes: Changes | undefined;
  private readonly outlet: Outlet;
  private membership: Membership | undefined;
  private readonly confirmations = new Confirmations((id) => this.membership?.confirm(id) === true);
  /** Messages leave one after the other, also where a context store takes its time. */
  private tail = Promise.resolve();
  private values: EventValues | undefined;
  /** Events go on in the order in which they came, whosever model is waited for. */
  private reading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly life: Lifecycle,
    private readonly settings: EventSettings,
    private readonly complaints: Complaints,
  ) {
    this.changes = settings.onlyChanges ? new Changes() : undefined;
    this.outlet = new Outlet(life.flow);
  }

  begin(): void {
    const { life, complaints, outlet } = this;
    life.flow.node.on('close', () => {
      outlet.close();
    });
    if (this.settings.ack === 'flow') onConfirmed(life, (id) => this.confirm(id));
    life.attend(
      (account) => this.join(account),
      (lacking) => {
        complaints.tell(lacking);
      },
    );
  }

  private join(account: Live): () => void {
    const { client, settings } = account;
    const { messageProblem } = settings;
    if (messageProblem !== undefined) {
      this.life.status.reset(messageProblem);
      this.complaints.tell(messageProblem);
      return () => undefined;
    }
    this.values = this.settings.model ? this.valuesOf(account) : undefined;
    const messages = client.messages(this.settings.channel);
    const { listener, close } = this.listener(messages);
    const membership = messages.join(listener);
    this.membership = membership;
    let left = false;
    // The deploy may end without the node that it has announced.
    const stop = onDeployEnded(this.life.flow.RED, () => {
      if (left) stop();
      messages.deployEnded();
    });
    return () => {
      close();
      const { comingBack } = this.life;
      left = true;
      if (!comingBack) stop();
      this.life.track(this.sent().then(() => membership.leave(comingBack)));
    };
  }

  /** What listens for this node, and what ends the timers of it. */
  private listener(messages: Messages): { listener: Listener; close: () => void } {
    const { life, settings, complaints } = this;
    const { RED, node } = life.flow;
    const clock = systemClock;
    const words = (key: string, values: Record<string, string | number>): string =>
      RED._(`${KEYS}.${key}`, values);
    const status = new EventStatus(life.status, {
      keys: KEYS,
      words,
      number: (value) => numberIn(languageOfRed(RED), value),
      speak: () => speakerOfRed(life.flow.RED),
      clock,
    });
    const news = new EventNews({
      ...{ clock, log: logTo(this.life.flow, messages.connection) },
      complain: (error) => {
        complaints.tell(error);
      },
    });
    const { ack, ackTimeout, dedupe } = settings;
    const listener: Listener = {
      ...{ id: node.id, ack, ackTimeout, dedupe },
      ready: () => this.outlet.ready,
      wants: (event) => wants(settings, event),
      receive: (event, waiting) => {
        status.came(event.time, nameOf(event), waiting);
        return this.receive(event);
      },
      unconfirmed: (event) => {
        this.confirmations.forget(event.id);
        const { device_id } = event;
        complaints.tell(unconfirmed(ackTimeout), { device_id, event: toldOf(event) });
      },
      told: (state) => {
        status.told(state);
        news.now(state);
      },
      bad: (error, count) => {
        complaints.tell(error, {}, { count });
      },
    };
    const close = (): void => {
      status.close();
      news.close();
    };
    return { listener, close };
  }

  private valuesOf(account: Live): EventValues {
    const { client, models } = account;
    const { id: by } = this.life.flow.node;
    const ask = askAnyUser(client, 'store' in account ? account.store : undefined, { by });
    const after = (ms: number, task: () => void): (() => void) => systemClock.after(ms, task);
    return new EventValues({ models, ask, signal: this.life.signal, after });
  }

  private receive(event: DeviceEvent): Promise<void> | undefined {
    const { values } = this;
    if (values === undefined) return this.pass(event);
    // Asked for at once: who waits for a model waits beside the others, and not behind them.
    const meant = values.readerFor(event);
    const ready = this.reading.then(() => meant);
    this.reading = ready;
    return ready.then((read) => this.pass(event, read));
  }

  private pass(event: DeviceEvent, meant?: Meant): Promise<void> | undefined {
    const all = outgoing(this.settings, event, this.changes, meant);
    if (this.settings.ack === 'flow') this.confirmations.expect(event.id, all.length);
    // Nobody could confirm what does not leave.
    if (all.length === 0) this.confirm(event.id);
    return all.length === 0 ? undefined : Promise.all(all.map((one) => this.send(one))).then(() => undefined);
  }

  /** Resolves when it was taken. */
  private send(one: Outgoing): Promise<void> {
    const { id } = one.event;
    const { membership } = this;
    const { ack } = this.settings;
    // What flows had not confirmed when their account was closed comes again by itself.
    const isWanted = (): boolean => ack === 'sent' || membership?.awaits(id) === true;
    return new Promise((done) => {
      const failed = (thrown: unknown): void => {
        this.complaints.tell(asTuyaError(thrown), { topic: one.topic, device_id: one.device_id });
        this.confirm(id);
        done();
      };
      this.tail = this.tail
        .then(() => this.make(one))
        .then((msg) => {
          this.outlet.send(msg, isWanted).then(done, failed);
        })
        .catch(failed);
    });
  }

  private async make({ payload, ...rest }: Outgoing): Promise<Message> {
    const { flow } = this.life;
    const msg = { _msgid: flow.RED.util.generateId(), ...rest } as unknown as Message;
    await put(flow, msg, this.settings.place, payload);
    return msg;
  }

  /** Resolves when all that has come was taken or is kept. */
  private async sent(): Promise<void> {
    await this.reading;
    await this.tail;
    await new Promise((resolve) => setImmediate(resolve));
  }

  private confirm(id: string): boolean {
    return this.confirmations.confirm(id);
  }
}

function unconfirmed(ackTimeout: number): TuyaError {
  return errorOf('TUYA_UNCONFIRMED', problem('node.unconfirmed', { seconds: ackTimeout / 1000 }));
}
