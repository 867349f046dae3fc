import fc from 'fast-check';

/**
 * Loaded before the specs, because Stryker takes mocha's time limit away: a break that makes a spec wait for ever would cost minutes.
 * Examples are the same in each run: a break that one of a hundred examples shows would otherwise be red today and green tomorrow.
 */
fc.configureGlobal({ seed: 1 });

describe('specs under mutation', function () {
  this.parent?.timeout(10_000);
});
