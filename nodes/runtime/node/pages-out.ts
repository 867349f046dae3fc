import { valuesOf } from '../../cloud';
import type { Answer, Effort, Page } from '../../cloud';
import type { Flow, Message, Send } from '../red-types';
import { putAnswer, valueIn } from './answer';
import { cloneWithout } from './place';
import type { Place } from './place';
import type { Ret } from './request-settings';

/** The way of answers out of a node: one page, all pages in one message, or a message for each. */

/** How answers leave a node. */
export interface Outlet {
  flow: Flow;
  place: Place;
  /** What becomes of a result on its way out. */
  read: (value: unknown) => Promise<unknown>;
}

/** A message on its way through a node, and how it leaves. */
export interface Passing {
  msg: Message;
  send: Send;
}

/** One call, one message. */
export async function sendOne(
  { flow, place, read }: Outlet,
  { msg, send }: Passing,
  answer: Answer,
  ret: Ret,
): Promise<void> {
  const { attempts, elapsed } = answer;
  const circumstances = { answer, effort: { attempts, elapsed, pages: 1 }, more: false };
  const value = await read(valueIn(answer, ret));
  await putAnswer(flow, msg, place, ret === 'values' ? valuesOf(value) : value, circumstances);
  send(msg);
}

/** All pages in one message; each is read as it comes, so that a long list never holds up the others. */
export async function sendAll(
  { flow, place, read }: Outlet,
  { msg, send }: Passing,
  pages: AsyncIterable<Page>,
): Promise<void> {
  const rows: unknown[] = [];
  const effort: Effort = { attempts: 0, elapsed: 0, pages: 0 };
  /** Of the oldest page. */
  let age: number | undefined;
  for await (const { items, answer, last, more } of pages) {
    for (const row of (await read(items)) as unknown[]) rows.push(row);
    effort.attempts += answer.attempts;
    effort.elapsed += answer.elapsed;
    effort.pages++;
    if (answer.age !== undefined) age = Math.max(age ?? 0, answer.age);
    if (last) await putAnswer(flow, msg, place, rows, { answer: { ...answer, age }, effort, more });
  }
  send(msg);
}

/** A message for each page, in parts that the core join node puts together; the next page is fetched after it was sent. */
export async function sendEach(
  { flow, place, read }: Outlet,
  { msg, send }: Passing,
  pages: AsyncIterable<Page>,
): Promise<void> {
  const id = flow.RED.util.generateId();
  // What join puts together, and the parts of an outer sequence to which this message belongs, as core split has it.
  const around = {
    ...(msg.parts === undefined ? {} : { parts: msg.parts }),
    ...(place.kind === 'msg' && place.name !== 'payload' ? { property: place.name } : {}),
  };
  let index = 0;
  for await (const { items, answer, last, more } of pages) {
    const { attempts, elapsed } = answer;
    const copy = cloneWithout(flow, msg, place);
    const effort = { attempts, elapsed, pages: index + 1 };
    await putAnswer(flow, copy, place, await read(items), { answer, effort, more });
    // More than one in `len` tells join that the parts are pieces of one array.
    const parts = { ...around, id, type: 'array', index, len: Math.max(2, items.length) };
    copy.parts = last ? { ...parts, count: index + 1 } : parts;
    index++;
    send(copy);
  }
}
