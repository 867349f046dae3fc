import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Node } from 'node-red';
import 'should';
import { Abort, TuyaError } from '../../../nodes/cloud';
import type { Models } from '../../../nodes/cloud';
import { dropModels, modelsOf, openModels } from '../../../nodes/runtime/account/device-models';
import type { Red } from '../../../nodes/runtime/red-types';

const specification = { functions: [{ code: 'a', type: 'Boolean', values: '{}' }], status: [] };

describe('where models of devices are kept', () => {
  let userDir: string;
  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'tuya-models-'));
  });
  afterEach(async () => {
    await dropModels(red(), 'a');
    await dropModels(red(), 'b');
    rmSync(userDir, { recursive: true, force: true });
  });

  const red = (): Red => ({ settings: { userDir }, _: () => 'en-US' }) as unknown as Red;
  const warnings: string[] = [];
  const node = { warn: (text: string) => warnings.push(text) } as unknown as Node;
  const place = (id = 'a', more: object = {}): { id: string; client_id: string; baseUrl: string } => ({
    id,
    client_id: 'client',
    baseUrl: 'https://openapi.tuyaeu.com',
    ...more,
  });
  const learn = (models: Models): Promise<unknown> =>
    models.of({ device: 'd', generation: 'instructions' }, () => Promise.resolve(specification), new Abort());
  const knows = (models: Models): boolean => {
    const known = models.known({ device: 'd', generation: 'instructions' });
    return known !== undefined && known !== 'none';
  };
  const files = (): string[] => {
    const folder = join(userDir, 'tuya-models');
    if (!existsSync(folder)) return [];
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.json'),
    );
  };

  it('an account and its dialog have the same, other keys and addresses others', async () => {
    const models = openModels(red(), place(), node);
    await learn(models);
    modelsOf(red(), place()).should.equal(models);
    openModels(red(), place(), node).should.equal(models);
    for (const other of [
      place('b'),
      place('a', { client_id: 'other' }),
      place('a', { baseUrl: 'https://openapi.tuyaus.com' }),
    ]) {
      knows(modelsOf(red(), other)).should.be.false();
    }
    await models.rest();
  });

  it('what only a dialog asks for is kept in memory, and on disk once the account is deployed', async () => {
    const models = modelsOf(red(), place());
    await learn(models);
    await models.rest();
    files().should.eql([]);
    openModels(red(), place(), node);
    await models.of(
      { device: 'e', generation: 'instructions' },
      () => Promise.resolve(specification),
      new Abort(),
    );
    await models.rest();
    files().should.have.length(1);
    knows(models).should.be.true();
  });

  it('no file name tells an id or a key', async () => {
    const models = openModels(red(), place('secretid', { client_id: 'secretkey' }), node);
    await learn(models);
    await models.rest();
    const [file = ''] = files();
    file.should.match(/^[0-9a-f]{32}.[0-9a-f]{32}.models\.json$/);
    await dropModels(red(), 'secretid');
  });

  it('an account that is deleted takes its models along, of every key that it had', async () => {
    for (const client_id of ['one', 'two']) {
      const models = openModels(red(), place('a', { client_id }), node);
      await learn(models);
      await models.rest();
    }
    const other = openModels(red(), place('b'), node);
    await learn(other);
    await other.rest();
    files().should.have.length(3);
    await dropModels(red(), 'a');
    files().should.have.length(1);
    knows(modelsOf(red(), place())).should.be.false();
    modelsOf(red(), place('b')).should.equal(other);
  });

  it('what is still to be written when an account is deleted does not come back after it', async () => {
    const models = openModels(red(), place(), node);
    await learn(models);
    await dropModels(red(), 'a');
    await models.rest();
    files().should.eql([]);
  });

  it('of another data center there is none from before a restart, and of its own there is', async () => {
    const models = openModels(red(), place(), node);
    await learn(models);
    await models.rest();
    const [file = ''] = files();
    // The next process has but the file.
    const text = readFileSync(join(userDir, 'tuya-models', file));
    await dropModels(red(), 'a');
    mkdirSync(dirname(join(userDir, 'tuya-models', file)), { recursive: true });
    writeFileSync(join(userDir, 'tuya-models', file), text);
    const knowsAtOnce = async (more: object): Promise<boolean> => {
      const again = openModels(red(), place('a', more), node);
      let asked = false;
      const ask = (): Promise<unknown> => {
        asked = true;
        return Promise.resolve(specification);
      };
      await again.of({ device: 'd', generation: 'instructions' }, ask, new Abort());
      await again.rest();
      return !asked;
    };
    (await knowsAtOnce({ baseUrl: 'https://openapi.tuyaus.com' })).should.be.false();
    (await knowsAtOnce({})).should.be.true();
  });

  it('models that Tuya refuses are told by the node that is deployed, once', async () => {
    const models = modelsOf(red(), place());
    const refuse = (): Promise<unknown> =>
      Promise.reject(new TuyaError('TUYA_28841101', 'no', { tuya: { code: 28841101 } }));
    openModels(red(), place(), node);
    warnings.length = 0;
    for (const device of ['d', 'e']) {
      await models.of({ device, generation: 'instructions' }, refuse, new Abort());
    }
    warnings.should.have.length(1);
    warnings.join().should.match(/28841101/);
  });

  it('of accounts that are never deployed the oldest goes, and none that is deployed', async () => {
    const deployed = openModels(red(), place(), node);
    const first = modelsOf(red(), place('new0'));
    for (let i = 1; i < 20; i++) modelsOf(red(), place(`new${i}`));
    modelsOf(red(), place('new0')).should.equal(first);
    modelsOf(red(), place('new20'));
    modelsOf(red(), place('new0')).should.not.equal(first);
    modelsOf(red(), place()).should.equal(deployed);
  });

  it('without a user directory memory has to do', async () => {
    const bare = { settings: {} } as unknown as Red;
    const models = openModels(bare, place('bare'), node);
    await learn(models);
    await models.rest();
    knows(models).should.be.true();
    await dropModels(bare, 'bare');
  });
});
