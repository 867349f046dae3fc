/** A label that is short enough for the neighbours of a node on the canvas. */

/** As much as a node shows that stands 200 pixels from the next: letters of usual width. */
const MOST = 28;

/** Letters that take more room than others: those of Asian scripts, and pictures, take that of two. */
function widthOf(letter: string): number {
  if (
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3ffff}]/u.test(
      letter,
    )
  )
    return 2;
  return /[MW@%]/.test(letter) ? 1.5 : 1;
}

/** Whether a text is short enough. */
export function fits(text: string): boolean {
  return clipped(text) === text;
}

/** A text, cut where it would be too wide. */
export function clipped(text: string): string {
  const letters = Array.from(text);
  let width = 0;
  const first = letters.findIndex((letter) => (width += widthOf(letter)) > MOST);
  if (first < 0) return text;
  const room = letters.slice(0, first);
  // The dots need room too.
  while (room.reduce((sum, letter) => sum + widthOf(letter), 1) > MOST) room.pop();
  return `${room.join('').trimEnd()}…`;
}
