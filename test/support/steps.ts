/** A suite in which each test goes on where the one before has ended: after one that failed the others are left out. */
export function useSteps(): void {
  let failed = false;
  beforeEach(function () {
    if (failed) this.skip();
  });
  afterEach(function () {
    failed ||= this.currentTest?.state === 'failed';
  });
}
