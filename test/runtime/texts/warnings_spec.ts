import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from 'node-red';
import should from 'should';
import { Abort, TuyaError } from '../../../nodes/cloud';
import { openModels } from '../../../nodes/runtime/account/device-models';
import { readAccount } from '../../../nodes/runtime/account/settings';
import { storeOf } from '../../../nodes/runtime/account/token-stores';
import { dialogMeter, openBook } from '../../../nodes/runtime/account/usage-books';
import type { Red } from '../../../nodes/runtime/red-types';

const PLACE = { id: 'a', client_id: 'client', baseUrl: 'https://openapi.tuyaeu.com', secret: 'secret' };

/** Warnings that no call brings: what is kept of an account, and cannot be. */
describe('warnings in the log of a Node-RED that speaks German', () => {
  let userDir: string;
  let warnings: string[];
  let node: Node;
  let RED: Red;
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tuya-warnings-'));
    // Files where the folders should be: nothing can be read or written there.
    for (const name of ['tuya-tokens', 'tuya-usage']) writeFileSync(join(userDir, name), '');
    warnings = [];
    node = { warn: (text: string) => warnings.push(text) } as unknown as Node;
    const nobody = { getNode: (): null => null };
    RED = { _: () => 'de', settings: { userDir }, nodes: nobody } as unknown as Red;
  });
  afterEach(() => {
    rmSync(userDir, { recursive: true, force: true });
  });

  it('tokens that cannot be stored', async () => {
    const store = storeOf(RED, { ...PLACE, tokenStore: 'file' }, node);
    const pair = { uid: 'anna', access_token: 'a', refresh_token: 'r', expires_at: 1, base_url: '' };
    await store.welcome({ ...pair, authorized_at: 1 }).catch(() => undefined);
    await store.rest();
    warnings.join('\n').should.match(/^Die Tokens lassen sich nicht speichern \(\w+\)/m);
    warnings.join('\n').should.not.match(/\bThe\b/);
  });

  it('counts that cannot be stored', async () => {
    const settings = readAccount({}, { client_id: 'client', secret: 'secret' });
    dialogMeter(RED, { id: 'a', settings }).leave({ kind: 'read', by: '', repeat: false });
    const book = openBook(RED, { id: 'a', settings }, node);
    await book.close();
    warnings.join('\n').should.match(/^Die gezählten Aufrufe lassen sich nicht speichern \(\w+\)/m);
    warnings.join('\n').should.not.match(/\bThe\b/);
  });

  it('models that the cloud does not give', async () => {
    const models = openModels(RED, PLACE, node);
    const refused = (): Promise<never> => Promise.reject(new TuyaError('TUYA_1106', 'permission deny'));
    await models.of({ device: 'd', generation: 'instructions' }, refused, new Abort()).catch(() => undefined);
    await models.rest();
    warnings.should.have.length(1);
    should(warnings[0]).match(/^Die Cloud sagt nicht, .* \(TUYA_1106\)/);
  });
});
