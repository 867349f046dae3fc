/** The words of a search: of any script, with or without blanks between them, however they are accented. */

/** Scripts that write no blanks between words. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** What joins words and says nothing: short endings in Hiragana, and the Chinese possessive. */
const JOINT = /^(?:\p{Script=Hiragana}{1,2}|的)$/u;

/** A text as it is compared: small letters of usual width, without accents and without the sign that lengthens the end of a Japanese word. */
export function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/ー(?!\p{Script=Katakana})/gu, '')
    .toLowerCase();
}

/** The words of a text without blanks; the whole of it where the browser cannot tell them apart. */
function divided(text: string): string[] {
  const { Segmenter } = Intl as Partial<typeof Intl>;
  if (Segmenter === undefined) return [text];
  const parts = [...new Segmenter('ja', { granularity: 'word' }).segment(text)];
  const words = parts.filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
  const telling = words.filter((word) => !JOINT.test(word));
  return telling.length > 0 ? telling : [text];
}

/** The words that somebody looks for; signs around one, as in a title that was pasted, do not count. */
export function wordsOf(search: string): string[] {
  return plain(search)
    .split(/[\s、。，・：；]+/)
    .filter(Boolean)
    .map((word) => word.replace(/^[^\p{L}\p{N}/{]+|[^\p{L}\p{N}/}]+$/gu, '') || word)
    .flatMap((word) => (UNSPACED.test(word) ? divided(word) : [word]));
}

/** What may stand before a word: nothing, a sign, or a letter of a script that writes no blanks. */
const BEFORE = `(?:^|[^\\p{L}\\p{N}]|${UNSPACED.source})`;

/** Whether a text, made plain, has a word that begins so; in a script without blanks words begin anywhere. */
export function has(text: string, word: string): boolean {
  if (UNSPACED.test(word)) return text.includes(word);
  return new RegExp(BEFORE + word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'u').test(text);
}
