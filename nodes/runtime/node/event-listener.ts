import { asTuyaError, configError, systemClock } from '../../cloud';
import type { DeviceEvent, Listener, Membership, MessagesState, TuyaError } from '../../cloud';
import { onStarted } from '../account/deploys';
import type { Live } from '../account/accounts';
import type { Message, Saved } from '../red-types';
import { Complaints } from './complaints';
import { onConfirmed } from './event-acks';
import { Changes } from './event-changes';
import { wants } from './event-filter';
import { EventNews } from './event-news';
import type { Line } from './event-news';
import { outgoing, toldOf } from './event-out';
import type { Outgoing } from './event-out';
import { readEvent } from './event-settings';
import type { EventSettings } from './event-settings';
import { EventStatus } from './event-status';
import type { Lifecycle } from './lifecycle';
import { put, requirePlace } from './place';

/** An event node at work: it listens to the messages of its account and passes on what it wants. */

const KEYS = 'tuya-event.status';

/** States of a connection that were written to the log: its nodes are many, and one line is enough. */
const logged = new WeakSet<MessagesState>();

/** Makes a node listen, with the settings as they were saved; wrong ones make it red, and it listens to nothing. */
export function hearEvents(life: Lifecycle, saved: Saved): void {
  const complaints = new Complaints(life.flow);
  life.flow.node.on('close', (done: () => void) => {
    complaints.close();
    done();
  });
  try {
    const settings = readEvent(saved);
    checkPlace(life, settings);
    new EventListener(life, settings, complaints).begin();
  } catch (thrown) {
    const problem = asTuyaError(thrown);
    complaints.tell(problem);
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
    requirePlace(flow, { _msgid: '' } as Message, place);
  } catch {
    throw configError(
      'The field property of the node names no place for the payload',
      'Open the node and check property.',
    );
  }
}

class EventListener {
  private readonly changes: Changes | undefined;
  private membership: Membership | undefined;
  /** The messages leave one after the other, also where a context store takes its time. */
  private tail = Promise.resolve();

  constructor(
    private readonly life: Lifecycle,
    private readonly settings: EventSettings,
    private readonly complaints: Complaints,
  ) {
    this.changes = settings.onlyChanges ? new Changes() : undefined;
  }

  begin(): void {
    const { life } = this;
    if (this.settings.ack === 'flow') onConfirmed(life, (id) => this.membership?.confirm(id) === true);
    life.attend(
      (account) => this.join(account),
      (problem) => {
        this.complaints.tell(problem);
      },
    );
  }

  private join({ client }: Live): () => void {
    const { RED, node } = this.life.flow;
    try {
      const messages = client.messages(this.settings.channel);
      const { listener, close } = this.listener();
      const membership = messages.join(listener);
      this.membership = membership;
      return () => {
        close();
        const { comingBack } = this.life;
        this.life.track(this.tail.then(() => membership.leave(comingBack)));
        // The deploy may end without the node that was announced.
        if (comingBack) {
          const stop = onStarted(RED, () => {
            stop();
            messages.deployEnded();
          });
        }
      };
    } catch (thrown) {
      const problem = asTuyaError(thrown);
      this.life.status.reset(problem);
      this.complaints.tell(problem);
      node.debug(problem.code);
      return () => undefined;
    }
  }

  /** What listens for this node, and what ends what listens. */
  private listener(): { listener: Listener; close: () => void } {
    const { life, settings } = this;
    const { RED, node } = life.flow;
    const { monotonic, after } = systemClock;
    const status = new EventStatus(life.status, {
      keys: KEYS,
      words: (key, values) => RED._(`${KEYS}.${key}`, values),
      monotonic,
      after,
    });
    const complain = (error: TuyaError): void => {
      this.complaints.tell(error);
    };
    const news = new EventNews({ monotonic, after, complain, log: (line, state) => this.log(line, state) });
    const { ack, ackTimeout, dedupe } = settings;
    const listener: Listener = {
      ...{ id: node.id, ack, ackTimeout, dedupe },
      wants: (event) => wants(settings, event),
      receive: (event, waiting) => {
        status.came(event.time, nameIn(event), waiting);
        this.receive(event);
      },
      unconfirmed: (event) => {
        this.unconfirmed(event);
      },
      told: (state) => {
        status.told(state);
        news.now(state);
      },
      bad: (error, count) => {
        this.complaints.tell(error, {}, { count });
      },
    };
    const close = (): void => {
      status.close();
      news.close();
    };
    return { listener, close };
  }
}
