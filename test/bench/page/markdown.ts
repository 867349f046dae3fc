/** A table as people write it: columns of one width, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const padded = (row: readonly string[]): string[] =>
    row.map((cell, column) => {
      const gap = ' '.repeat(Math.max(0, (widths[column] ?? 0) - cell.length));
      return column === 0 ? cell + gap : gap + cell;
    });
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [first = [], ...others] = cells.map(padded);
  return [first, rule, ...others].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
