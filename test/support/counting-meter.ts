import type { Meter } from '../../nodes/cloud/usage/meter';

/** A meter that forbids nothing and tells whatever it counts: `read`, `command`, `token`, `message`. */
export function countingMeter(tell: (what: string) => void): Meter {
  return {
    ready: () => undefined,
    allow: () => undefined,
    leave: ({ kind }) => {
      tell(kind);
      return 0;
    },
    takeBack: () => {
      tell('taken back');
    },
    message: () => {
      tell('message');
    },
  };
}
