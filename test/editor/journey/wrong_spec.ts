import type { Page } from 'playwright-core';
import 'should';
import { startCloud } from '../../simulator';
import type { Cloud } from '../../simulator';
import { blackHole } from '../../support/black-hole';
import { DataCenters } from '../../support/data-centers';
import { freePort } from '../../support/free-port';
import { UNANSWERED, useHome } from '../../support/home';
import { lampFlow } from '../../support/lamp-flow';
import { Person } from '../../support/person';
import { useSteps } from '../../support/steps';

const GOOD = Array<string>(8).fill('good');

describe('what goes wrong on the way to Tuya, seen in dialog and sidebar', function () {
  this.timeout(90_000);
  useSteps();
  // A call is given up soon.
  const home = useHome(lampFlow(() => ({ timeout: '2' })));
  let person: Person;
  let page: Page;
  before(async () => {
    await home().show();
    person = new Person(home());
    ({ page } = home());
    await person.openSidebar();
  });

  /** Sets a field of the account and tests it; resolves with what the stages say that have not gone well. */
  async function change(field: 'secret' | 'baseUrl', value: string): Promise<string[]> {
    await person.open('r');
    await person.openAccount();
    await person.type(`#node-config-input-${field}`, value);
    const rows = await person.test();
    return rows.filter(({ verdict }) => verdict === 'failed').map(({ text }) => text);
  }
  async function keep(): Promise<void> {
    await person.keepAccount();
    await person.done();
    await person.deploy();
  }
  /** Presses the button; resolves with the sidebar's new line, opened. */
  async function told(): Promise<string> {
    await page.keyboard.press('Control+Alt+l'); // an empty sidebar, in which other nodes may say something at once
    const line = page.locator('.red-ui-debug-msg-level-20', { hasText: 'node: r' }).first();
    await line.waitFor({ state: 'detached' });
    await person.press('i');
    await line.waitFor();
    await line.locator('.red-ui-debug-msg-expandable').first().click();
    return line.innerText();
  }
  async function worksAgain(field: 'secret' | 'baseUrl', value: string): Promise<void> {
    (await change(field, value)).should.eql([]);
    await keep();
    await person.press('i');
    await person.hears(/boolean\s*true/);
    await person.sees('r', 'connected');
  }

  it('a wrong secret is told as that, and the right one works', async () => {
    const [failed = '', ...more] = await change('secret', '0123456789abcdef0123456789abcdef');
    more.should.eql([]);
    failed.should.match(/^Key and data center\s+failed[\s\S]*1004/).and.match(/Access Secret/);
    await keep();
    (await told()).should.match(/The secret is wrong or belongs to another project/);
    await person.sees('r', /1004/);
    await worksAgain('secret', home().cloud.secret);
  });

  it('an address at which nothing listens is told as that, and the right one works', async () => {
    const [failed = ''] = await change('baseUrl', `http://127.0.0.1:${await freePort()}`);
    failed.should.match(/^Network\s+failed/).and.match(/no connection came about/);
    await keep();
    (await told()).should.match(/refused|not reached|no connection/i);
    await worksAgain('baseUrl', home().cloud.url);
  });

  it('an address that swallows everything is told as that, and the right one works', async () => {
    const hole = await blackHole();
    try {
      const [failed = ''] = await change('baseUrl', `http://127.0.0.1:${hole.port}`);
      failed.should.match(/^Network\s+failed/);
      await keep();
      (await told()).should.match(/No answer within [\d.]+ seconds/);
    } finally {
      hole.close();
    }
    await worksAgain('baseUrl', home().cloud.url);
  });

  it('a name that is not found is told as that, and the right one works', async () => {
    const [failed = ''] = await change('baseUrl', 'https://cloud.invalid');
    failed.should.match(/^Network\s+failed/).and.match(/cloud\.invalid|name/);
    await keep();
    (await told()).should.match(/not found|name/i);
    await worksAgain('baseUrl', home().cloud.url);
  });

  it('while Node-RED is away an open dialog says so, and goes on when it is back', async () => {
    await person.open('r');
    await person.openAccount();
    await home().sleep();
    await page.locator('#tuya-config-test').click();
    await page
      .locator('#tuya-config-results', { hasText: person.read('tuya-config.result.failed') })
      .waitFor();
    await home().wake();
    await page.locator('.red-ui-notification').first().waitFor({ state: 'detached' });
    (await person.test()).map(({ verdict }) => verdict).should.eql(GOOD);
    await person.keepAccount();
    await person.choose('request', 'Desk lamp');
    await person.done();
  });

  it('nothing went wrong in the page', () => {
    // While Node-RED was away nobody answered, and what the lamp can do is not known while Tuya is not reached.
    home()
      .faults.filter((text) => !UNANSWERED.test(text) && !text.includes('/tuya-config/model'))
      .should.eql([]);
  });
});

describe('a key of another data center', function () {
  this.timeout(90_000);
  let others: Cloud;
  let centers: DataCenters;
  /** The key is one of Western America; the others know another one. */
  const home = useHome(async () => {
    centers = await DataCenters.start((host) =>
      host.includes('tuyaus') && !host.includes('ueaz') ? home().cloud : others,
    );
    const { https, env } = centers;
    others = await startCloud({ https, client_id: 'another0client0id001' });
    return { ...lampFlow(() => ({ dataCenter: 'eu', baseUrl: '' })), cloud: { https }, env };
  });
  after(async () => {
    await centers.close();
    await others.close();
  });

  it('Find my data center leads to the right one, and then the lamp switches', async () => {
    await home().show();
    const person = new Person(home());
    const { page } = home();
    await person.openSidebar();
    await person.press('i');
    await person.hears(/data center/);
    await person.open('r');
    await person.openAccount();
    const failed = (await person.test()).filter(({ verdict }) => verdict === 'failed');
    (failed[0]?.text ?? '').should.match(/^Key and data center\s+failed[\s\S]*1005/);
    await page.locator('#tuya-config-find').click();
    await page.locator('#tuya-config-results').getByText('Ask them').click();
    await page.getByLabel('Use this one: Western America (us)').click();
    (await page.locator('#tuya-config-results .tuya-good').count()).should.equal(1);
    (await person.test()).map(({ verdict }) => verdict).should.eql(GOOD);
    await person.keepAccount();
    await person.done();
    await person.deploy();
    await person.press('i');
    await person.hears(/boolean\s*true/);
    home().cloud.executed.should.eql([{ device_id: 'lamp0001desk', code: 'switch_led', value: true }]);
    others.executed.should.eql([]);
    home()
      .faults.filter((text) => !text.includes('/tuya-config/model'))
      .should.eql([]);
  });
});
