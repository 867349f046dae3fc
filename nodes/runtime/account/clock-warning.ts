import type { Node } from 'node-red';
import { clockCorrected } from '../../cloud';
import type { Red } from '../red-types';
import { speakerOfRed } from '../texts/languages';

/** The warning of an account whose machine has a wrong clock: calls go on with Tuya's time, and somebody should know. */

/** Says by how much the clock is wrong, once for each change, where the debug sidebar shows it. */
export class ClockWarning {
  private said = '';

  constructor(
    private readonly RED: Red,
    private readonly node: Node,
  ) {}

  /** @param behind milliseconds that the clock is behind Tuya's, below zero where it is ahead */
  corrected(behind: number): void {
    const words = speakerOfRed(this.RED)(clockCorrected(behind) ?? '');
    if (words === '' || words === this.said) return;
    this.said = words;
    this.node.warn(words);
  }
}
