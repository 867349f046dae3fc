import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import 'should';
import { FileShelf } from '../../nodes/cloud/file-shelf';
import type { Files } from '../../nodes/cloud/file-shelf';
import { Households, namesIn } from './households';
import type { Process } from './households';
import { failureOf } from './rig';

describe('the token store', () => {
  let houses: Households;
  let one: Process;
  beforeEach(async () => {
    houses = await Households.start();
    one = houses.process();
  });
  afterEach(() => houses.close());

  const files = (): Promise<string[]> => fs.readdir(houses.folder);
  const onlyFile = async (): Promise<string> => join(houses.folder, (await files())[0] ?? '');

  it('one file per user, 0600, that tells nothing without the secret', async () => {
    await houses.authorize(one, 'uid-anna');
    await houses.authorize(one, 'uid-ben');
    (await files()).should.have.length(2);
    const tokens = houses.cloud.issuedTokens;
    for (const name of await files()) {
      const path = join(houses.folder, name);
      ((await fs.stat(path)).mode & 0o777).should.equal(0o600);
      const text = name + (await fs.readFile(path, 'utf8'));
      for (const secret of [...tokens, houses.cloud.secret, houses.cloud.client_id, 'uid-anna', 'uid-ben']) {
        text.should.not.containEql(secret);
      }
    }
  });

  it('L9: a cut-off file is left aside with one warning, and authorizing again mends it', async () => {
    await houses.authorize(one, 'uid-anna');
    const path = await onlyFile();
    const whole = await fs.readFile(path, 'utf8');
    await fs.writeFile(path, whole.slice(0, whole.length / 2));
    const two = houses.process();
    for (let i = 0; i < 3; i++) {
      (await failureOf(two.devices())).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
    }
    two.warnings.should.have.length(1);
    two.warnings[0]?.should.match(/authorize again/);
    await houses.authorize(two, 'uid-anna');
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
  });

  it('L9: a foreign file changes nothing', async () => {
    await houses.authorize(one, 'uid-anna');
    await fs.writeFile(join(houses.folder, 'notes.txt'), 'mine');
    await fs.writeFile(join(houses.folder, 'ffff.token'), 'v1.not-a-record');
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
  });

  it("a record put in another user's place is not taken for theirs", async () => {
    await houses.authorize(one, 'uid-anna');
    const anna = await onlyFile();
    await houses.authorize(one, 'uid-ben');
    const ben = (await files()).map((name) => join(houses.folder, name)).find((path) => path !== anna);
    await fs.copyFile(ben ?? '', anna);
    (await failureOf(houses.process().devices('uid-anna'))).code.should.equal('TUYA_AUTHORIZATION_REQUIRED');
  });

  /** A disk on which nothing can be opened for writing any more. */
  const full: Files = {
    ...fs,
    open: () => Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })),
  };

  it('L9: with a full disk it goes on in memory, warns once, and stores what it can later', async () => {
    let disk: Files = full;
    const changing = new Proxy(full, { get: (_, name) => disk[name as keyof Files] });
    const two = houses.process({ shelf: new FileShelf(houses.folder, changing) });
    await houses.authorize(two, 'uid-anna');
    for (let i = 0; i < 3; i++) {
      houses.cloud.expireTokens();
      namesIn(await two.devices()).should.containEql('Desk lamp');
    }
    two.warnings.should.have.length(1);
    two.warnings[0]?.should.match(/ENOSPC/).and.not.containEql(houses.folder);
    disk = fs;
    houses.cloud.expireTokens();
    await two.devices();
    namesIn(await houses.process().devices()).should.containEql('Desk lamp');
  });

  it('L9: a folder that cannot be made is the same', async () => {
    await fs.writeFile(join(houses.folder, 'file'), '');
    const two = houses.process({ shelf: new FileShelf(join(houses.folder, 'file', 'folder')) });
    await houses.authorize(two, 'uid-anna');
    namesIn(await two.devices()).should.containEql('Desk lamp');
    two.warnings.some((text) => text.includes('cannot be stored')).should.be.true();
  });

  it('an unfinished write of a process that is gone is swept away, and never read', async () => {
    await houses.authorize(one, 'uid-anna');
    const left = `${await onlyFile()}.tmp`;
    await fs.writeFile(left, 'half');
    const long = new Date(Date.now() - 3_600_000);
    await fs.utimes(left, long, long);
    (await one.client.requireUsers().list()).should.have.length(1);
    (await files()).should.have.length(1);
  });
});
