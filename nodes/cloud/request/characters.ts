/** What characters a text holds, and how much of it an error may show. */

/** A name as an error may show it: short, and of plain characters. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}

/** Whether a text holds a line break or another control character. */
export function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text);
}
