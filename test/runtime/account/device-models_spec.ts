import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Node } from 'node-red';
import 'should';
import { Abort } from '../../../nodes/cloud';
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

  const red = (): Red => ({ settings: { userDir } }) as unknown as Red;
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
