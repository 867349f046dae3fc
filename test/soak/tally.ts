/** How a kind of fault has fared. */
interface Count {
  played: number;
  /** Times that it hit something: a request, a file, a process. */
  met: number;
  /** Times after which everything went well again. */
  recovered: number;
}

/** What is counted of each kind of fault, so that a run that has played nothing is no success. */
export class Tally {
  private readonly counts: Map<string, Count>;

  /** @param titles all kinds that are to be played */
  constructor(titles: readonly string[]) {
    this.counts = new Map(titles.map((title) => [title, { played: 0, met: 0, recovered: 0 }]));
  }

  add(title: string, { met, recovered }: { met: number; recovered: boolean }): void {
    const count = this.counts.get(title);
    if (count === undefined) throw new Error(`There is no ${title}`);
    count.played++;
    count.met += met;
    if (recovered) count.recovered++;
  }

  /** What a run cannot be believed for. */
  get doubts(): string[] {
    return [...this.counts].flatMap(([title, { played, met, recovered }]) => [
      ...(played === 0 ? [`${title}: was never played`] : []),
      ...(played > 0 && met === 0 ? [`${title}: never met anything`] : []),
      ...(recovered < played ? [`${title}: ${played - recovered} times it did not go well again`] : []),
    ]);
  }

  get table(): string {
    const rows = [...this.counts].map(([title, count]) => [
      title,
      ...[count.played, count.met, count.recovered].map(String),
    ]);
    const all = [['fault', 'played', 'met', 'recovered'], ...rows];
    const width = Math.max(...all.map(([title = '']) => title.length));
    return all
      .map(
        ([title = '', ...numbers]) =>
          `  ${title.padEnd(width)}${numbers.map((n) => n.padStart(10)).join('')}`,
      )
      .join('\n');
  }
}
