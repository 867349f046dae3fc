import 'should';
import fc from 'fast-check';
import { Projects } from '../../../nodes/cloud/projects';
import type { TuyaClient } from '../../../nodes/cloud/client';
import type { Membership } from '../../../nodes/cloud/messages/listener';
import type { Messages } from '../../../nodes/cloud/messages/messages';
import type { SecondConsumer } from '../../simulator/messages/second-consumer';
import { Ears } from '../../support/ears';
import { MessageRig, turns } from '../../support/message-rig';

const WHAT = [
  'publish',
  'publish',
  'publish both',
  'cut',
  'drop before the next ack',
  'lose an ack',
  'takeover',
  'handback',
  'redeploy a node',
  'redeploy the account',
  'time',
] as const;

interface Step {
  what: (typeof WHAT)[number] | 'crash';
  device: number;
  turns: number;
}

const steps = (more: Step['what'][] = []): fc.Arbitrary<Step[]> =>
  fc.array(
    fc.record({
      what: fc.constantFrom(...WHAT, ...more),
      device: fc.nat(5),
      turns: fc.nat(4),
    }),
    { minLength: 5, maxLength: 40 },
  );

/** One run: what was published, and what came to whom. */
class Run {
  /** Ids by value: one for each generation. */
  private readonly published = new Map<number, string[]>();
  readonly ours: number[] = [];
  private readonly theirs: SecondConsumer[] = [];
  private second: SecondConsumer | undefined;
  private value = 0;
  private client: TuyaClient;
  private messages: Messages;
  private membership: Membership;

  constructor(
    private readonly rig: MessageRig,
    private readonly ack: 'sent' | 'flow',
  ) {
    this.client = rig.client();
    this.messages = this.client.messages('event');
    this.membership = this.join();
  }

  async step({ what, device, turns: wait }: Step): Promise<void> {
    const { messages } = this.rig.cloud;
    switch (what) {
      case 'publish':
      case 'publish both': {
        const value = this.value++;
        const generation = what === 'publish' ? 1000 : 'both';
        this.rig.clock.advance(1);
        const sent = messages.publish({ device: `device${device}`, status: { n: value } }, { generation });
        this.published.set(
          value,
          sent.map(({ id }) => id),
        );
        break;
      }
      case 'cut':
        messages.cutAll();
        break;
      case 'drop before the next ack':
        messages.dropBeforeAck();
        break;
      case 'lose an ack':
        messages.loseAcks();
        break;
      case 'takeover':
        this.second ??= messages.join('sub', { name: device % 2 === 0 ? 'a' : 'z', acks: device < 3 });
        if (!this.theirs.includes(this.second)) this.theirs.push(this.second);
        break;
      case 'handback':
        this.second?.leave();
        this.second = undefined;
        break;
      case 'redeploy a node':
        await this.membership.leave(true);
        await turns(wait);
        this.membership = this.join();
        break;
      case 'redeploy the account':
        await this.client.close();
        await turns(wait);
        this.open();
        break;
      case 'crash':
        messages.cutAll();
        await this.client.close();
        this.rig.projects = new Projects(this.rig.clock);
        this.open();
        break;
      case 'time':
        this.rig.clock.advance(1000);
    }
    await turns(wait);
  }

  /** Everything that is wrong is over: what is left arrives. */
  async end(): Promise<void> {
    const { messages } = this.rig.cloud;
    messages.clearFaults();
    this.second?.leave();
    const end = { settled: false };
    const done = messages.settled().then(() => {
      end.settled = true;
    });
    for (let n = 0; !end.settled; n++) {
      if (n > 100)
        throw new Error(
          `Nothing moves any more: ${JSON.stringify([this.messages.state, messages.backlog().length, messages.open.length, this.rig.clock.waiting])}`,
        );
      // An acknowledgement that was lost is only asked for again by another connection.
      const { state } = this.messages;
      if (state.is === 'lost') this.rig.clock.advance(state.again);
      else if (state.is === 'connected') messages.cutAll();
      await Promise.race([done, turns(200)]);
    }
    await done;
  }

  /** What passes the filter. */
  get wanted(): number[] {
    return [...this.published.keys()].filter((value) => value % 3 !== 0);
  }

  /** What has come neither to us nor to the other program, or only read by it. */
  get lost(): number[] {
    const theirs = new Set(this.theirs.flatMap(({ acked }) => acked.map(({ id }) => id)));
    return this.wanted.filter(
      (value) => !this.ours.includes(value) && !this.published.get(value)?.some((id) => theirs.has(id)),
    );
  }

  close(): Promise<void> {
    return this.client.close();
  }

  private open(): void {
    this.client = this.rig.client();
    this.messages = this.client.messages('event');
    this.membership = this.join();
  }

  private join(): Membership {
    const ears = new Ears({ ack: this.ack, wants: ({ values }) => Number(values[0]?.value) % 3 !== 0 });
    const membership = this.messages.join(ears);
    ears.onReceive = ({ id, values }) => {
      this.ours.push(Number(values[0]?.value));
      if (this.ack === 'flow') setImmediate(() => membership.confirm(id));
    };
    return membership;
  }
}

async function play(schedule: Step[], ack: 'sent' | 'flow'): Promise<Pick<Run, 'wanted' | 'ours' | 'lost'>> {
  const rig = await MessageRig.start();
  const run = new Run(rig, ack);
  try {
    for (const step of schedule) await run.step(step);
    await run.end();
    const { wanted, ours, lost } = run;
    return { wanted, ours, lost };
  } finally {
    await run.close();
    await rig.close();
  }
}

describe('whatever happens on the way', () => {
  for (const ack of ['sent', 'flow'] as const) {
    it(`R11, R18, R19: each message that is wanted is sent exactly once while the process lives (${ack})`, async () => {
      await fc.assert(
        fc.asyncProperty(steps(), async (schedule) => {
          const { wanted, ours, lost } = await play(schedule, ack);
          lost.should.eql([]);
          // What a flow had not confirmed when its account was closed is owed to it.
          const owed = ack === 'flow' && schedule.some(({ what }) => what === 'redeploy the account');
          if (!owed) new Set(ours).size.should.equal(ours.length);
          ours.filter((value) => !wanted.includes(value)).should.eql([]);
        }),
        { numRuns: 25 },
      );
    }).timeout(120_000);
  }

  it('R11: each message that is wanted is sent at least once over crashes', async () => {
    await fc.assert(
      fc.asyncProperty(steps(['crash', 'crash']), async (schedule) => {
        const { lost } = await play(schedule, 'sent');
        lost.should.eql([]);
      }),
      { numRuns: 15 },
    );
  }).timeout(120_000);
});
