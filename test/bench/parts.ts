import { measureCalls } from './measure/calls';
import type { CallFigures } from './measure/calls';
import { measureFlows } from './measure/flows';
import type { FlowFigures } from './measure/flows';
import { measureHerd } from './measure/herd';
import type { HerdFigures } from './measure/herd';
import { measureLoad } from './measure/load';
import type { LoadFigures } from './measure/load';
import { measureMemory } from './measure/memory';
import type { MemoryFigures } from './measure/memory';
import { measureRealtime } from './measure/realtime';
import type { RealtimeFigures } from './measure/realtime';
import { measureSize } from './measure/size';
import type { Size } from './measure/size';
import type { Section } from './page/section';
import { callSection } from './page/sections/calls';
import { flowSection } from './page/sections/flows';
import { herdSection } from './page/sections/herd';
import { loadSection } from './page/sections/load';
import { memorySection } from './page/sections/memory';
import { messageSection } from './page/sections/messages';
import { realtimeSection } from './page/sections/realtime';
import { sizeSection } from './page/sections/size';
import { userSection } from './page/sections/users';
import type { MessageAsks, MessageFigures } from './processes/messages';
import { Child } from './processes/talk';
import type { UserAsks, UserFigures } from './processes/users';
import { callFaultsOf, memoryFaultsOf, messageFaultsOf } from './verdict';

/** What is measured: each part with its sizes, its place on the page and what is too much of it. */

/** What was measured, by the name of the part. */
export interface Figures {
  calls: CallFigures;
  herd: HerdFigures;
  memory: MemoryFigures;
  load: LoadFigures;
  size: Size[];
  flows: FlowFigures;
  realtime: RealtimeFigures;
  messages: MessageFigures;
  users: UserFigures[];
}

/** A part; `quick` is for trying whether it works, and its figures mean nothing. */
interface Part<F> {
  measure(quick: boolean): Promise<F> | F;
  section(figures: F): Section;
  faults?(figures: F): string[];
}

const ROUNDS = 20;

async function messages(quick: boolean): Promise<MessageFigures> {
  const child = Child.start<MessageAsks>('messages');
  try {
    return await child.ask('measure', quick ? { rounds: 2, frames: 500 } : { rounds: 6, frames: 20_000 });
  } finally {
    await child.end();
  }
}

/** Each number of users in a process of its own. */
async function users(quick: boolean): Promise<UserFigures[]> {
  const runs: UserFigures[] = [];
  for (const count of quick ? [10, 20] : [10, 1000, 10_000]) {
    const child = Child.start<UserAsks>('users');
    try {
      runs.push(await child.ask('measure', count));
    } finally {
      await child.end();
    }
  }
  return runs;
}

/** All parts, in the order of the page. */
export const PARTS: { readonly [P in keyof Figures]: Part<Figures[P]> } = {
  calls: {
    measure: (quick) =>
      measureCalls(quick ? { rounds: 2, calls: 100, warm: 1 } : { rounds: ROUNDS, calls: 1000, warm: 8 }),
    section: callSection,
    faults: callFaultsOf,
  },
  herd: {
    measure: (quick) =>
      measureHerd(quick ? { rounds: 1, callers: [1, 20] } : { rounds: ROUNDS, callers: [1, 10, 100, 1000] }),
    section: herdSection,
  },
  memory: {
    measure: (quick) => measureMemory(quick ? { points: 3, calls: 200 } : { points: 10, calls: 10_000 }),
    section: memorySection,
    faults: memoryFaultsOf,
  },
  load: { measure: (quick) => measureLoad({ rounds: quick ? 2 : ROUNDS }), section: loadSection },
  size: { measure: () => measureSize(), section: sizeSection },
  flows: {
    measure: (quick) =>
      measureFlows(quick ? { rounds: 2, messages: 50, warm: 1 } : { rounds: ROUNDS, messages: 500, warm: 4 }),
    section: flowSection,
  },
  realtime: {
    measure: (quick) =>
      measureRealtime(
        quick
          ? { rounds: 2, frames: 300, drops: 20, points: 3, each: 200 }
          : { rounds: ROUNDS, frames: 5000, drops: 200, points: 10, each: 10_000 },
      ),
    section: realtimeSection,
  },
  messages: { measure: messages, section: messageSection, faults: messageFaultsOf },
  users: { measure: users, section: userSection },
};

/** Their names. */
export const NAMES = Object.keys(PARTS) as (keyof Figures)[];

/** The part of the page that some figures make. */
export function sectionOf<P extends keyof Figures>(name: P, figures: Pick<Figures, P>): Section {
  return PARTS[name].section(figures[name]);
}
