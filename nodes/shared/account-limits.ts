/** What numbers of the account dialog and runtime accept. */

/** Seconds for one whole call. */
export const TIMEOUT = { least: 0.1, most: 3600 } as const;

/** Calls per second; 0 is unlimited. */
export const PACE = { least: 0, most: 10_000 } as const;
