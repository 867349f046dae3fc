import type { Stage, StageName } from '../../nodes/shared/admin';

/** What came of each stage of a test, in one line: `settings good, network bad, clock open …`. */
export function verdicts(stages: readonly Stage[]): string {
  return stages
    .map(({ stage, ok, tried }) => `${stage} ${tried === false ? 'open' : ok ? 'good' : 'bad'}`)
    .join(', ');
}

/** The outcome in which all went well, but for what is named. */
export function allGoodBut(others: Partial<Record<StageName, 'bad' | 'open'>> = {}): string {
  const names = ['settings', 'network', 'clock', 'key', 'token', 'subscription', 'read', 'messages'] as const;
  return names.map((name) => `${name} ${others[name] ?? 'good'}`).join(', ');
}

/** The stage of this name. */
export function stageOf(stages: readonly Stage[], name: StageName): Stage {
  const found = stages.find(({ stage }) => stage === name);
  if (found === undefined) throw new Error(`There is no stage ${name}`);
  return found;
}
