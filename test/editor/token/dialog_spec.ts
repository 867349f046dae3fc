import type { Page } from 'playwright-core';
import 'should';
import { useAccountEditor } from '../../support/account-editor';
import { dragIn } from '../../support/canvas';
import { Dialog } from '../../support/dialog';
import { picture } from '../../support/editor';
import { importNodes } from '../../support/import';

describe('the token’s dialog in a real browser', function () {
  this.timeout(60_000);
  const editor = useAccountEditor();
  let page: Page;
  let dialog: Dialog;
  before(async () => {
    await editor().show();
    page = editor().page;
    await importNodes(page, [
      { id: 'many', type: 'tuya-config', name: 'many users', dataCenter: 'eu', mode: 'code' },
    ]);
    dialog = new Dialog(page, await dragIn(page, 'tuya-token', 500, 300));
  });
  beforeEach(() => dialog.open());

  const act = async (action: string): Promise<void> => {
    await page.locator('#node-input-action').selectOption(action);
  };
  const tick = (name: string): Promise<void> => page.locator(`#node-input-${name}`).check();
  /** The labels that a person sees. */
  const labels = async (): Promise<string[]> => {
    const all = await page.locator('#dialog-form .form-row:visible label').allInnerTexts();
    return all.map((text) => text.trim()).filter(Boolean);
  };
  const REFRESH = 'include the refresh token';
  const NEWS = 'also send a message whenever the token changes';

  it('shows what matters for the action, and the user for an account of many', async () => {
    await dialog.account('mine');
    (await labels()).should.eql(['Name', 'Account', 'Action', 'Put into', REFRESH, NEWS]);
    await picture(page, 'token-get');
    await dialog.account('many users');
    (await labels()).should.eql(['Name', 'Account', 'Action', 'User', 'Put into', REFRESH, NEWS]);
    await act('authorize');
    (await labels()).should.eql(['Name', 'Account', 'Action', 'Put into', NEWS]);
    await picture(page, 'token-authorize');
    await tick('emitOnRenewal');
    (await labels()).should.eql(['Name', 'Account', 'Action', 'Put into', REFRESH, NEWS]);
    await dialog.close('cancel');
  });

  it('what is hidden is kept as it was; what was set is in sight', async () => {
    await dialog.account('many users');
    await page
      .locator('#node-input-uid')
      .locator('xpath=..')
      .locator('.red-ui-typedInput-input')
      .fill('person');
    await tick('includeRefreshToken');
    await act('usage');
    await dialog.account('mine');
    (await labels()).should.eql(['Name', 'Account', 'Action', 'Put into', REFRESH, NEWS]);
    await dialog.close('ok');
    const kept = { uid: 'person', uidType: 'msg', includeRefreshToken: true, action: 'usage' };
    (await dialog.kept(...Object.keys(kept))).should.eql(kept);
    await dialog.open();
    await act('get');
    (await labels()).should.containEql('User');
    await dialog.close('cancel');
  });

  it('a node that lacks what it says shows what the runtime takes, and is not changed by a look', async () => {
    await dialog.close('cancel');
    await importNodes(page, [
      { id: 'bare', type: 'tuya-token', z: 't', x: 200, y: 300, account: 'many', wires: [[]] },
    ]);
    const bare = new Dialog(page, 'bare');
    await bare.open();
    const shown = await page.evaluate<string[]>(
      "['action', 'uidType', 'uid', 'propertyType', 'property'].map((name) => $('#node-input-' + name).val())",
    );
    shown.should.eql(['get', 'msg', 'uid', 'msg', 'payload']);
    (await labels()).should.containEql('User');
    await bare.close('cancel');
    (await bare.isChanged()).should.be.false();
    // A field that somebody has emptied is no field that is lacking.
    const emptied = { uid: '', uidType: 'msg', property: '', propertyType: 'flow' };
    await importNodes(page, [
      { id: 'emptied', type: 'tuya-token', z: 't', x: 200, y: 360, account: 'many', wires: [[]], ...emptied },
    ]);
    const other = new Dialog(page, 'emptied');
    await other.open();
    await other.close('ok');
    (await other.kept(...Object.keys(emptied))).should.eql(emptied);
  });

  it('nothing went wrong in the page', async () => {
    await dialog.close('cancel');
    editor().faults.should.eql([]);
  });
});
