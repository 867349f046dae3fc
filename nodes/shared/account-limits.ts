/** What numbers of the account dialog and runtime accept. */

/** Seconds for one whole call. */
export const TIMEOUT = { least: 0.1, most: 3600 } as const;

/** Calls per second; 0 is unlimited. */
export const PACE = { least: 0, most: 10_000 } as const;

/** Calls a month, whole ones; 0 is only counted. */
export const BUDGET = { least: 0, most: 1_000_000_000 } as const;

/** What happens when the budget is spent: reads stop, everything stops, or calls go on. */
export const OVER_BUDGET = ['stop reads', 'stop all', 'warn'] as const;
