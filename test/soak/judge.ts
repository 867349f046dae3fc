import { failuresOf } from './round';
import type { Failure, Outcome } from './round';
import type { Wrong } from './wrong';

/** Judges a round by what it may never bring, whatever fault is played. */
export class Judge {
  constructor(private readonly wrong: Wrong) {}

  /** No user may be lost; answers all that failed. */
  round(outcome: Outcome): Failure[] {
    const failures = failuresOf(outcome);
    for (const { code, message } of failures)
      if (code === 'TUYA_AUTHORIZATION_REQUIRED') this.wrong.note('users', message);
    return failures;
  }

  /**
   * A command that succeeded ran once; one that failed ran at most once, and says so where it may have.
   * @param times how often the cloud has carried it out
   */
  command(command: Outcome['command'], times: number): void {
    if (command === 'done' ? times !== 1 : times > 1) this.wrong.note('commands', `ran ${times} times`);
    if (command !== undefined && command !== 'done' && times === 1 && !command.message.includes('unknown'))
      this.wrong.note('commands', `ran, and was told as: ${command.message}`);
  }
}
