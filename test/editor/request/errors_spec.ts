import 'should';
import { picture, useEditor } from '../../support/editor';

describe('the errors in the help', function () {
  this.timeout(60_000);
  const editor = useEditor();

  it('open by their class, and lead to the page with all of them, without a way out', async () => {
    const { page, playground, faults } = editor();
    await page.evaluate("RED.sidebar.help.show('tuya-request')");
    const help = page.locator('#red-ui-sidebar');
    const permission = help.locator('details', { hasText: 'Permission' }).first();
    const step = permission.locator('dd', { hasText: 'link the app account' });
    (await step.isVisible()).should.be.false();
    await permission.locator('summary').click();
    await step.waitFor();
    await picture(page, 'errors-help');

    const opened = page.waitForEvent('popup');
    await help.locator('a', { hasText: 'all errors in one table' }).click();
    const table = await opened;
    await table.locator('tr[id="28841002"]', { hasText: 'The cloud plan has expired' }).waitFor();
    new URL(table.url()).origin.should.equal(new URL(playground.url).origin);
    (await table.locator('tbody tr').count()).should.be.above(80);
    await picture(table, 'errors-page');
    await table.close();
    faults.should.eql([]);
  });

  it('an address can name a code', async () => {
    const { browser, playground } = editor();
    const table = await browser.newPage();
    await table.goto(`${playground.url}/resources/@tuya-flows/node-red-tuya-cloud/errors.en-US.html#1106`);
    await table.locator('tr:target', { hasText: 'Permission denied' }).waitFor();
    await picture(table, 'errors-page-1106');
    await table.close();
  });
});
