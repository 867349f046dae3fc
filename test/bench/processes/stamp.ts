/** Microseconds of a clock that all processes of a machine share: what one writes into a message, another can subtract. */
export function stamp(): number {
  return Number(process.hrtime.bigint() / 1000n);
}
