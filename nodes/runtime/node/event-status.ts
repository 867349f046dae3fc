import type { MessagesState, Speaker, systemClock } from '../../cloud';
import { roughly, shortText } from './status';
import type { NodeStatus, Shown } from './status';

/** What an event node shows: how its connection is, and the last thing that a device said. */

/** Milliseconds between two texts while messages come in. */
const STEP = 1000;
/** So many that wait are a backlog; fewer are gone before anybody has read it. */
const BACKLOG = 20;

/** What a status needs of the world around it. */
export interface EventStatusSources {
  /** Prefix of the text catalogue's keys. */
  keys: string;
  /** A number as people read it. */
  number: (value: number) => string;
  /** A text with values in it. */
  words: (key: string, values: Record<string, string | number>) => string;
  /** The language of the words for an error. */
  speak: () => Speaker;
  clock: Pick<typeof systemClock, 'monotonic' | 'after'>;
}

/** Characters of a name that are shown: it is a device's, and may be of any length. */
const LONGEST_NAME = 40;

type Words = Pick<EventStatusSources, 'keys' | 'words' | 'speak'>;

/** What is shown of a connection. */
export function shownState(state: MessagesState, sources: Words): Shown {
  const { keys, words } = sources;
  switch (state.is) {
    case 'connecting':
      return { fill: 'yellow', shape: 'ring', text: `${keys}.connecting` };
    case 'connected':
      return { fill: 'green', shape: 'ring', text: `${keys}.${state.quiet ? 'quiet' : 'nothing'}` };
    case 'lost':
      return { fill: 'yellow', shape: 'ring', text: words('lost', { seconds: secondsOf(state.again) }) };
    case 'refused':
      return { fill: 'red', shape: 'ring', text: refusal(state.error, sources) };
    case 'closed':
      return { fill: 'red', shape: 'ring', text: `${keys}.closed` };
  }
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}

function refusal(
  { code, statusCode }: { code: string; statusCode?: number },
  { keys, words, speak }: Words,
): string {
  if (code === 'TUYA_TLS') return `${keys}.certificate`;
  return statusCode === undefined ? shortText(code, keys, speak()) : words('refused', { status: statusCode });
}

/** Hours, minutes and seconds of the clock on the wall. */
export function clockTime(time: number): string {
  const date = new Date(time);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}

/** What would break the line, hide text, or is half a character. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A name in one short line. */
function lineOf(name: string): string {
  const line = name.slice(0, 4 * LONGEST_NAME).replace(UNSEEN, '');
  return line.length > LONGEST_NAME ? `${line.slice(0, LONGEST_NAME).replace(UNSEEN, '')}…` : line;
}

/** The status of one event node: states at once, messages at most once a second. */
export class EventStatus {
  private at = -Infinity;
  private next: Shown | undefined;
  private cancel: (() => void) | undefined;
  /** What is shown while nothing else is the matter: the last message, once there was one. */
  private last: Shown | undefined;

  constructor(
    private readonly status: Pick<NodeStatus, 'stand'>,
    private readonly sources: EventStatusSources,
  ) {}

  /** The connection is another: what was said before it was lost is still the last that is known. */
  told(state: MessagesState): void {
    this.forget();
    const well = state.is === 'connected' && !state.quiet ? this.last : undefined;
    this.status.stand(well ?? shownState(state, this.sources));
  }

  /** A message has come, at so many milliseconds since the epoch; so many others wait. */
  came(time: number, name: string, waiting: number): void {
    this.last = { fill: 'green', shape: 'dot', text: `${clockTime(time)} ${lineOf(name)}` };
    this.soon(waiting >= BACKLOG ? this.backlog(waiting) : this.last);
  }

  /** Nothing is shown any more. */
  close(): void {
    this.forget();
  }

  private backlog(waiting: number): Shown {
    return {
      fill: 'blue',
      shape: 'dot',
      text: this.sources.words('waiting', { count: this.sources.number(roughly(waiting)) }),
    };
  }

  private soon(shown: Shown): void {
    const left = this.at + STEP - this.sources.clock.monotonic();
    if (left <= 0 && this.cancel === undefined) this.show(shown);
    else this.later(shown, Math.max(0, left));
  }

  private later(shown: Shown, ms: number): void {
    this.next = shown;
    this.cancel ??= this.sources.clock.after(ms, () => {
      this.cancel = undefined;
      if (this.next !== undefined) this.show(this.next);
    });
  }

  private show(shown: Shown): void {
    this.at = this.sources.clock.monotonic();
    this.next = undefined;
    this.status.stand(shown);
    // The backlog may hold nothing more that is wanted: then nothing would end it.
    if (this.last !== undefined && shown !== this.last) this.later(this.last, STEP);
  }

  private forget(): void {
    this.cancel?.();
    this.cancel = undefined;
    this.next = undefined;
  }
}
