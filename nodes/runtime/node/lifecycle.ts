import { Abort, aborted, asTuyaError, numberIn, systemClock } from '../../cloud';
import type { TuyaError } from '../../cloud';
import type { Live, Opened } from '../account/accounts';
import { FollowedAccount } from '../account/followed-account';
import { shownNews } from '../account/herald';
import { isTold } from '../account/lessons';
import { gravestOf } from '../account/state';
import type { Variables } from '../account/variables';
import type { Flow, Saved } from '../red-types';
import { languageOfRed, speakerOfRed } from '../texts/languages';
import { variablesOfNode } from './node-variables';
import { NodeStatus } from './status';
import { sayError } from './uncaught';

/** The life of a node, from its deploy to its close: its account, its status and its jobs. */

/** What makes a node's life: where it lives, and the names of its type and of its account. */
export interface Birth extends Flow {
  type: string;
  account: string;
  /** Its settings, in which there may be environment variables. */
  saved?: Saved | undefined;
}

const nothing = (): void => undefined;

/** Whether what is known of an account says what a call has met. */
function isCovered({ herald }: Opened, error: TuyaError): boolean {
  return herald !== undefined && isTold(herald.state.now, error);
}

/**
 * The life of a node, with an input or without: its signal ends with it, its status tells how it goes, its account is the one that is
 * deployed now, and a close ends only when all that was under way has ended.
 */
export class Lifecycle {
  readonly flow: Flow;
  /** Aborts with `TUYA_ABORTED` when the node is closed. */
  readonly signal = new Abort();
  readonly status: NodeStatus;
  private readonly account: FollowedAccount;
  private readonly saved: Saved | undefined;
  private readonly underWay = new Set<Promise<void>>();
  /** What it was set to by environment variables, once an error may tell of it. */
  private variables: Variables | undefined;
  private closedFor: 'deploy' | 'good' | undefined;

  constructor({ RED, node, type, account, saved }: Birth) {
    this.saved = saved;
    this.flow = { RED, node };
    const keys = `${type}.status`;
    this.account = new FollowedAccount(RED, account);
    this.status = new NodeStatus(node, {
      keys,
      waiting: () => this.waiting(),
      words: (count) => RED._(`${keys}.waiting`, { count: numberIn(languageOfRed(RED), count) }),
      speak: () => speakerOfRed(RED),
      after: (ms, task) => systemClock.after(ms, task),
    });
    this.account.attend((now) => {
      this.status.reset('problem' in now ? now.problem : undefined);
      const leave = this.hear(now);
      if ('problem' in now) return leave;
      const stop = now.client.onRenewing((renewing) => {
        this.status.setRenewing(renewing);
      });
      return () => {
        stop();
        leave();
      };
    });
    node.on('close', (removed: boolean, done: () => void) => {
      this.closedFor = removed ? 'good' : 'deploy';
      void this.close().then(done);
    });
  }

  /** Jobs under way. */
  get busy(): number {
    return this.underWay.size;
  }

  /** Whether the node was closed by a deploy that has it too: another node of its id will take its place. */
  get comingBack(): boolean {
    return this.closedFor === 'deploy';
  }

  /**
   * Does something with the account that works, now and again when another takes its place; what it answers ends it.
   * @param lacking told why there is no account that works
   */
  attend(attend: (account: Live) => () => void, lacking: (problem: TuyaError) => void = nothing): void {
    this.account.attend((now) => {
      if (!('problem' in now)) return attend(now);
      lacking(now.problem);
      return nothing;
    });
  }

  /** Works with the account as it is now, and shows how that goes; resolves with what went wrong, if anything did. */
  async perform(work: (account: Live) => Promise<void>): Promise<TuyaError | undefined> {
    const account = this.account.now();
    this.status.begin();
    const error = await this.attempt(account, work);
    this.status.end(error, error !== undefined && isCovered(account, error));
    return error;
  }

  /** Says an error of this node's; what is told of its account the log does not need once more. */
  complain(error: TuyaError, speak: () => void): void {
    const { known } = this.account;
    const isTold =
      'problem' in known ? known.herald !== undefined && known.problem === error : isCovered(known, error);
    sayError(this.flow, isTold, speak);
  }

  /** A job that a close waits for. It fails only if a listener of Node-RED's throws, over which Node-RED must not end. */
  track(job: Promise<void>): void {
    const { node } = this.flow;
    const tracked = job
      .catch((thrown: unknown) => {
        node.error(asTuyaError(thrown).message);
      })
      .finally(() => this.underWay.delete(tracked));
    this.underWay.add(tracked);
  }

  /** Hears what is told of the account as a whole; what it answers ends that. */
  private hear({ herald }: Opened): () => void {
    if (herald === undefined) return nothing;
    return herald.join(this.flow.node, (now) => {
      const news = gravestOf(now);
      this.status.setAccount(news && { shown: shownNews(herald.words, news), severity: news.severity });
    });
  }

  private async attempt(
    account: Opened,
    work: (account: Live) => Promise<void>,
  ): Promise<TuyaError | undefined> {
    try {
      if (this.signal.aborted) throw aborted();
      if ('problem' in account) throw account.problem;
      await work(account);
      return undefined;
    } catch (thrown) {
      const error = asTuyaError(thrown);
      return this.hideIn('problem' in account ? error : account.variables.hideIn(error));
    }
  }

  /** An error without what environment variables have put into the node's settings. */
  private hideIn(error: TuyaError): TuyaError {
    if (this.saved === undefined) return error;
    this.variables ??= variablesOfNode(this.flow, this.saved);
    return this.variables.hideIn(error);
  }

  /** The node's own calls that wait for their turn: its calls are those of the line that the node itself is. */
  private waiting(): number {
    const account = this.account.known;
    return 'problem' in account ? 0 : account.client.waitingOf(this.flow.node);
  }

  private async close(): Promise<void> {
    this.signal.abort(aborted());
    this.account.close();
    await Promise.all(this.underWay);
    this.status.close();
  }
}
