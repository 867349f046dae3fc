/** Lists in a field: texts with commas between them. */

/** The texts of a field, or of a list that a node holds, each once. */
export function listOf(value: unknown): string[] {
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  const parts = texts.flatMap((one) => (typeof one === 'string' ? one.split(',') : []));
  return [...new Set(parts.map((one) => one.trim()).filter((one) => one !== ''))];
}

/** A field with one text more. */
export function withOne(before: string, one: string): string {
  return [...new Set([...listOf(before), one])].join(', ');
}
