import type { Locator, Page } from 'playwright-core';
import should from 'should';
import type { Device, DevicesBody } from '../../../nodes/shared/admin';
import { useAccountEditor } from '../../support/account-editor';
import { Dialog } from '../../support/dialog';
import { importNodes } from '../../support/import';

const DEVICES = '**/tuya-config/devices';
const USERS = '**/tuya-config/many/users*';
const CODES = '**/tuya-config/codes';

describe('a picker below a field, in a real browser', function () {
  this.timeout(60_000);
  const editor = useAccountEditor();
  let page: Page;
  before(async () => {
    await editor().show();
    page = editor().page;
    const many = { id: 'many', type: 'tuya-config', name: 'many users', dataCenter: 'eu', mode: 'code' };
    const node = { z: 't', x: 300, wires: [[]] };
    const call = { account: 'many', method: 'POST', path: '/v1.0/devices/{device_id}/commands' };
    const user = { uid: 'uid-anna', uidType: 'str' };
    const spoken = { account: 'a', kinds: ['status'], devices: ['lamp'] };
    await importNodes(page, [
      many,
      { id: 'for0anna', type: 'tuya-request', y: 100, ...node, ...call, ...user },
      { id: 'for0whom', type: 'tuya-request', y: 160, ...node, ...call, account: 'a' },
      { id: 'event', type: 'tuya-event', y: 220, ...node, ...spoken },
    ]);
  });
  afterEach(async () => {
    for (const url of [DEVICES, USERS, CODES]) await page.unroute(url);
    if (await page.locator('#node-dialog-cancel').isVisible())
      await new Dialog(page, 'for0anna').close('cancel');
  });

  const picker = (): Locator => page.locator('.tuya-picker');
  const rows = (): Locator => picker().locator('li');
  const note = (hasText: string | RegExp): Promise<void> =>
    picker().locator('.tuya-note', { hasText }).waitFor();
  const again = (): Locator => page.getByRole('button', { name: 'Ask the cloud again' });
  const device = (id: string): Device => ({
    id,
    name: `Lamp ${id}`,
    category: 'dj',
    online: true,
    codes: [],
  });

  async function open(node: string, button: string): Promise<void> {
    await new Dialog(page, node).open();
    await page.locator(button).click();
    await picker().locator('input').waitFor();
  }
  /** Answers for devices, one after the other; the last one for all that follow. */
  async function answers(
    ...all: { status?: number; json: object; after?: Promise<void> }[]
  ): Promise<DevicesBody[]> {
    const asked: DevicesBody[] = [];
    await page.route(DEVICES, async (route) => {
      const { after, ...answer } = all[Math.min(asked.length, all.length - 1)] ?? { json: {} };
      asked.push(route.request().postDataJSON() as DevicesBody);
      await after;
      await route.fulfill(answer);
    });
    return asked;
  }

  it('that the cloud has failed says how to go on, and asks it again on a click', async () => {
    const refusal = { code: 'NETWORK', message: 'Tuya is away', hint: '' };
    const asked = await answers({ status: 502, json: refusal }, { json: { devices: [device('1')] } });
    await open('for0anna', '#tuya-request-pick-device');
    await note(/^Tuya is away Enter the id by hand\.$/);
    await again().click();
    await rows().first().waitFor();
    (await picker().locator('.tuya-note').innerText()).should.equal('');
    should(await again().getAttribute('aria-disabled')).equal(null);
    asked.map(({ reload }) => reload).should.eql([false, true]);
  });

  it('asks the cloud once for a list that is told in parts, and not while it is asking', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const part = { devices: [device('1')], more: true };
    const whole = { devices: [device('2')] };
    const asked = await answers({ json: whole }, { json: part }, { json: whole, after: held });
    await open('for0anna', '#tuya-request-pick-device');
    await rows().first().waitFor();
    await again().click();
    await note('Asking the cloud …');
    should(await again().getAttribute('aria-disabled')).equal('true');
    await again().click({ force: true });
    go();
    await rows().nth(1).waitFor();
    // What was there before is none of it.
    (await rows().allInnerTexts()).map((text) => text.split('\n')[0]).should.eql(['Lamp 1', 'Lamp 2']);
    asked
      .map(({ reload, from }) => [reload, from])
      .should.eql([
        [false, 0],
        [true, 0],
        [false, 1],
      ]);
  });

  it('that is closed asks for no further part', async () => {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const asked = await answers({ json: { devices: [device('1')], more: true }, after: held });
    await open('for0anna', '#tuya-request-pick-device');
    await new Dialog(page, 'for0anna').close('cancel');
    const answered = page.waitForResponse(DEVICES);
    go();
    await answered;
    // Whatever is asked now comes after what that answer would have led to.
    await page.evaluate("new Promise((resolve) => { $.get('settings').always(() => resolve(0)); })");
    asked.should.have.length(1);
  });

  it('asks with the account as the editor has it, for the user who is named', async () => {
    const asked = await answers({ json: { devices: [device('1')] } });
    await open('for0anna', '#tuya-request-pick-device');
    await rows().first().waitFor();
    await new Dialog(page, 'for0anna').close('cancel');
    await open('for0whom', '#tuya-request-pick-device');
    await rows().first().waitFor();
    const [anna, whom] = asked;
    should(anna).have.properties({ id: 'many', name: 'many users', mode: 'code', uid: 'uid-anna' });
    // A message names the user of the other one.
    should(whom).have.properties({ id: 'a', name: 'mine', mode: 'simple', uid: '' });
    // The editor never has a secret that is stored.
    should(whom?.credentials.secret).equal('__PWRD__');
  });

  it('takes a row with the mouse, and leaves the focus where it was opened', async () => {
    await answers({ json: { devices: [device('1'), device('2')] } });
    await open('for0anna', '#tuya-request-pick-device');
    await rows().nth(1).click();
    (await page.locator('#tuya-request-device').inputValue()).should.equal('2');
    await page.waitForFunction("document.activeElement.id === 'tuya-request-pick-device'");
    // A name as long as its id stands.
    (await page.locator('#tuya-request-device-name').innerText()).should.equal('Lamp 2');
    await page.locator('#tuya-request-row-device .red-ui-typedInput-input').fill('3');
    await page.waitForFunction("$('#tuya-request-device-name').text() === ''");
  });

  it('keeps a row that the arrows have reached in sight', async () => {
    await answers({ json: { devices: Array.from({ length: 60 }, (_, at) => device(String(at))) } });
    await open('for0anna', '#tuya-request-pick-device');
    await rows().first().waitFor();
    await page.keyboard.press('ArrowUp');
    const last = picker().locator('li.selected', { hasText: 'Lamp 59' });
    await last.waitFor();
    const isInSight = `(() => {
      const row = document.querySelector('.tuya-picker li.selected');
      const [own, list] = [row, row.parentElement].map((one) => one.getBoundingClientRect());
      return own.bottom <= list.bottom + 1;
    })()`;
    (await page.evaluate<boolean>(isInSight)).should.be.true();
  });

  it('finds users whom the newest are not, counts the others, and begins with the newest', async () => {
    const user = (uid: string): object => ({
      uid,
      base_url: 'https://a.example',
      authorized_at: 1,
      expires_at: 2,
    });
    const searched: (string | null)[] = [];
    await page.route(USERS, (route) => {
      const search = new URL(route.request().url()).searchParams.get('search');
      searched.push(search);
      const newest = { users: [user('older'), user('newer')], more: 70 };
      return route.fulfill({ json: search === null ? newest : { users: [user(`early ${search}`)] } });
    });
    await open('for0anna', '#tuya-request-pick-user');
    await note('2 of 72: type to narrow.');
    const firstLines = async (): Promise<(string | undefined)[]> =>
      (await rows().allInnerTexts()).map((text) => text.split('\n')[0]);
    (await firstLines()).should.eql(['newer', 'older']);
    (await rows().first().innerText()).should.match(/\sa\.example$/);
    await picker().locator('input').fill('EARLY');
    await rows().filter({ hasText: 'early EARLY' }).waitFor();
    // Emptied it is the newest again.
    await picker().locator('input').fill('');
    await rows().filter({ hasText: 'newer' }).waitFor();
    searched.should.eql([null, 'EARLY', null]);
  });

  it('asks at once for what was typed while it was asking', async () => {
    const user = (uid: string): object => ({ uid, base_url: 'https://a', authorized_at: 1, expires_at: 2 });
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await page.route(USERS, async (route) => {
      const search = new URL(route.request().url()).searchParams.get('search');
      if (search === null) await held;
      await route.fulfill({
        json: { users: [user(search ?? 'newest')], ...(search === null ? { more: 1 } : {}) },
      });
    });
    await open('for0anna', '#tuya-request-pick-user');
    await picker().locator('input').fill('typed');
    go();
    await rows().filter({ hasText: 'typed' }).waitFor();
  });

  it('finds codes in whatever case', async () => {
    await page.route(CODES, (route) => route.fulfill({ json: { codes: ['switch_1', 'Power'] } }));
    await open('event', '#tuya-event-pick-code');
    await picker().locator('input').fill(' POWER ');
    await rows().filter({ hasText: 'Power' }).click();
    (await page.locator('#tuya-event-codes').inputValue()).should.equal('Power');
  });

  it('nothing went wrong in the page', () => {
    editor()
      .faults.filter((text) => !text.includes('status of 502'))
      .should.eql([]);
  });
});
