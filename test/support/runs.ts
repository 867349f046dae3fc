import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds in which a program has to end by itself. */
const PATIENCE = 50_000;

/** Runs a program until it ends by itself, and tells what it printed and with which code it ended; -1 when it had to be killed. */
export async function runs(
  program: string,
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; printed: string }> {
  const child = spawn(process.execPath, [program], {
    env,
    timeout: PATIENCE,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code: code ?? -1, printed };
}
