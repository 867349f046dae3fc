import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'should';

const mocha = createRequire(__filename).resolve('mocha/bin/mocha.js');

describe('the list of what failed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tuya-reporter-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs a spec; answers what was printed and what was listed. */
  function run(spec: string, list = join(folder, 'list')): { printed: string; listed: string } {
    writeFileSync(join(folder, 'a_spec.js'), spec);
    writeFileSync(join(folder, 'list'), '');
    const options = ['--no-config', '--reporter', join(__dirname, 'reporter.js'), 'a_spec.js'];
    const env = { ...process.env, TUYA_FAILED_SPECS: list };
    const { stdout } = spawnSync(process.execPath, [mocha, ...options], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    return { printed: stdout, listed: readFileSync(join(folder, 'list'), 'utf8') };
  }

  it('names the file and the title of each spec and each hook that failed, and the report is the usual one', () => {
    const { printed, listed } = run(`
      describe('a subject', () => {
        it('is well', () => {});
        it('is not\\twell', () => { throw new Error('no'); });
        describe('of another', () => {
          before(() => { throw new Error('no'); });
          it('is never tried', () => {});
        });
      });`);
    listed
      .split('\n')
      .should.eql([
        'a_spec.js\ta subject is not well',
        'a_spec.js\ta subject of another "before all" hook for "is never tried"',
        '',
      ]);
    printed.should.match(/1 passing/).and.match(/2 failing/);
  });

  it('says where no file is to blame', () => {
    run(`after(() => { throw new Error('no'); }); it('is well', () => {});`).listed.should.match(
      /^(a_spec\.js|\?)\t"after all" hook/,
    );
  });

  it('is written only where somebody asks for it', () => {
    const { printed, listed } = run(`it('is not well', () => { throw new Error('no'); });`, '');
    listed.should.equal('');
    printed.should.match(/1 failing/);
  });
});
