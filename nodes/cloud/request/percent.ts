/** Percent-decoding that never fails: what is not valid stays as it stands; `+` is a plus. */
export function decode(text: string): string {
  return text
    .replace(/(%[0-9a-f]{2})+/gi, (run) => {
      try {
        return decodeURIComponent(run);
      } catch {
        return run;
      }
    })
    .toWellFormed();
}

/** Decoded until nothing changes any more, so that nothing hides behind a second encoding. */
export function decodeAll(text: string): string {
  let before = text;
  for (let i = 0; i < 5; i++) {
    const after = decode(before);
    if (after === before) return after;
    before = after;
  }
  return before;
}
