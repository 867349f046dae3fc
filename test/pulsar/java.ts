import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';

/** Java and the jars of the broker, which Maven fetches. */

/** The oldest Java that runs this broker. */
const OLDEST = 17;
/** Milliseconds in which they have to be here. */
const PATIENCE = 600_000;
/** Where the jars lie, once Maven has told; run.ts asks it before the specs run. */
const CLASSPATH = join(__dirname, 'classpath.txt');

/** What is missing to run the broker; undefined when all is there. */
export function missing(): string | undefined {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1] ?? 0);
  if (version < OLDEST) return `there is no Java ${OLDEST}`;
  if (spawnSync('mvn', ['--version']).status !== 0) return 'there is no Maven';
  return undefined;
}

/** Fetches the jars that are not here yet; false when they cannot be had, and Maven's words say why. */
export function fetchJars(): boolean {
  const goal = ['dependency:build-classpath', `-Dmdep.outputFile=${CLASSPATH}`];
  const pom = join(root, 'test/pulsar/pom.xml');
  const maven = ['-B', '-q', '-f', pom, ...goal];
  const { status, stdout } = spawnSync('mvn', maven, { encoding: 'utf8', timeout: PATIENCE });
  if (status !== 0) console.error(stdout);
  return status === 0;
}

export const classpath = (): string => readFileSync(CLASSPATH, 'utf8').trim();
