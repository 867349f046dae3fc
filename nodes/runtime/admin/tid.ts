/** Tuya's name for a call, by which its support finds it. */

/** The `tid` of an answer, where it is one: a name, and no place for anything else that a cloud may say. */
export function tidOf(tuya: { tid?: string | undefined } | undefined): { tid?: string } {
  const { tid } = tuya ?? {};
  return tid !== undefined && /^[\w-]{1,64}$/.test(tid) ? { tid } : {};
}
