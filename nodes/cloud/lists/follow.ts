import type { Answer } from '../call/plan';
import { withEffort } from '../errors/effort';
import { problem } from '../errors/texts';
import { TuyaError, badRequest } from '../errors/tuya-error';
import { operationOf } from '../catalogue/operations';
import type { Operation } from '../catalogue/operations';
import type { ApiRequest } from '../request/build';
import { batchesOf, merge, withQuery } from './batches';
import { Pager } from './pager';

/** The pages of a list, fetched one after the other, and a call made in parts. */

/** One page of a list. */
export interface Page {
  items: unknown[];
  answer: Answer;
  last: boolean;
  /** The list has more than was fetched. */
  more: boolean;
}

/** Performs one checked call. */
export type Perform = (request: ApiRequest, operation: Operation | undefined) => Promise<Answer>;

/** Performs a call once, or in parts whose answers are merged. */
export async function performOnce(request: ApiRequest, perform: Perform): Promise<Answer> {
  const operation = operationOf(request.method, request.segments);
  const [own = request, ...others] = batchesOf(request, operation);
  const first = await perform(own, operation);
  if (others.length === 0) return first;
  const answers = [first];
  for (const part of others) answers.push(await perform(part, operation));
  return {
    ...first,
    envelope: { ...first.envelope, result: merge(answers.map(({ envelope }) => envelope.result)) },
    attempts: answers.reduce((sum, { attempts }) => sum + attempts, 0),
    elapsed: answers.reduce((sum, { elapsed }) => sum + elapsed, 0),
  };
}

/**
 * Follows a list page by page; the next page is asked for only when the one before was taken.
 * @throws TuyaError `TUYA_BAD_REQUEST` for a call that is no list; whatever a page fails with
 */
export async function* followPages(
  request: ApiRequest,
  maxPages: number,
  perform: Perform,
): AsyncGenerator<Page, void, undefined> {
  if (request.method !== 'GET') {
    throw badRequest(...problem('call.onlyGet'));
  }
  const operation = operationOf(request.method, request.segments);
  const lists = batchesOf(request, operation);
  let pages = 0;
  let stuck = false;
  for (const [index, list] of lists.entries()) {
    const pager = new Pager(list.query, operation);
    let asked = withQuery(list, pager.first());
    for (;;) {
      const answer = await perform(asked, operation).catch((error: unknown) => {
        throw error instanceof TuyaError ? withEffort(error, { pages }) : error;
      });
      const reading = pager.read(answer.envelope.result, asked.query);
      if (reading === undefined) {
        throw badRequest(...problem('call.noList'));
      }
      pages++;
      stuck ||= reading.stuck;
      const full = pages >= maxPages;
      const over = reading.next === undefined;
      const more = stuck || (full && (!over || index < lists.length - 1));
      const last = full || (over && index === lists.length - 1);
      yield { items: reading.items, answer, last, more: last && more };
      if (full) return;
      if (reading.next === undefined) break;
      asked = withQuery(asked, reading.next);
    }
  }
}
