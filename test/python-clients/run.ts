import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { selfSigned } from '../support/certificate';
import { COMMAND, LIST, SORTED, close, judge, skip } from '../support/foreign-client';
import type { House, Told } from '../support/foreign-client';
import { root } from '../support/root';

/** Clients that are not ours, for Python: Tuya's own, and tinytuya. */
const folder = join(root, 'test/python-clients');
/** Milliseconds for one program. */
const PATIENCE = 60_000;

async function main(): Promise<void> {
  if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0) {
    skip('there is no Python 3 with venv', false);
    return;
  }
  const place = mkdtempSync(join(tmpdir(), 'tuya-python-'));
  try {
    const python = install(join(place, 'venv'));
    if (python === undefined) {
      skip('the Python clients could not be installed', true);
      return;
    }
    const https = selfSigned();
    const trusted = join(place, 'ca.pem');
    writeFileSync(trusted, https.cert);
    close([
      await judge('tuya-connector-python', (house) => run(python, 'tuya_connector_client.py', house)),
      // tinytuya speaks https alone.
      await judge('tinytuya', (house) => run(python, 'tinytuya_client.py', house, trusted), { https }),
    ]);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** A virtual environment with the clients; the Python in it, or undefined when it cannot be had. */
function install(venv: string): string | undefined {
  const python = join(venv, 'bin/python');
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', venv]],
    [python, ['-m', 'pip', 'install', '--quiet', '-r', join(folder, 'requirements.txt')]],
  ];
  return steps.every(([command, args]) => spawnSync(command, args, { stdio: 'inherit' }).status === 0)
    ? python
    : undefined;
}

async function run(python: string, program: string, house: House, trusted?: string): Promise<Told> {
  const { device_id, code, value } = COMMAND;
  const order = {
    ...house,
    ...SORTED,
    list: LIST,
    commands: `/v1.0/devices/${device_id}/commands`,
    body: { commands: [{ code, value }] },
  };
  const env = {
    ...process.env,
    no_proxy: '127.0.0.1',
    ...(trusted === undefined ? {} : { REQUESTS_CA_BUNDLE: trusted }),
  };
  const args = [join(folder, program), JSON.stringify(order)];
  const { stdout } = await promisify(execFile)(python, args, { env, timeout: PATIENCE });
  return JSON.parse(stdout) as Told;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
