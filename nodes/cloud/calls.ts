import type { Account } from './account';
import type { Performer } from './call/perform';
import type { Answer } from './call/plan';
import type { Operation } from './catalogue/operations';
import type { Perform } from './lists/follow';
import { kindOf } from './pace/kind';
import type { Limiter } from './pace/limiter';
import type { Place } from './pace/place';
import type { ApiRequest } from './request/build';
import type { Wait } from './reuse/on-its-way';
import { questionOf } from './reuse/question';
import { checkReuse } from './reuse/reuse';
import type { Reuse } from './reuse/reuse';
import { until } from './time/clock';
import type { Clock } from './time/clock';
import { ending, within } from './time/deadline';
import type { Signal } from './time/signal';
import type { TokenLife } from './tokens/token-life';
import { lifeWithin } from './tokens/tokens';
import type { Tokens } from './tokens/tokens';

/** The calls of an account: each for its user, in its turn, with its token and within its time, or answered from what was read before. */

/** How a call is made besides what it asks for. */
export interface CallOptions {
  /** Milliseconds; the account's when absent. */
  timeout?: number | undefined;
  /** Code mode: the user for whom the call is made; may be left out while there is only one. */
  uid?: string | undefined;
  /** Calls of one line, such as those of one node, start in the order in which they came. */
  line?: object | undefined;
  /** The id of the node that pays for the call (RULES 12); the account itself when absent. */
  by?: string | undefined;
  /** A read without which a command cannot be made: it may leave where the command may. */
  needed?: boolean | undefined;
  /** Milliseconds that the answer of a GET may be old; 0, or absent: the cloud is asked. */
  reuse?: number | undefined;
}

/** What an account's calls work with. */
interface Tools {
  account: Account;
  clock: Clock;
  limiter: Limiter;
  performer: Performer;
  tokens: Tokens;
  reuse: Reuse;
  /** The client is closing: nothing goes on. */
  closing: Signal;
}

/** Makes the calls of an account. */
export class Calls {
  constructor(private readonly tools: Tools) {}

  /** What performs the checked calls of one message: each in its turn, at the pace that Tuya documents for its kind, for one user. */
  of(signal: Signal, { uid, line, by, needed, ...options }: CallOptions): Perform {
    const { account, clock, limiter, performer, tokens, reuse: answers, closing } = this.tools;
    const timeout = options.timeout ?? account.timeout;
    const reuse = checkReuse(options.reuse);
    // Both are looked up once: a list that is followed stays with its user, whoever authorizes meanwhile.
    let user: string | undefined;
    let life: TokenLife | undefined;
    const perform = (request: ApiRequest, operation: Operation | undefined, wait: Wait): Promise<Answer> => {
      const { baseUrl } = account;
      const { end: deadline, patience } = wait;
      const place = { signal: deadline, line, ...placeOf(request, operation, patience) };
      return limiter.run(async (again) => {
        wait.begin();
        user ??= await this.whose(uid, deadline, timeout);
        life ??= await lifeWithin(tokens, user, deadline);
        return performer.perform(request, {
          deadline,
          baseUrl,
          tokens: life,
          kind: place.kind,
          again,
          by,
          needed,
        });
      }, place);
    };
    return (request, operation) =>
      ending(clock, [signal, closing], async (deadline) => {
        const alone = (): Promise<Answer> =>
          perform(request, operation, {
            end: deadline,
            patience: () => timeout,
            begin: () => {
              deadline.start(timeout);
            },
          });
        if (request.method !== 'GET') return answers.command(request, alone);
        if (reuse === 0 && answers.isIdle) return alone();
        // Before its turn: an answer that is there waits for none.
        user ??= await this.whose(uid, deadline, timeout);
        const question = questionOf(user, request);
        if (reuse === 0) return answers.refresh(question, alone);
        const asker = { deadline, timeout, reuse };
        return answers.ask(question, asker, (wait) => perform(request, operation, wait));
      });
  }

  /** For whom a call is made, looked up within its time. */
  private whose(uid: string | undefined, signal: Signal, timeout: number): string | Promise<string> {
    const { tokens, clock } = this.tools;
    const whose = tokens.whose(uid);
    return typeof whose === 'string' ? whose : within(clock, timeout, [signal], (end) => until(whose, end));
  }
}

/** Where a call stands: commands of one path keep their order, on the way too; a read waits no longer than it would have time. */
function placeOf(
  { method, segments }: ApiRequest,
  operation: Operation | undefined,
  patience: () => number,
): Pick<Place, 'kind' | 'alone' | 'patience'> {
  const kind = kindOf(method, segments, operation);
  return method === 'GET' ? { kind, patience } : { kind, alone: `${method} /${segments.join('/')}` };
}
