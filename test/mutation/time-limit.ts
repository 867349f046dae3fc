/**
 * Loaded before the specs, because Stryker takes mocha's time limit away: a break that makes a spec wait for ever would cost minutes.
 */
describe('specs under mutation', function () {
  this.parent?.timeout(15_000);
});
