import type { Page } from 'playwright-core';
import should from 'should';
import type { Device } from '../../../nodes/shared/admin';
import { useAccountEditor } from '../../support/account-editor';
import { Dialog } from '../../support/dialog';
import { importNodes } from '../../support/import';

describe('the device of a call, in a real browser', function () {
  this.timeout(60_000);
  const editor = useAccountEditor();
  let page: Page;
  let dialog: Dialog;
  let count = 0;
  before(async () => {
    await editor().show();
    page = editor().page;
    await page.route('**/tuya-config/devices', (route) => {
      const device = (id: string, name: string): Device => ({
        ...{ id, name, category: 'dj' },
        ...{ online: true, codes: ['switch_led'] },
      });
      return route.fulfill({ json: { devices: [device('one', 'Desk lamp'), device('two', 'Floor lamp')] } });
    });
    await page.route('**/tuya-config/model', (route) =>
      route.fulfill({ json: { functions: [], status: [] } }),
    );
  });
  afterEach(async () => {
    if (await page.locator('#node-dialog-cancel').isVisible()) await dialog.close('cancel');
  });

  async function made(call: Record<string, unknown>): Promise<void> {
    const id = `device${++count}`;
    const place = { z: 't', x: 300, y: 40 * count, wires: [[]], account: 'a' };
    await importNodes(page, [{ id, type: 'tuya-request', ...place, ...call }]);
    dialog = new Dialog(page, id);
    await dialog.open();
  }
  const kept = async (): Promise<unknown> => (await dialog.kept('params')).params;
  const name = '#tuya-request-device-name';

  it('takes the place of what a message would have said, and of no other device in a list', async () => {
    const params = [{ name: 'device_ids', value: 'payload', type: 'msg' }];
    await made({ method: 'GET', path: '/v1.0/x?device_ids={device_ids}', params });
    await dialog.device('Desk lamp');
    (await page.locator(name).innerText()).should.equal('Desk lamp');
    await dialog.device('Floor lamp');
    // Two devices have no name in common.
    (await page.locator(name).innerText()).should.equal('');
    await dialog.close('ok');
    should(await kept()).eql([{ name: 'device_ids', value: 'one,two', type: 'str' }]);
  });

  it('has its name as long as it is meant', async () => {
    const params = [{ name: 'device_id', value: '', type: 'str' }];
    await made({ method: 'GET', path: '/v1.0/devices/{device_id}', params });
    await dialog.device('Desk lamp');
    await page.evaluate("void $('#tuya-request-device').typedInput('type', 'msg').trigger('change')");
    (await page.locator(name).innerText()).should.equal('');
    await dialog.close('ok');
    should(await kept()).eql([{ name: 'device_id', value: 'one', type: 'msg' }]);
  });

  it('leaves a body alone that is no JSON', async () => {
    const params = [{ name: 'device_id', value: '', type: 'str' }];
    const body = '{"commands":[{"code":"switch_1"}]}';
    const call = { method: 'POST', path: '/v1.0/devices/{device_id}/commands', params };
    await made({ ...call, bodyType: 'jsonata', body });
    await dialog.device('Desk lamp');
    await dialog.close('ok');
    should(await dialog.kept('bodyType', 'body')).eql({ bodyType: 'jsonata', body });
  });

  it('stays when another call is found; what was set for the call before goes', async () => {
    const params = [{ name: 'device_id', value: 'one', type: 'str', label: 'Desk lamp' }];
    const set = { query: '{"a":1}', queryType: 'json', bodyFormat: 'form', pages: 'all' };
    const call = { method: 'POST', path: '/v1.0/devices/{device_id}/commands', params };
    await made({ ...call, bodyType: 'json', body: '{"mine":1}', ...set });
    await page.locator('#tuya-request-call summary').click();
    await page.locator('#node-input-method').waitFor();
    await dialog.find('/v1.0/devices/{device_id}/status');
    // The call is one line again, and the search has done its work.
    (await page.locator('#node-input-method').isVisible()).should.be.false();
    (await page.locator('#tuya-request-search').inputValue()).should.equal('');
    await dialog.close('ok');
    const names = ['method', 'path', 'params', 'query', 'bodyFormat', 'pages', 'bodyType', 'body'];
    should(await dialog.kept(...names)).eql({
      ...{ method: 'GET', path: '/v1.0/devices/{device_id}/status', params },
      ...{ query: '', bodyFormat: 'json', pages: 'one', bodyType: 'auto', body: '' },
    });
  });

  it('nothing went wrong in the page', () => {
    editor().faults.should.eql([]);
  });
});
