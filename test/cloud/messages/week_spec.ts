import 'should';
import type { TuyaClient } from '../../../nodes/cloud/client';
import type { Membership, MessagesState } from '../../../nodes/cloud/messages/listener';
import type { Messages } from '../../../nodes/cloud/messages/messages';
import { KEPT } from '../../simulator/messages/topic';
import type { Stored } from '../../simulator/messages';
import { numbersFrom } from '../../support/chance';
import { held, settledExcess, weigh } from '../../support/resources';
import { Ears } from '../../support/ears';
import { MessageRig, turns } from '../../support/message-rig';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const HOURS = 168;
/** Once in the week an outage is longer than messages are kept. */
const LONG = { hour: 100, takes: 3 * HOUR };
const DEVICES = 200;
/** How often a device reports. */
const EVERY = 2 * HOUR;
/** While all is well time passes in these steps: pings go out at their ends, and are answered before the next one. */
const STEP = 30 * SECOND;
const REDEPLOYS = 50;
const MEGABYTE = 1024 * 1024;

/** How connections end, and what those meet that are tried until it is over. */
const ENDS = [
  'cut',
  'reset',
  'closed',
  'half open',
  'before an acknowledgement',
  'acknowledgements lost',
] as const;
const MEETS = ['503', '403', 'reset', 'accepted and dropped'] as const;

/** One who listens, and what it has heard. */
class Household {
  /** How often it was sent each report. */
  readonly times: number[] = [];
  /** Reports that came after a later one of their device. */
  readonly late: number[] = [];
  readonly gaps = new Set<MessagesState>();
  readonly ears: Ears;
  private membership: Membership | undefined;
  private readonly last = new Map<string, number>();

  constructor(readonly name: string) {
    this.ears = new Ears({ id: name });
    this.ears.onReceive = ({ device_id, values }) => {
      const n = Number(values[0]?.value);
      this.times[n] = (this.times[n] ?? 0) + 1;
      if (n < (this.last.get(device_id) ?? -1)) this.late.push(n);
      this.last.set(device_id, n);
    };
  }

  join(messages: Messages): void {
    this.membership = messages.join(this.ears);
  }

  async leave(comingBack: boolean): Promise<void> {
    await this.membership?.leave(comingBack);
  }

  /** What has come is counted; only the latest state is kept. */
  forget(): void {
    const { states, events, waitings } = this.ears;
    for (const state of states) if (state.is === 'connected' && state.away > KEPT) this.gaps.add(state);
    states.splice(0, states.length - 1);
    events.length = waitings.length = 0;
  }
}

/** The week as it goes by: reports come all the time, whatever else happens. */
class Week {
  readonly households = ['one', 'another'].map((name) => new Household(name));
  /** When each report was published. */
  readonly published: number[] = [];
  outages = 0;
  redeploys = 0;
  private readonly random = numbersFrom(7);
  private readonly recent: Stored[] = [];
  private client: TuyaClient;
  private seen: MessagesState | undefined;
  /** Time for which no report was published yet. */
  private owed = 0;

  constructor(private readonly rig: MessageRig) {
    rig.random = this.random;
    this.client = rig.client();
    this.join();
  }

  /** Time that goes by while all is well. */
  async pass(ms: number): Promise<void> {
    await this.connect();
    for (let left = ms; left > 0; left -= STEP) {
      this.turn(STEP);
      await this.rig.roundTrip();
    }
    await this.rig.cloud.messages.settled();
  }

  /** Nothing gets through for so long. */
  async outage(ms: number, how = this.one(ENDS)): Promise<void> {
    const { messages } = this.rig.cloud;
    this.outages += 1;
    const end = this.rig.clock.mono + ms;
    this.begin(this.one(MEETS));
    this.seen = this.client.messages('event').state;
    await this.drop(how);
    while (this.rig.clock.mono < end) {
      const state = await this.next();
      if ('again' in state) this.turn(state.again);
    }
    messages.clearFaults();
    await this.connect();
    await messages.settled();
  }

  /** All listeners go and come back, some of the time with their account. */
  async redeploy(): Promise<void> {
    this.redeploys += 1;
    await Promise.all(this.households.map((household) => household.leave(true)));
    if (this.redeploys % 4 === 0) {
      await this.client.close();
      this.client = this.rig.client();
    }
    this.turn(3 * SECOND);
    this.join();
    await this.connect();
  }

  /** Everybody goes for good. */
  async end(): Promise<void> {
    for (const household of this.households) household.forget();
    await Promise.all(this.households.map((household) => household.leave(false)));
    await this.client.close();
  }

  /** What nobody will read again is dropped, so that memory tells of the client. */
  forget(): void {
    this.rig.cloud.messages.record.forget();
    for (const household of this.households) household.forget();
  }

  private one<T>(things: readonly [T, ...T[]]): T {
    return things[Math.floor(this.random() * things.length)] ?? things[0];
  }

  private join(): void {
    const messages = this.client.messages('event');
    for (const household of this.households) household.join(messages);
  }

  private turn(ms: number): void {
    this.rig.clock.advance(ms);
    this.rig.cloud.messages.passTime();
    for (this.owed += ms; this.owed >= EVERY / DEVICES; this.owed -= EVERY / DEVICES) this.report();
  }

  /** A report in both generations, one in ten twice: at once, or once more when it was long acknowledged. */
  private report(): void {
    const { messages } = this.rig.cloud;
    const n = this.published.push(this.rig.clock.now()) - 1;
    const what = { device: `device${n % DEVICES}`, status: { n } };
    const sent = messages.publish(what, { generation: 'both', copies: n % 20 === 0 ? 2 : 1 });
    if (n % 20 !== 10) return;
    this.recent.push(...sent.slice(0, 1));
    const before = this.recent.length > 5 ? this.recent.shift() : undefined;
    const kept = this.rig.cloud.now() - KEPT;
    if (before !== undefined && before.at > kept) messages.repeat(before);
  }

  private begin(meets: (typeof MEETS)[number]): void {
    const { messages } = this.rig.cloud;
    if (meets === '503') messages.refuse(503, { times: Infinity });
    else if (meets === '403') messages.refuse(403, { times: Infinity });
    else if (meets === 'reset') messages.resetHandshake(Infinity);
    else messages.acceptAndDrop(Infinity);
  }

  private async drop(how: (typeof ENDS)[number]): Promise<void> {
    const { messages } = this.rig.cloud;
    if (how === 'cut') messages.cutAll();
    else if (how === 'reset') messages.resetAll();
    else if (how === 'closed') messages.closeAll(1001, 'restart');
    else if (how === 'half open') {
      messages.halfOpen();
      for (let n = 0; n < 3; n++) {
        this.turn(STEP);
        await this.rig.roundTrip();
      }
    } else {
      if (how === 'before an acknowledgement') messages.dropBeforeAck();
      if (how === 'acknowledgements lost') messages.loseAcks(3);
      this.turn(STEP);
      await this.rig.roundTrip();
      messages.cutAll();
    }
  }

  /** The next state of the connection that was not dealt with yet. */
  private async next(): Promise<MessagesState> {
    const messages = this.client.messages('event');
    await this.ears.until(() => messages.state !== this.seen && messages.state.is !== 'connecting');
    return (this.seen = messages.state);
  }

  /** Resolves when there is a connection. */
  private async connect(): Promise<void> {
    while (this.client.messages('event').state.is !== 'connected') {
      const state = await this.next();
      if ('again' in state) this.turn(state.again);
    }
  }

  private get ears(): Ears {
    const [first] = this.households;
    if (first === undefined) throw new Error('Nobody listens');
    return first.ears;
  }
}

describe('a week of messages', () => {
  it('R8, R11, R12, R19, R20, R21: with an outage an hour and 50 redeploys: all are sent, none twice, each device in order, memory flat, no timer left', async () => {
    await turns(); // by then the runner's own timer is there
    const before = held();
    const rig = await MessageRig.start();
    const random = numbersFrom(11);
    const week = new Week(rig);
    const heaps: number[] = [];
    const gone: number[] = [];
    try {
      for (let hour = 0; hour < HOURS; hour++) {
        const began = rig.clock.mono;
        await week.pass(Math.round(random() * 15) * MINUTE);
        const first = week.published.length;
        if (hour === LONG.hour) await week.outage(LONG.takes, 'cut');
        else await week.outage(Math.round((1 + 44 * random()) * MINUTE));
        const over = rig.clock.now();
        for (let n = first; n < week.published.length; n++)
          if ((week.published[n] ?? 0) <= over - KEPT) gone.push(n);
        if (week.redeploys < Math.floor(((hour + 1) * REDEPLOYS) / HOURS)) await week.redeploy();
        await week.pass(began + HOUR - rig.clock.mono);
        week.forget();
        if (hour % 24 === 23) heaps.push(weigh());
      }
      await week.end();
      [week.outages, week.redeploys].should.eql([HOURS, REDEPLOYS]);
      week.published.length.should.be.above((HOURS * HOUR * DEVICES) / EVERY);
      const anHour = (HOUR * DEVICES) / EVERY;
      gone.length.should.be.within(0.9 * anHour, 1.1 * anHour);
      for (const { times, late, gaps } of week.households) {
        week.published.flatMap((_, n) => (times[n] === undefined ? [n] : [])).should.eql(gone);
        times.flatMap((count, n) => (count === 1 ? [] : [n])).should.eql([]);
        late.should.eql([]);
        gaps.size.should.equal(1);
      }
      rig.clock.waiting.should.equal(0);
      rig.cloud.messages.open.should.have.length(0);
      // The first day fills what is remembered.
      ((heaps.at(-1) ?? Infinity) - (heaps[1] ?? 0)).should.be.below(4 * MEGABYTE);
    } finally {
      await rig.close();
    }
    (await settledExcess(before)).should.eql([]);
  }).timeout(600_000);
});
