import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import 'should';
import type { Fault } from '../simulator/faults';
import { root } from '../support/root';
import type { Trouble } from './disk';
import { KINDS, LEFT_OUT } from './faults';
import type { Play } from './faults';
import type { Happening } from './happenings';
import type { Way } from './ways';

const rows = [...readFileSync(join(root, 'test/FAULTS.md'), 'utf8').matchAll(/^\| ([NPLAR])(\d+) +\|/gm)];
const numbers = rows.map(([, letter = '', number = '']) => letter + number);
const played = new Set(KINDS.map(({ number }) => number));

/** What can be played: the compiler sees to it that nothing is missing here. */
const NAMED: Record<Extract<Fault, string>, 'cloud'> = {
  reset: 'cloud',
  'reset-mid-body': 'cloud',
  stall: 'cloud',
  drip: 'cloud',
  hang: 'cloud',
  'cut-json': 'cloud',
  html: 'cloud',
  'html-502': 'cloud',
  empty: 'cloud',
  null: 'cloud',
  array: 'cloud',
  'success-string': 'cloud',
  endless: 'cloud',
  'gzip-bomb': 'cloud',
  'brotli-bomb': 'cloud',
  'lost-reply': 'cloud',
};
const WAYS: Record<Way, 'way'> = {
  'no name': 'way',
  refused: 'way',
  'black hole': 'way',
  expired: 'way',
  'other host': 'way',
  'unknown authority': 'way',
  'proxy 407': 'way',
  'proxy dead': 'way',
  'proxy silent': 'way',
  'late tokens': 'way',
};
const TROUBLES: Record<Trouble, 'disk'> = {
  'read only': 'disk',
  full: 'disk',
  'cut off': 'disk',
  slow: 'disk',
};
const HAPPENINGS: Record<Happening, 'happening'> = {
  'the cloud hangs up': 'happening',
  'an outage of an hour': 'happening',
  'every token dies': 'happening',
  'a refresh token is refused': 'happening',
  'the reply to a refresh is lost': 'happening',
  'many calls at the moment of expiry': 'happening',
  'the clock is set': 'happening',
  'the machine sleeps': 'happening',
  'a code that was used': 'happening',
  'a deploy while calls are under way': 'happening',
  'kill -9 right after a renewal': 'happening',
  'two processes renew at once': 'happening',
  'a record is spoiled': 'happening',
};

/** What a kind plays, when it has a name. */
const nameOf = (play: Play): unknown => Object.values(play)[0];

describe("the soak's faults", () => {
  it('are all that FAULTS.md numbers, but those that are left out for a reason', () => {
    numbers.length.should.be.above(90);
    numbers.filter((number) => !played.has(number) && !isLeftOut(number)).should.eql([]);
    [...played].filter((number) => !numbers.includes(number)).should.eql([]);
  });

  it('that are left out are not played, and are there', () => {
    numbers.filter((number) => played.has(number) && isLeftOut(number)).should.eql([]);
    for (const [left, reason] of Object.entries(LEFT_OUT)) {
      numbers
        .some((number) => number === left || (/^[A-Z]$/.test(left) && number.startsWith(left)))
        .should.be.true();
      reason.length.should.be.above(20);
    }
  });

  it('can be told apart, each with its number', () => {
    const titles = KINDS.map(({ title }) => title);
    new Set(titles).size.should.equal(titles.length);
    for (const { number, title } of KINDS) title.should.startWith(`${number} `);
  });

  it('are all that the cloud, the way, the disk and the machine can play', () => {
    const names = KINDS.map(({ play }) => nameOf(play));
    for (const table of [NAMED, WAYS, TROUBLES, HAPPENINGS]) {
      Object.keys(table)
        .filter((name) => !names.includes(name))
        .should.eql([]);
    }
  });

  it('that cost a user with right never hit the calls that renew one', () => {
    for (const { play } of KINDS) {
      if (!('cloud' in play) || !play.on.includes('token')) continue;
      const costs = play.cloud === 'lost-reply' || (typeof play.cloud === 'object' && 'code' in play.cloud);
      if (costs) ({ mode: play.mode }).should.eql({ mode: 'simple' });
    }
  });
});

function isLeftOut(number: string): boolean {
  return number in LEFT_OUT || (number[0] ?? '') in LEFT_OUT;
}
