import type { Fault, FaultOptions } from './faults';

/** What can be wrong with a project, each as its own answers tell it: `cloud.play('trial over')`. */

/** What the cloud answers, and to which calls. */
interface Trouble {
  answer: Fault;
  of?: FaultOptions['kind'];
  /** Milliseconds by which the caller's clock is behind, and the next time ahead. */
  clock?: number;
}

const TROUBLES = {
  /** Somebody made the secret anew in the console. */
  'secret made anew': { answer: { code: 1004 } },
  /** The key is not known here, as in a data center that the project does not have. */
  'key not known here': { answer: { code: 1005 } },
  /** The project has a token here, and its data center is not enabled. */
  'wrong data center': {
    answer: { code: 28841107, msg: 'No permission. The data center is suspended.' },
    of: 'business',
  },
  /** A key of the kind that the other mode needs. Tuya does not say what it answers to it. */
  'wrong kind of key': { answer: { code: 1003, msg: 'grant type invalid' }, of: 'token' },
  'service missing': {
    answer: { code: 28841105, msg: 'No permissions. This project is not authorized to call this API.' },
    of: 'business',
  },
  'trial over': {
    answer: {
      code: 28841002,
      msg: 'No permissions. Your subscription to cloud development plan has expired.',
    },
    of: 'business',
  },
  'quota used up': {
    answer: { code: 28841004, msg: 'Your quota of Trial Edition is used up.' },
    of: 'business',
  },
  'device not linked': { answer: { code: 1106 }, of: 'business' },
  /** Another program renews the token whenever this one has. */
  'token taken': { answer: { code: 1010 }, of: 'business' },
  /** A proxy on the way drops what it does not like, and one header of the signature is missing. */
  'header dropped': { answer: { code: 1105 } },
  /** A time that is refused again and again; once would be corrected without a word of it. */
  'clock off': { answer: { code: 1013 }, clock: 7 * 60_000 },
} satisfies Record<string, Trouble>;

/** The name of a trouble. */
export type TroubleName = keyof typeof TROUBLES;

/** All that can be played. */
export const TROUBLE_NAMES = Object.keys(TROUBLES) as TroubleName[];

/** What is played of a trouble. */
export function troubleOf(name: TroubleName): {
  answer: Fault;
  options: FaultOptions;
  clock: number | undefined;
} {
  const { answer, of: kind, clock }: Trouble = TROUBLES[name];
  return { answer, options: kind === undefined ? {} : { kind }, clock };
}

/** Whether a word is the name of one. */
export function isTrouble(name: string): name is TroubleName {
  return Object.hasOwn(TROUBLES, name);
}
