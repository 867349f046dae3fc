import type { Page } from 'playwright-core';
import 'should';
import { useAccountEditor } from '../../support/account-editor';

const START = '**/tuya-config/oauth/start';
const LIST = '#tuya-config-users';
/** Where a login would be. */
const LOGIN = 'about:blank#login';

describe('a login that an account’s dialog begins', function () {
  this.timeout(60_000);
  const editor = useAccountEditor({}, { mode: 'code' });
  before(() => editor().show());
  beforeEach(async () => {
    await editor().open();
    await said('Nobody has authorized yet');
  });
  afterEach(async () => {
    const { page } = editor();
    await page.unroute(START);
    if (await page.locator('#node-config-dialog-cancel').isVisible()) await editor().cancel();
  });

  const said = (hasText: string): Promise<void> => editor().page.locator(LIST, { hasText }).waitFor();

  /** Presses Authorize and resolves with the window that opens. */
  async function authorize(): Promise<Page> {
    const { page } = editor();
    const [login] = await Promise.all([
      page.context().waitForEvent('page'),
      page.locator('#tuya-config-authorize').click(),
    ]);
    return login;
  }
  /** Holds the answer to the next login back until the returned function is called. */
  async function hold(answer: { status?: number; json: object }): Promise<() => void> {
    let go = (): void => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    await editor().page.route(START, async (route) => {
      await held;
      await route.fulfill(answer);
    });
    return go;
  }

  it('a window that the browser blocks is told, and no login begins', async () => {
    const { page } = editor();
    let asked = 0;
    await page.route(START, (route) => {
      asked++;
      return route.fulfill({ json: { url: LOGIN } });
    });
    await page.evaluate('window.open = ((open) => () => (window.open = open, null))(window.open)');
    await page.locator('#tuya-config-authorize').click();
    await said('The browser has blocked the window');
    asked.should.equal(0);
  });

  it('its page cannot reach the editor', async () => {
    await editor().page.route(START, (route) => route.fulfill({ json: { url: LOGIN } }));
    const login = await authorize();
    await login.waitForURL(LOGIN);
    (await login.evaluate<boolean>('window.opener === null')).should.be.true();
    await login.close();
  });

  it('what cannot begin says why, and leaves no empty window', async () => {
    const refusal = { code: 'CONFIG', message: 'There is no key', hint: 'Enter it first' };
    const go = await hold({ status: 400, json: refusal });
    const login = await authorize();
    const closed = login.waitForEvent('close');
    go();
    await closed;
    await said('There is no key. Enter it first');
  });

  it('a dialog that is closed first leaves no empty window either', async () => {
    const go = await hold({ json: { url: LOGIN } });
    const login = await authorize();
    await editor().cancel();
    const closed = login.waitForEvent('close');
    go();
    await closed;
  });

  it('a dialog that is closed does not listen for the end of logins any more', async () => {
    const { page } = editor();
    await editor().cancel();
    await page.evaluate(`window.ears = 0;
      window.BroadcastChannel = class extends BroadcastChannel {
        constructor(name) { super(name); window.ears++; }
        close() { super.close(); window.ears--; }
      };`);
    await editor().open();
    (await page.evaluate<number>('window.ears')).should.equal(1);
    await editor().cancel();
    (await page.evaluate<number>('window.ears')).should.equal(0);
  });

  it('pressed again it has its own ten minutes, and not what is left of those before', async () => {
    const { page } = editor();
    await page.route(START, (route) => route.fulfill({ json: { url: LOGIN } }));
    await page.clock.install();
    await (await authorize()).close();
    await said('Log in in the other window');
    await page.clock.fastForward('09:00');
    const again = await authorize();
    await again.waitForURL(LOGIN);
    await again.close();
    await page.clock.fastForward('02:00');
    for (let looked = 0; looked < 2; looked++) await page.waitForResponse('**/tuya-config/a/users*');
    await said('Log in in the other window');
    await page.clock.fastForward('10:00');
    await said('Nobody has logged in within ten minutes');
  });

  it('nothing went wrong in the page', () => {
    // The browser notes a login that was refused.
    editor()
      .faults.filter((text) => !text.includes('status of 400'))
      .should.eql([]);
  });
});
