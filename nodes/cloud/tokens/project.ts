import { remedyOf } from '../errors/error-codes';
import { TuyaError, aborted } from '../errors/tuya-error';
import type { Clock } from '../time/clock';
import { Deadline } from '../time/deadline';
import { Abort } from '../time/signal';
import type { Signal } from '../time/signal';
import type { Patience, TokenCalls } from './token-calls';
import { TokenLife } from './token-life';
import type { Wanted } from './token-life';
import type { Grant, Token } from './token';
import type { Tokens } from './tokens';
import type { Watch } from './watch';

/** The project's token in simple mode, shared by the accounts with its key. */

/** One account among those that share a project's token, and how it asks for one. */
interface Member {
  calls: TokenCalls;
  /** Milliseconds for one token call. */
  timeout: number;
  closing: Signal;
}

/**
 * The project's token in simple mode, one for all accounts with its key. It is asked for over the connection of an account that
 * lives and reaches the cloud, so that none is left waiting when another one closes or has a proxy that is down.
 */
export class SharedToken {
  private current: TokenLife;
  private readonly members = new Set<Member>();

  constructor(private readonly clock: Clock) {
    this.current = this.begin();
  }

  /** The token's life, for as long as an account takes part. */
  get life(): TokenLife {
    return this.current;
  }

  /** An account takes part; the answer ends that. The project may outlive the last one and wait for the next. */
  join(member: Member): () => void {
    this.members.add(member);
    return () => {
      this.members.delete(member);
      if (this.members.size > 0) return;
      this.current.close();
      this.current = this.begin();
    };
  }

  private begin(): TokenLife {
    return new TokenLife(this.clock, (wanted, before, signal, begun) =>
      this.fetch(wanted, before, signal, begun),
    );
  }

  private async fetch(
    wanted: Wanted,
    before: Token | undefined,
    signal: Signal,
    begun: () => void,
  ): Promise<Grant> {
    const asked = new Set<Member>();
    let failure: unknown = aborted();
    for (;;) {
      const member = [...this.members].find((other) => !asked.has(other));
      if (member === undefined) throw failure;
      asked.add(member);
      const deadline = new Deadline(this.clock, [signal, member.closing]);
      try {
        return await ask(member, wanted, before, { deadline, timeout: member.timeout, begun });
      } catch (thrown) {
        // Its account was closed on the way, or its way leads nowhere: the next one asks.
        if (this.members.has(member)) {
          if (!isUnanswered(thrown)) throw thrown;
          this.putLast(member);
        }
        failure = thrown;
      } finally {
        deadline.release();
      }
    }
  }

  /** Whose way to the cloud works is asked first the next time. */
  private putLast(member: Member): void {
    this.members.delete(member);
    this.members.add(member);
  }
}

/** The way to the cloud failed, which is the account's own, as its budget is: its proxy, its TLS. */
const UNANSWERED = new Set(['TUYA_NETWORK', 'TUYA_TLS', 'TUYA_TIMEOUT', 'TUYA_BUDGET']);

function isUnanswered(failure: unknown): boolean {
  return failure instanceof TuyaError && UNANSWERED.has(failure.code);
}

/** A login disturbs no other program on the project; a refresh token is only used when a new token is wanted (RULES 4, 7). */
async function ask(
  { calls }: Member,
  wanted: Wanted,
  before: Token | undefined,
  patience: Patience,
): Promise<Grant> {
  if (wanted === 'valid' || before === undefined || before.refresh_token === '') return calls.login(patience);
  try {
    return await calls.refresh(before.refresh_token, before.base_url, false, patience);
  } catch (failure) {
    const final = failure instanceof TuyaError && remedyOf(failure) === 'settings';
    if (patience.deadline.aborted || final) throw failure;
    return calls.login(patience);
  }
}

/** One account's part in the project's token. */
export class ProjectTokens implements Tokens {
  private readonly closing = new Abort();
  private readonly life: TokenLife;
  private readonly leave: () => void;
  private readonly unwatch: () => void;

  constructor(
    shared: SharedToken,
    calls: TokenCalls,
    timeout: number,
    private readonly watch: Watch,
  ) {
    this.leave = shared.join({ calls, timeout, closing: this.closing });
    this.life = shared.life;
    this.unwatch = watch.attend(this.life);
  }

  lifeOf(): TokenLife {
    return this.life;
  }

  whose(): string {
    return '';
  }

  forget(): Promise<string | undefined> {
    this.watch.changed('');
    return Promise.resolve(this.life.forget());
  }

  close(): Promise<void> {
    this.unwatch();
    this.leave();
    this.closing.abort(aborted());
    return Promise.resolve();
  }
}
