import 'should';
import { missing } from '../peers/missing';
import { measureHerd } from './herd';
import type { HerdFigures, HerdRow } from './herd';

describe('many callers at once', () => {
  let figures: HerdFigures;

  before(async function () {
    this.timeout(120_000); // many processes, on a machine that may be busy
    if (missing().length > 0) this.skip(); // npm run bench installs what they need
    figures = await measureHerd({ rounds: 1, callers: [1, 5] });
  });

  const row = (client: string, moment: HerdRow['moment'], callers: number): Partial<HerdRow> =>
    figures.rows.find((one) => one.client === client && one.moment === moment && one.callers === callers) ??
    {};

  it('are counted for each client, moment and number', () => {
    const clients = new Set(figures.rows.map(({ client }) => client));
    figures.rows.should.have.length(clients.size * 2 * 2);
    for (const { callers, answered, failed, took, tokens } of figures.rows) {
      answered.should.have.length(1);
      ((answered[0] ?? 0) + (failed[0] ?? 0)).should.equal(callers);
      (took[0] ?? 0).should.be.above(0);
      (tokens[0] ?? 0).should.be.above(0);
    }
  });

  for (const moment of ['cold', 'ended'] as const) {
    it(`${moment}: this client asks for one token, and all get their answer`, () => {
      for (const callers of [1, 5]) {
        row('this client', moment, callers).should.match({ tokens: [1], answered: [callers], failed: [0] });
      }
    });

    it(`${moment}: those who do not share ask each for themselves`, () => {
      row('axios by hand', moment, 5).should.match({ tokens: [5], answered: [5] });
    });
  }

  it('by hand, those who share one request for a token ask once as well', () => {
    for (const moment of ['cold', 'ended'] as const) {
      row('node:http by hand', moment, 5).should.match({ tokens: [1], answered: [5] });
    }
  });

  it('ended: a refresh that each makes by itself works for one alone', () => {
    row('@tuyapi/openapi', 'ended', 5).should.match({ tokens: [5], answered: [1], failed: [4] });
  });

  it('ended: a refresh that is signed in the old way is refused, and a login follows', () => {
    row("Tuya's SDK", 'ended', 1).should.match({ tokens: [2], answered: [1] });
  });
});
