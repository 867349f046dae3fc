import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'should';
import { missing } from './missing';

describe('packages of the bench', () => {
  it('are missing where they are not installed, or in another version', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tuya-missing-'));
    try {
      const write = (path: string, content: object): void => {
        mkdirSync(join(folder, path), { recursive: true });
        writeFileSync(join(folder, path, 'package.json'), JSON.stringify(content));
      };
      write('', { dependencies: { here: '1.0.0', '@s/other': '1.0.0', nowhere: '1.0.0' } });
      write('node_modules/here', { version: '1.0.0' });
      write('node_modules/@s/other', { version: '1.0.1' });
      missing(folder).should.eql(['@s/other', 'nowhere']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
