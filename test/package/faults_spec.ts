import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import { filesBelow, remarksOf, targets } from '../support/references';
import { root } from '../support/root';

/** Faults that no title names, each with the reason. */
const WITHOUT_TITLE: Readonly<Record<string, string>> = {};

/** Titles of a spec, without their quotes; a table of titles by number counts as well. */
function titlesOf(path: string, source: string): string[] {
  return remarksOf(path, source)
    .filter(({ text }) => /^['"`]/.test(text))
    .map(({ text }) => text.slice(1));
}

describe('every fault', () => {
  const specs = filesBelow(['test'], '_spec.ts').map((path) => {
    const source = readFileSync(join(root, path), 'utf8');
    return { titles: titlesOf(path, source), isLive: /\/(message|event|flow)-rig'/.test(source) };
  });
  const numbers = [...targets().faults];
  const named = (title: string, number: string): boolean => new RegExp(`\\b${number}\\b`).test(title);
  const begins = (title: string, number: string): boolean =>
    new RegExp(`^(?:[NPLAR]\\d+, )*${number}\\b`).test(title);

  it('stands in a title, or is left out for a reason', () => {
    const titles = specs.flatMap((spec) => spec.titles);
    numbers.length.should.be.above(90);
    numbers
      .filter((number) => !titles.some((title) => named(title, number)))
      .should.eql(Object.keys(WITHOUT_TITLE));
  });

  it('of messages begins a title of a spec on real sockets', () => {
    const titles = specs.filter(({ isLive }) => isLive).flatMap((spec) => spec.titles);
    const messages = numbers.filter((number) => number.startsWith('R'));
    messages.should.have.length(25);
    messages.filter((number) => !titles.some((title) => begins(title, number))).should.eql([]);
  });
});
