import type { Page } from 'playwright-core';
import should from 'should';
import { adviceFor, linesOf } from '../../../nodes/editor/account/usage';
import { Words } from '../../../nodes/editor/words';
import type { UsageAnswer } from '../../../nodes/shared/usage';
import { picture, useEditor } from '../../support/editor';
import { polledMonth } from '../../support/polled-month';
import { sayingOfAccount } from '../../support/texts';

/** What a dark theme changes of Node-RED's colours. */
const DARK = {
  '--red-ui-primary-background': '#1c1c1c',
  '--red-ui-secondary-background': '#252525',
  '--red-ui-form-background': '#252525',
  '--red-ui-form-input-background': '#1c1c1c',
  '--red-ui-form-text-color': '#cccccc',
  '--red-ui-primary-text-color': '#cccccc',
  '--red-ui-secondary-text-color': '#999999',
  '--red-ui-secondary-border-color': '#444444',
  '--red-ui-primary-border-color': '#444444',
  '--red-ui-form-input-border-color': '#555555',
  '--red-ui-form-tips-background': '#333322',
  '--red-ui-text-color-error': '#ff7b72',
  '--red-ui-tray-background': '#252525',
} as const;

describe('the numbers of a month', () => {
  const words = new Words('en-US');
  const MONTH: UsageAnswer = {
    ...{ month: '2026-11', calls: 900, reads: 900, commands: 0, tokens: 0, repeats: 0, messages: 0 },
    ...{ today: 30, budget: 1000, left: 100, forecast: 1000, begins: '2026-12-01', before: null },
    ...{ perDay: [], byNode: [], advice: [] },
  };
  /** The titles of what is warned of. */
  const warned = (usage: Partial<UsageAnswer>): string[] =>
    linesOf({ ...MONTH, ...usage }, words, sayingOfAccount).flatMap(([title, , bad]) =>
      bad === true ? [title] : [],
    );

  it('are no warning as long as the budget lasts, to its last call', () => {
    warned({}).should.eql([]);
    warned({ budget: 0, left: null, forecast: 5000 }).should.eql([]);
    warned({ forecast: null }).should.eql([]);
  });

  it('warn of a forecast beyond the budget, and where nothing is left', () => {
    warned({ forecast: 1001 }).should.eql(['Forecast']);
    warned({ left: 0 }).should.eql(['Budget']);
  });

  it('say whether a pace fits what is left of this month, or the months to come', () => {
    const advice = { id: 'n', perDay: 480, every: 180, fitting: 1272, later: false };
    const said = (later: boolean): string =>
      adviceFor({ ...MONTH, advice: [{ ...advice, later }] }, 'n', words, sayingOfAccount);
    said(false).should.match(/one every 3 minutes; every 22 minutes would fit the month/);
    said(true)
      .should.match(/every 22 minutes/)
      .and.not.equal(said(false));
  });
});

describe('what the account’s dialog shows of its calls', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  let month: UsageAnswer;
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(15_000);
    month = await polledMonth(
      [
        { id: 'poller', name: 'Power of the washing machine', perDay: 480 },
        { id: 'weather', name: 'Weather', perDay: 24 },
        { id: 'tuya00request', name: '', perDay: 10 },
        { id: 'switch', name: 'Hall', perDay: 6, method: 'POST' },
        { id: 'gone', name: '', perDay: 2 },
        { id: 'rare', name: 'Rare', perDay: 1 },
      ],
      4,
      5000,
    );
  });

  const place = '#tuya-config-usage';
  async function open(id = 'tuya00account'): Promise<void> {
    await page.evaluate(`RED.editor.editConfig('', 'tuya-config', '${id}', 'node-config-input')`);
    await page.locator('#tuya-config-test').waitFor();
  }
  async function close(button: 'ok' | 'cancel' = 'cancel'): Promise<void> {
    await page.locator(`#node-config-dialog-${button}`).click();
    await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
  }
  async function shown(usage: object): Promise<string> {
    await page.route('**/tuya-config/*/usage', (route) => route.fulfill({ json: usage }));
    await open();
    await page.locator(`${place} > *`).first().waitFor();
    return page.locator(place).innerText();
  }
  afterEach(async () => {
    await page.unroute('**/tuya-config/*/usage');
    await page.evaluate('RED._ = window.tuyaSay ?? RED._');
    const open = page.locator('#node-config-dialog-cancel');
    if (await open.isVisible()) await close();
  });

  it('an account that has spent nothing says so in words', async () => {
    await open('tuya00users');
    await page.locator(place, { hasText: /In \w+ \d{4} no call was counted yet/ }).waitFor();
    (await page.locator(`${place} svg`).count()).should.equal(0);
    await close();
    // One that has heard messages, which cost none, shows them.
    const { before } = month;
    const none = { ...month, calls: 0, reads: 0, commands: 0, tokens: 0, messages: 12, today: 0, before };
    (await shown(none)).should.match(/12 of devices; they cost no call/);
    await close();
  });

  it('after a month of polling it says which node has spent it, and how often it may ask', async () => {
    const text = await shown(month);
    text.should.match(/Forecast\s+1\d,\d{3} at the end of the month.*more than the budget/);
    text.should.match(
      /Power of the washing machine\s+1,9\d\d\s+48\d calls a day, one every 3 minutes; every \d+ minutes would fit the month/,
    );
    // Whoever asks less may go on.
    text.should.match(/Weather\s+9\d\s+2[45] calls a day, one every \d+ minutes\s/);
    text.should.match(/of 5,000 are left; it begins anew on December 1/);
    // The five most expensive.
    text.should.match(/the account itself/).and.not.match(/Rare/);
    (await page.locator(`${place} .tuya-spenders tbody tr`).count()).should.equal(5);
    (await page.locator(`${place} .tuya-day`).count()).should.equal(5);
    (await page.locator(`${place} .tuya-ahead`).count()).should.equal(25);
    (await page.locator(`${place} .tuya-share`).count()).should.equal(1);
    await page.locator(place).scrollIntoViewIfNeeded();
    await picture(page, 'usage-light');
    await page.evaluate(
      `Object.entries(${JSON.stringify(DARK)}).forEach(([name, value]) => document.documentElement.style.setProperty(name, value))`,
    );
    await picture(page, 'usage-dark');
    await page.evaluate(
      `Object.keys(${JSON.stringify(DARK)}).forEach((name) => document.documentElement.style.removeProperty(name))`,
    );
    await close();
  });

  describe('the month before', () => {
    /** What the first of December is shown of that November. */
    const december = (more: Partial<UsageAnswer> = {}): UsageAnswer => {
      const { month: name, calls, reads, commands, tokens, repeats, messages, byNode } = month;
      const perDay = Array.from({ length: 30 }, (_, at) => ({
        day: `2026-11-${String(at + 1).padStart(2, '0')}`,
        ...(month.perDay[at] ?? { calls: 0, messages: 0 }),
      }));
      const before = { month: name, calls, reads, commands, tokens, repeats, messages, byNode, perDay };
      const none = {
        calls: 0,
        reads: 0,
        commands: 0,
        tokens: 0,
        repeats: 0,
        messages: 0,
        byNode: [],
        today: 0,
      };
      const day = { day: '2026-12-01', calls: 0, messages: 0 };
      const now = { month: '2026-12', begins: '2027-01-01', perDay: [day], advice: [], forecast: null };
      return { ...month, ...none, ...now, before, ...more };
    };
    const button = `${place} button`;

    it('stands there by itself on the first, when nothing was counted yet', async () => {
      const text = await shown(december());
      text.should.match(/In December 2026 no call was counted yet/);
      text.should.match(/Calls\s+2,\d{3}\s/).and.match(/Power of the washing machine\s+1,9\d\d/);
      text.should.not.match(/Forecast|Budget|Advice|today|calls a day, one every/);
      text.should.match(/counted yet\.\s+November 2026\s+Calls/);
      (await page.getByRole('img', { name: 'Calls a day in November 2026' }).count()).should.equal(1);
      (await page.locator(`${place} .tuya-today`).count()).should.equal(0);
      (await page.locator(button).count()).should.equal(0);
      await page.locator(place).scrollIntoViewIfNeeded();
      await picture(page, 'usage-first-of-month');
      await close();
    });

    it('comes with a button, and goes with it', async () => {
      const today = { calls: 7, reads: 7, today: 7, left: 4993 };
      const text = await shown(
        december({ ...today, perDay: [{ day: '2026-12-01', calls: 7, messages: 0 }] }),
      );
      text.should.match(/7, today 7/).and.match(/Show November 2026/);
      (await page.locator(`${place} .tuya-today`).count()).should.equal(1);
      await page.locator(button).click();
      (await page.locator(place).innerText()).should
        .match(/Calls a day in November 2026/)
        .and.match(/Show December 2026/);
      await picture(page, 'usage-month-before');
      await page.keyboard.press('Enter');
      await page.locator(place, { hasText: '7, today 7' }).waitFor();
      await close();
    });

    it('is not offered where nothing was counted in it', async () => {
      await shown(month);
      (await page.locator(button).count()).should.equal(0);
      await close();
    });
  });

  it('a test of the account costs calls, and they are seen at once', async () => {
    await open();
    const before = await page.locator(place).innerText();
    await page.locator('#tuya-config-test').click();
    await page.waitForFunction(`document.querySelector('${place}').innerText !== ${JSON.stringify(before)}`);
    await close();
  });

  it('a screen reader finds a table of the days', async () => {
    await shown(month);
    const table = page.getByRole('table', { name: 'Calls a day in November 2026' });
    (await table.getByRole('row').count()).should.equal(month.perDay.length + 1);
    (await table.getByRole('row', { name: 'November 2' }).innerText()).should.match(/November 2\s+5\d\d\s+0/);
    (await page.getByRole('img', { name: 'Calls a day in November 2026' }).count()).should.equal(1);
    await close();
  });

  it('it fits a narrow dialog', async () => {
    const parts = ['svg', 'dl', '.tuya-spenders'];
    await shown(month);
    await page.evaluate("$('.red-ui-tray').last().width(500)");
    await page.locator(place).scrollIntoViewIfNeeded();
    await picture(page, 'usage-narrow');
    // Measured at one moment: the dialog may still be sliding.
    const right = await page.evaluate<Record<string, number>>(
      `Object.fromEntries(${JSON.stringify(['.red-ui-tray', place, ...parts.map((part) => `${place} ${part}`)])}
        .map((selector) => [selector, $(selector).last()[0].getBoundingClientRect().right]))`,
    );
    for (const part of parts)
      should(right[`${place} ${part}`]).be.belowOrEqual((right[place] ?? 0) + 1, part);
    should(right[place]).be.below(right['.red-ui-tray'] ?? 0);
    await close();
  });

  it('numbers and days are those of the editor’s language', async () => {
    // The texts say which language they are in.
    await page.evaluate(
      "window.tuyaSay = RED._; RED._ = (key, ...more) => key.endsWith(':language') ? 'de' : tuyaSay(key, ...more)",
    );
    const text = await shown(month);
    text.should
      .match(/1\.9\d\d/)
      .and.match(/3 Minuten/)
      .and.match(/1\. Dezember/);
    await close();
  });

  it('nothing breaks where there is no budget, no forecast and no name', async () => {
    const [id, label] = await page.evaluate<[string, string]>(
      "(([node]) => [node.id, RED.utils.getNodeLabel(node)])(RED.nodes.filterNodes({ type: 'tuya-request' }))",
    );
    const text = await shown({
      ...month,
      budget: 0,
      left: null,
      forecast: null,
      advice: [],
      byNode: [
        { id: 'nobody', name: '', calls: 1 },
        { id: `outer-inner-${id}`, name: '', calls: 1 },
        { id: '*', name: '', calls: 1 },
      ],
    });
    text.should
      .match(/known after a day/)
      .and.match(/a node that is gone \(nobody\)/)
      .and.match(/all other nodes/)
      // In a subflow it is called as the node that stands there.
      .and.containEql(label)
      .and.not.match(/outer|inner/);
    text.should.not.match(/Budget/);
    (await page.locator(`${place} .tuya-share`).count()).should.equal(0);
    (await page.locator(`${place} .tuya-ahead[height="0"]`).count()).should.equal(25);
    await close();
  });

  it('a budget is a whole number, and what happens then may be a variable', async () => {
    await open();
    const budget = page.locator('#node-config-input-budget');
    await budget.fill('1.5');
    await budget.press('Tab');
    await page.locator('#node-config-input-budget.input-error').waitFor();
    await budget.fill('2000');
    await budget.press('Tab');
    const chosen = page.locator('#node-config-input-overBudget');
    await chosen.selectOption('stop all');
    await close('ok');
    const saved = (): Promise<unknown> =>
      page.evaluate(
        "(({ budget, overBudget }) => ({ budget: String(budget), overBudget }))(RED.nodes.node('tuya00account'))",
      );
    should(await saved()).eql({ budget: '2000', overBudget: 'stop all' });
    await open();
    await chosen.selectOption({ label: 'an environment variable …' });
    await page.locator('.form-row:has(#node-config-input-overBudget) .tuya-variable').fill('MY_CHOICE');
    await close('ok');
    should(await saved()).eql({ budget: '2000', overBudget: '${MY_CHOICE}' });
  });

  it('what cannot be read is told', async () => {
    await page.route('**/tuya-config/*/usage', (route) =>
      route.fulfill({ status: 401, body: 'Unauthorized' }),
    );
    await open();
    await page.locator(place, { hasText: 'your session is over' }).waitFor();
    await close();
  });

  it('nothing went wrong in the page', () => {
    faults.filter((text) => !text.includes('status of 401')).should.eql([]);
  });
});
