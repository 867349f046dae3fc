import should from 'should';
import { DATA_CENTERS } from '../../../nodes/cloud/data-centers';
import { startCloud } from '../../simulator';
import { useAccountEditor } from '../../support/account-editor';
import type { Row } from '../../support/account-editor';
import { selfSigned } from '../../support/certificate';
import { picture } from '../../support/editor';
import { freePort } from '../../support/free-port';

const NAMES = [
  'Settings',
  'Network',
  'Clock',
  'Key and data center',
  'Token',
  'Plan',
  'Devices',
  'Messages, which only tuya event needs',
] as const;
type Name = (typeof NAMES)[number];
const ICONS: Readonly<Record<string, string>> = { good: 'check', failed: 'times', 'not tried': 'minus' };

describe('Test connection and Find my data center in a real browser', function () {
  this.timeout(90_000);
  const editor = useAccountEditor();
  before(() => editor().show());
  beforeEach(() => editor().open());
  afterEach(() => editor().cancel());

  /** Tests what the dialog shows, and sees that it costs no more than it says. */
  async function test(fields: Record<string, string> = {}): Promise<Row[]> {
    for (const [name, value] of Object.entries(fields)) await editor().enter(name, value);
    const rows = await editor().test();
    editor().cloud.calls.length.should.be.belowOrEqual(3);
    rows.map(({ name }) => name).should.eql([...NAMES]);
    // By shape and by word, not by colour alone.
    for (const { verdict, icon } of rows) icon.should.equal(ICONS[verdict]);
    return rows;
  }
  /** All is good, but for what is named; `not tried` for what comes after it. */
  function outcome(rows: Row[]): Record<string, Name[]> {
    const of = (wanted: string): Name[] =>
      rows.filter(({ verdict }) => verdict === wanted).map(({ name }) => name as Name);
    return { failed: of('failed'), open: of('not tried') };
  }
  const row = (rows: Row[], name: Name): Row => {
    const found = rows.find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no row ${name}`);
    return found;
  };
  /** Each failure has its next step. */
  const failure = (rows: Row[], name: Name): string => {
    const { verdict, message, hint } = row(rows, name);
    verdict.should.equal('failed');
    hint.should.not.equal('');
    return `${message}. ${hint}`;
  };
  const from = (name: Name): Name[] => NAMES.slice(NAMES.indexOf(name));

  it('what it costs is said before it is pressed', async () => {
    const said = await editor().page.locator('#tuya-config-cost').innerText();
    said.should.equal('Test connection makes 3 calls of Tuya at most, and takes 20 seconds at most.');
  });

  it('all is well: eight ticks, and which devices are seen', async () => {
    const rows = await test();
    outcome(rows).should.eql({ failed: [], open: [] });
    row(rows, 'Devices').message.should.match(/^\d+ devices are seen, the first ones: \w/);
    row(rows, 'Devices').hint.should.match(/^Is one of yours missing\? Link the app account that has it/);
    editor().cloud.calls.should.have.length(2);
    await picture(editor().page, 'test-good');
  });

  it('each stage is shown as it ends, and the dialog is free meanwhile', async () => {
    const { cloud, page } = editor();
    cloud.fail('hang', { kind: 'business' });
    await page.locator('#tuya-config-test').click();
    await editor().row('Token', 'good');
    const rows = await editor().rows();
    row(rows, 'Devices').should.have.properties({ verdict: 'waiting …', icon: 'circle-o-notch' });
    await picture(page, 'test-under-way');
    await editor().enter('name', 'another name');
    (await page.locator('#tuya-config-test').isEnabled()).should.be.true();
    // A name says nothing about the connection: the results stay.
    (await editor().rows()).should.have.length(8);
    await page.locator('#tuya-config-stop').click();
    await page.locator('#tuya-config-results', { hasText: 'Stopped' }).waitFor();
  });

  it('what is read out: a row when it has ended, as a whole, and none that waits', async () => {
    const { page } = editor();
    should(await page.locator('#tuya-config-results').getAttribute('aria-live')).equal('polite');
    editor().cloud.fail('hang', { kind: 'business' });
    await page.locator('#tuya-config-test').click();
    await editor().row('Token', 'good');
    const heard = await page.evaluate<[string, string | null, string | null][]>(
      `$('#tuya-config-results li').toArray().map((li) =>
        [$(li).find('b').text(), li.getAttribute('aria-hidden'), li.getAttribute('aria-atomic')])`,
    );
    heard
      .filter(([, hidden]) => hidden !== null)
      .map(([name]) => name)
      .should.containEql('Devices');
    heard.filter(([name]) => name === 'Token').should.eql([['Token', null, 'true']]);
    await page.locator('#tuya-config-stop').click();
  });

  it('settings that are not complete', async () => {
    const rows = await test({ client_id: '' });
    outcome(rows).should.eql({ failed: ['Settings'], open: from('Network') });
    failure(rows, 'Settings').should.match(/client_id/);
    // After the word "not tried" stands why, and not the word again.
    row(rows, 'Network').message.should.equal('because of what failed before');
    editor().cloud.calls.should.have.length(0);
  });

  it('network: a port at which nobody listens', async () => {
    const rows = await test({ baseUrl: `http://127.0.0.1:${await freePort()}` });
    outcome(rows).should.eql({ failed: ['Network'], open: from('Clock') });
    failure(rows, 'Network').should.match(/no connection came about: .*ECONNREFUSED/);
    await picture(editor().page, 'test-network');
  });

  it('what has failed is scrolled to in a low window, with what to do about it', async () => {
    const { page } = editor();
    const size = page.viewportSize() ?? { width: 1640, height: 900 };
    await page.setViewportSize({ ...size, height: 480 });
    try {
      await page.locator('#node-config-input-name').focus();
      await test({ client_id: '', name: 'scrolled up' });
      (
        await page.evaluate<boolean>(`(() => {
          const [row, place] = ['#tuya-config-results .tuya-bad', '.red-ui-tray:last-child .red-ui-tray-body'].map((one) =>
            document.querySelector(one).getBoundingClientRect());
          return row.top >= place.top && row.bottom <= place.bottom;
        })()`)
      ).should.be.true();
    } finally {
      await page.setViewportSize(size);
    }
  });

  it('network: a certificate that nobody trusts', async () => {
    const cloud = await startCloud({ https: selfSigned() });
    try {
      const rows = await test({ baseUrl: cloud.url });
      outcome(rows).should.eql({ failed: ['Network'], open: from('Clock') });
      failure(rows, 'Network').should.match(/certificate/);
      cloud.calls.should.eql([]);
    } finally {
      await cloud.close();
    }
  });

  it('clock: twenty minutes off, and all the rest is good', async () => {
    editor().cloud.clockOffset = 20 * 60_000;
    const rows = await test();
    outcome(rows).should.eql({ failed: ['Clock'], open: [] });
    failure(rows, 'Clock').should.match(/20 minutes behind Tuya's\. .*NTP/);
    editor().cloud.calls.should.have.length(3);
    await picture(editor().page, 'test-clock');
  });

  it('key: a wrong secret; what was signed is folded away', async () => {
    const rows = await test({ secret: 'not0the0secret0of0this0key000000' });
    outcome(rows).should.eql({ failed: ['Key and data center'], open: from('Token') });
    failure(rows, 'Key and data center')
      .should.match(/1004/)
      .and.not.match(/\[nonce\]/);
    const fold = editor().page.locator('#tuya-config-results details');
    (await fold.innerText()).should.not.match(/\[nonce\]/);
    await fold.locator('summary').click();
    await fold.getByText('[nonce]').waitFor();
    await picture(editor().page, 'test-key');
  });

  it('key: a data center that does not know it', async () => {
    editor().cloud.fail({ code: 1005 }, { kind: 'token', times: 3 });
    const rows = await test();
    outcome(rows).should.eql({ failed: ['Key and data center'], open: from('Token') });
    failure(rows, 'Key and data center').should.match(/data center/);
  });

  it('token: the cloud does not answer', async () => {
    editor().cloud.fail({ status: 502 }, { kind: 'token', times: 5 });
    const rows = await test();
    should(outcome(rows).failed).eql(['Token']);
    failure(rows, 'Token').should.match(/502/);
  });

  it('plan: the trial is over', async () => {
    editor().cloud.fail({ code: 28841002 }, { kind: 'business', times: 3 });
    const rows = await test();
    outcome(rows).should.eql({ failed: ['Plan'], open: ['Devices'] });
    failure(rows, 'Plan').should.match(/28841002.*IoT Core/);
    await picture(editor().page, 'test-plan');
  });

  it('devices: no permission to read them', async () => {
    editor().cloud.fail({ code: 1106 }, { kind: 'business', times: 3 });
    const rows = await test();
    outcome(rows).should.eql({ failed: ['Devices'], open: [] });
    failure(rows, 'Devices').should.match(/1106/);
    editor().cloud.calls.should.have.length(3);
  });

  it('devices: there are none', async () => {
    const { cloud } = editor();
    const house = cloud.devices.splice(0);
    try {
      const rows = await test();
      outcome(rows).should.eql({ failed: ['Devices'], open: [] });
      failure(rows, 'Devices').should.match(/no device is seen\. Link the app account/);
    } finally {
      cloud.devices.push(...house);
    }
  });

  it('messages: the service is off', async () => {
    editor().cloud.messages.refuse(401);
    const rows = await test();
    outcome(rows).should.eql({ failed: ['Messages, which only tuya event needs'], open: [] });
    failure(rows, 'Messages, which only tuya event needs').should.match(/401.*Message Service/);
  });

  it('code mode: before a user has authorized nothing is read, and nothing has failed', async () => {
    const rows = await test({ mode: 'code' });
    outcome(rows).should.eql({ failed: [], open: ['Token', 'Plan', 'Devices'] });
    row(rows, 'Token').message.should.match(/press Authorize a user/);
    editor().cloud.calls.should.have.length(1);
  });

  describe('Find my data center', () => {
    const codes = Object.keys(DATA_CENTERS);
    let asked: number;
    let answers: object[];
    beforeEach(async () => {
      asked = 0;
      answers = codes.map((dataCenter) => ({ dataCenter, ok: false, message: 'Tuya answered 1005: no' }));
      // Nothing here calls a host outside of this machine: what Tuya would say is answered in its place.
      await editor().page.route('**/tuya-config/find-data-center', async (route) => {
        asked++;
        const body = answers.map((one) => `${JSON.stringify(one)}\n`).join('');
        await route.fulfill({ contentType: 'application/x-ndjson', body });
      });
    });
    afterEach(() => editor().page.unroute('**/tuya-config/find-data-center'));
    const list = '#tuya-config-results';

    it('says first that it makes seven calls, and asks nobody before that is agreed to', async () => {
      const { page } = editor();
      await page.locator('#tuya-config-find').click();
      const said = await page.locator(list).innerText();
      said.should.match(/Each of Tuya's 7 data centers is asked once.*: 7 calls, and up to 14 /);
      (await page.evaluate<string>('document.activeElement.textContent')).should.equal('Ask them');
      await picture(page, 'find-asks');
      await page.locator(list).getByText('Do not ask').click();
      (await page.locator(list).innerText()).should.equal('');
      asked.should.equal(0);
    });

    it('shows each by its name, and sets the one that knows the key by a click', async () => {
      const { page } = editor();
      answers[codes.indexOf('us')] = {
        dataCenter: 'us',
        ok: true,
        message: 'The data center knows this key',
      };
      await page.locator('#tuya-config-find').click();
      await page.locator(list).getByText('Ask them').click();
      const rows = await editor().ended();
      rows.map(({ name }) => name).should.containDeep(['Central Europe (eu)', 'Western America (us)']);
      rows
        .filter(({ verdict }) => verdict === 'good')
        .map(({ name }) => name)
        .should.eql(['Western America (us)']);
      asked.should.equal(1);
      await page.getByLabel('Use this one: Western America (us)').click();
      (await page.locator('#node-config-input-dataCenter').inputValue()).should.equal('us');
      (await page.locator('#node-config-input-baseUrl').isVisible()).should.be.false();
      // The choice is no edit that makes the result an old one.
      await page.locator(list).getByText('Chosen', { exact: true }).waitFor();
      (await page.locator('.tuya-outdated').count()).should.equal(0);
      await picture(page, 'find-found');
    });

    it('one that does not know the key has not failed, and where none does it says what to do', async () => {
      const { page } = editor();
      const unknown = { ok: false, unknown: true, message: 'It does not know this key' };
      answers = codes.map((dataCenter) => ({ dataCenter, ...unknown }));
      await page.locator('#tuya-config-find').click();
      await page.locator(list).getByText('Ask them').click();
      for (const { verdict, icon } of await editor().ended()) {
        verdict.should.equal('not here');
        icon.should.equal('minus');
      }
      await page
        .locator(list)
        .getByText(/^None of Tuya's data centers takes this key/)
        .waitFor();
      await picture(page, 'find-none');
      // One that could not be asked may be the one.
      answers[0] = { dataCenter: codes[0], ok: false, message: 'No answer' };
      await page.locator('#tuya-config-find').click();
      await page.locator(list).getByText('Ask them').click();
      const verdicts = (await editor().ended()).map(({ verdict }) => verdict);
      verdicts.sort().should.eql(['failed', ...Array<string>(codes.length - 1).fill('not here')]);
      (await page.locator(list).innerText()).should.not.match(/None of/);
      // Nor may one whose answer has not come.
      answers = codes.slice(1).map((dataCenter) => ({ dataCenter, ...unknown }));
      await page.locator('#tuya-config-find').click();
      await page.locator(list).getByText('Ask them').click();
      await editor().ended();
      (await page.locator(list).innerText()).should.match(/Node-RED did not answer/).and.not.match(/None of/);
    });

    it('of several that know the key one is chosen at a time', async () => {
      const { page } = editor();
      for (const dataCenter of ['us', 'eu']) {
        answers[codes.indexOf(dataCenter)] = {
          dataCenter,
          ok: true,
          message: 'The data center knows this key',
        };
      }
      await page.locator('#tuya-config-find').click();
      await page.locator(list).getByText('Ask them').click();
      await editor().ended();
      await page.getByLabel('Use this one: Western America (us)').click();
      await page.getByLabel('Use this one: Central Europe (eu)').click();
      (await page.locator('#node-config-input-dataCenter').inputValue()).should.equal('eu');
      (await page.locator('.tuya-choose').allInnerTexts()).sort().should.eql(['Chosen', 'Use this one']);
      // What to do next is said once, about the one that is chosen now.
      (await page.locator('.tuya-next').count()).should.equal(1);
    });

    it('another key makes what was found an old result', async () => {
      const { page } = editor();
      await page.locator('#tuya-config-find').click();
      await page.locator(list).getByText('Ask them').click();
      await editor().ended();
      // All of them were asked, whatever address stands there.
      await editor().enter('baseUrl', 'https://openapi.example.com');
      (await page.locator('.tuya-outdated').count()).should.equal(0);
      await editor().enter('client_id', 'another');
      await page.locator(`${list}.tuya-outdated`, { hasText: 'The settings have changed since' }).waitFor();
    });
  });

  it('nothing went wrong in the page', () => {
    editor().faults.should.eql([]);
  });
});
