import type { Page } from 'playwright-core';
import 'should';
import { onlyAccount } from '../../../nodes/editor/picker/account-field';
import { useAccountEditor } from '../../support/account-editor';
import { dragIn } from '../../support/canvas';
import { Dialog } from '../../support/dialog';
import { picture } from '../../support/editor';
import { importNodes } from '../../support/import';

const TYPES = ['tuya-token', 'tuya-request', 'tuya-event'] as const;

describe('the account that a node takes by itself', () => {
  const account = (id: string, more: object = {}): { id: string; type: string } => ({
    id,
    type: 'tuya-config',
    ...more,
  });
  const taken = (...configs: { id: string; type: string }[]): unknown => onlyAccount(configs, 'here');

  it('is the only one, among whatever else is configured', () => {
    String(taken(account('a', { z: '' }), { id: 'b', type: 'mqtt-broker' })).should.equal('a');
  });

  it('is none where there is none, and none where there is a choice', () => {
    [taken(), taken({ id: 'b', type: 'mqtt-broker' }), taken(account('a'), account('b'))].should.eql(
      Array(3).fill(undefined),
    );
  });

  it('is one of its own flow, and not one of another flow', () => {
    String(taken(account('a', { z: 'here' }), account('b', { z: 'there' }))).should.equal('a');
    [taken(account('b', { z: 'there' }))].should.eql([undefined]);
  });

  it('is not one that is disabled', () => {
    String(taken(account('a', { d: true }), account('b'))).should.equal('b');
  });
});

describe('the account of a flow node in a real browser', function () {
  this.timeout(90_000);
  const editor = useAccountEditor();
  let page: Page;
  before(async () => {
    await editor().show();
    page = editor().page;
  });

  const tip = '#dialog-form .form-tips[role="status"]';
  const chosen = (): Promise<string> => page.locator('#node-input-account').inputValue();
  /** What is wrong with a node's account, as its triangle says. */
  const complaints = async (id: string): Promise<string[]> => {
    const all = await page.evaluate<string[]>(`RED.nodes.node('${id}').validationErrors ?? []`);
    return all.filter((one) => one.startsWith('Account'));
  };
  const users = (): Promise<string[]> => page.evaluate("RED.nodes.node('a').users.map(({ id }) => id)");
  async function undo(): Promise<void> {
    await page.evaluate("RED.actions.invoke('core:undo')");
  }

  for (const [at, type] of TYPES.entries()) {
    it(`${type}: dropped, it has the only account, and undone the account is free of it`, async () => {
      const id = await dragIn(page, type, 500, 300 + 80 * at);
      const dialog = new Dialog(page, id);
      (await dialog.kept('account')).should.eql({ account: 'a' });
      (await users()).should.eql([id]);
      (await complaints(id)).should.eql([]);
      await dialog.open();
      (await chosen()).should.equal('a');
      (await page.locator(tip).isVisible()).should.be.false();
      await dialog.close('cancel');
      await undo();
      (await users()).should.eql([]);
    });
  }

  it('added by the quick search it has it too', async () => {
    await page.keyboard.down('Control');
    await page.mouse.click(700, 500);
    await page.keyboard.up('Control');
    await page.locator('#red-ui-type-search-input').pressSequentially('tuya token');
    await page.locator('#red-ui-type-search li.selected', { hasText: 'tuya token' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction("RED.nodes.filterNodes({ type: 'tuya-token' }).length === 1");
    const id = await page.evaluate<string>("RED.nodes.filterNodes({ type: 'tuya-token' })[0].id");
    (await new Dialog(page, id).kept('account')).should.eql({ account: 'a' });
    await undo();
  });

  it('pasted without one it stays as it was copied', async () => {
    const copied = { id: 'c', type: 'tuya-token', name: 'pasted', x: 200, y: 400, account: '', wires: [[]] };
    await page.evaluate(
      `void RED.view.importNodes(${JSON.stringify([copied])}, { generateIds: true, touchImport: true })`,
    );
    const pasted = "RED.nodes.filterNodes({ type: 'tuya-token' }).filter(({ name }) => name === 'pasted')";
    (await page.evaluate<string[]>(`${pasted}.map(({ account }) => account)`)).should.eql(['']);
    await undo();
  });

  it('put in by somebody who has given it one it keeps that', async () => {
    const kept = await page.evaluate<string>(`(() => {
      const node = { id: 'new', type: 'tuya-token', z: 't', account: 'theirs' };
      TuyaToken.takeOnlyAccount(node);
      return node.account;
    })()`);
    kept.should.equal('theirs');
  });

  it('imported without one it stays as it is, until its dialog is opened and left with Done', async () => {
    await importNodes(page, [
      { id: 'old0', type: 'tuya-token', z: 't', x: 200, y: 300, account: '', wires: [[]] },
    ]);
    const dialog = new Dialog(page, 'old0');
    (await dialog.kept('account')).should.eql({ account: '' });
    await dialog.open();
    (await chosen()).should.equal('a');
    await dialog.close('cancel');
    (await dialog.kept('account')).should.eql({ account: '' });
    await dialog.open();
    await dialog.close('ok');
    (await dialog.kept('account')).should.eql({ account: 'a' });
    (await users()).should.eql(['old0']);
  });

  it('of two accounts none is taken, and none where a person chose it', async () => {
    await importNodes(page, [
      { id: 'b', type: 'tuya-config', name: 'other', dataCenter: 'eu', mode: 'simple' },
    ]);
    const dialog = new Dialog(page, await dragIn(page, 'tuya-token', 500, 300));
    (await dialog.kept('account')).should.eql({ account: '' });
    await dialog.open();
    (await chosen()).should.equal('_ADD_');
    (await page.locator(tip).isVisible()).should.be.false();
    await page.locator('#node-input-account').selectOption('b');
    await dialog.close('ok');
    (await dialog.kept('account')).should.eql({ account: 'b' });
  });

  for (const type of TYPES) {
    it(`${type}: where there is no account its dialog says how to add one, until one is added`, async () => {
      await page.evaluate(`(() => {
        const ids = [];
        RED.nodes.eachConfig((one) => void (one.type === 'tuya-config' && ids.push(one.id)));
        ids.forEach((id) => RED.nodes.remove(id));
      })()`);
      const dialog = new Dialog(page, await dragIn(page, type, 700, 300));
      await dialog.open();
      (await page.locator(tip).innerText()).should.match(/^There is no account yet: press \+ to add one\./);
      await picture(page, `no-account-${type}`);
      await page.locator('#node-input-btn-account-add').click();
      await page.locator('#tuya-config-steps ol').waitFor();
      await page.locator('#node-config-input-name').fill('the first');
      await page.locator('#node-config-dialog-ok').click();
      await page.locator('#node-config-dialog-ok').waitFor({ state: 'detached' });
      await page.locator(tip).waitFor({ state: 'hidden' });
      (await page.locator('#node-input-account option:checked').innerText()).should.equal('the first');
      await dialog.close('cancel');
    });
  }

  it('nothing went wrong in the page', () => {
    editor().faults.should.eql([]);
  });
});
