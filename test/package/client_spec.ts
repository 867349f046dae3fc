import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import 'should';
import { startCloud } from '../simulator';
import type { Cloud } from '../simulator';
import { snippetWith } from '../support/pages';
import { root } from '../support/root';
import { runs } from '../support/runs';

const { name, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  dependencies: Record<string, string>;
};
const from = `from '${name}/client';`;
const account = `mode: 'simple', client_id: process.env.TUYA_CLIENT_ID ?? '', secret: process.env.TUYA_SECRET ?? ''`;

/** What a stranger writes first: all devices by name, and an error by its code. */
const PROGRAM = `
import { createClient, TuyaError } ${from}
import type { Client } ${from}

async function main(): Promise<void> {
  const client: Client = createClient({ ${account}, baseUrl: process.env.TUYA_URL });
  for await (const page of client.pages({ method: 'GET', path: '/v1.0/iot-01/associated-users/devices' }))
    for (const device of page.items) console.log((device as { name: string }).name);
  const failure: unknown = await client
    .call({ method: 'GET', path: '/v1.0/devices/{device_id}', params: { device_id: 'nobody' } })
    .catch((error: unknown) => error);
  console.log(failure instanceof TuyaError ? failure.code : 'no TuyaError');
  await client.close();
}
void main();
`;

/** What the types allow, and what they do not. */
const TYPES = `
import { createClient, FileStorage, TuyaError } ${from}
const simple = createClient({ ${account}, dataCenter: 'eu', timeout: 5000, rateLimit: 10 });
const code = createClient({ mode: 'code', client_id: 'a', secret: 'b', storage: new FileStorage('tokens'), redirectUrl: 'https://example.com/' });
const result: Promise<{ result: unknown; attempts: number; tid: string | undefined }> = simple.call({ method: 'GET', path: '/v1.0/devices' }, { timeout: 1000, signal: new AbortController().signal });
const token: Promise<{ access_token: string }> = code.token({ uid: 'anna' });
const { url, state }: { url: string; state: string } = code.authorization();
const text: string = new TuyaError('TUYA_CONFIG', 'text').hint;
export { result, token, url, state, text };
// @ts-expect-error a secret has to be given
createClient({ mode: 'simple', client_id: 'a' });
// @ts-expect-error code mode needs a storage
createClient({ mode: 'code', client_id: 'a', secret: 'b' });
// @ts-expect-error a call needs a path
simple.call({ method: 'GET' });
// @ts-expect-error milliseconds are a number
createClient({ ${account}, timeout: '5s' });
// @ts-expect-error the result is not known
simple.call({ method: 'GET', path: '/' }).then(({ result }) => result.devices);
`;

/** The program of the page, with the cloud of this test for Tuya's. */
function pageProgram(): string {
  const snippet = snippetWith('docs/programs.md', 'ts', "dataCenter: 'eu'");
  return snippet.replace("dataCenter: 'eu'", 'baseUrl: process.env.TUYA_URL');
}

describe('the client in a program of a stranger', function () {
  this.timeout(120_000);
  let cloud: Cloud;
  let folder: string;
  let complaints: string[];

  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  };
  /** What the compiler has to say of a program, and of our declarations as it reads them. */
  const complaintsOf = (file: string): string[] =>
    complaints.filter((line) => line.startsWith(file) || line.startsWith('node_modules'));
  const environment = (): NodeJS.ProcessEnv => ({
    PATH: process.env.PATH,
    TUYA_CLIENT_ID: cloud.client_id,
    TUYA_SECRET: cloud.secret,
    TUYA_URL: cloud.url,
  });

  before(async () => {
    cloud = await startCloud();
    folder = mkdtempSync(join(tmpdir(), 'tuya-stranger-'));
    const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
    const [packed] = JSON.parse(
      execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
    ) as [{ filename: string }];
    const own = join(folder, 'node_modules', name);
    mkdirSync(own, { recursive: true });
    execFileSync('tar', ['xzf', join(folder, packed.filename), '-C', own, '--strip-components=1']);
    // Only what the package names, and what every TypeScript program on Node.js has.
    for (const wanted of [...Object.keys(dependencies), '@types/node', 'undici-types']) {
      const place = join(folder, 'node_modules', wanted);
      mkdirSync(dirname(place), { recursive: true });
      symlinkSync(join(root, 'node_modules', wanted), place, 'dir');
    }
    write('package.json', '{ "name": "stranger", "private": true }');
    const programs = [write('program.cts', PROGRAM), write('program.mts', PROGRAM)];
    programs.push(write('types.cts', TYPES), write('types.mts', TYPES), write('page.mts', pageProgram()));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const options = ['--strict', '--module', 'node16', '--target', 'es2022', '--types', 'node'];
    const { stdout } = spawnSync(process.execPath, [tsc, ...options, ...programs], {
      cwd: folder,
      encoding: 'utf8',
    });
    complaints = stdout.split('\n').filter((line) => line !== '');
  });
  after(async () => {
    rmSync(folder, { recursive: true, force: true });
    await cloud.close();
  });

  for (const [what, source, compiled] of [
    ['CommonJS', 'program.cts', 'program.cjs'],
    ['ESM', 'program.mts', 'program.mjs'],
  ] as const) {
    it(`as ${what}: compiles strictly, lists the devices and ends by itself`, async () => {
      complaintsOf(source).should.eql([]);
      const { code, printed } = await runs(join(folder, compiled), environment());
      printed.should.match(/^Desk lamp$/m).and.match(/^TUYA_\d+$/m);
      code.should.equal(0);
    });
  }

  it('as the page has it: compiles, lists the devices and ends by itself', async () => {
    complaintsOf('page.mts').should.eql([]);
    const { code, printed } = await runs(join(folder, 'page.mjs'), environment());
    printed.should.containEql('Desk lamp');
    code.should.equal(0);
  });

  it('has types that allow what works and refuse what does not', () => {
    complaintsOf('types').should.eql([]);
    complaints.should.eql([]);
  });

  it('is entered by its door and by paths, as Node-RED does', () => {
    const script = `for (const path of ${JSON.stringify(['client', 'package.json', 'dist/nodes/tuya-config.js', 'resources/tuya-request.js'])})
      require.resolve('${name}/' + path);
    console.log(Object.keys(require('${name}/client')).sort().join(' '));`;
    execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' })
      .should.containEql('FileStorage')
      .and.containEql('TuyaError')
      .and.containEql('createClient');
  });

  it('says at once what is wrong with the settings', async () => {
    const program = `
      const { createClient } = require('${name}/client');
      try { createClient({ mode: 'simple', client_id: 'a' }); } catch ({ code, message }) { console.log(code, message); }`;
    const { code, printed } = await runs(write('wrong.cjs', program), environment());
    printed.should.match(/^TUYA_CONFIG .*secret/);
    code.should.equal(0);
  });
});
