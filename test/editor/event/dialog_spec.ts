import type { Page } from 'playwright-core';
import 'should';
import { dragIn } from '../../support/canvas';
import { picture, useEditor } from '../../support/editor';
import { deploy, importNodes } from '../../support/import';

describe('the dialog of events in a real browser', function () {
  this.timeout(60_000);
  const editor = useEditor();
  let page: Page;
  let faults: string[];
  let node: string;
  before(async () => {
    ({ page, faults } = editor());
    page.setDefaultTimeout(10_000);
    await page.evaluate("RED.actions.invoke('core:add-flow')");
    node = await dragIn(page, 'tuya-event', 500, 300);
  });

  async function open(): Promise<void> {
    await page.evaluate(`RED.editor.edit(RED.nodes.node('${node}'))`);
    // A dialog takes the focus once it has slid in.
    await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
  }
  async function close(button: 'ok' | 'cancel'): Promise<void> {
    await page.locator(`#node-dialog-${button}`).click();
    await page.locator('#node-dialog-ok').waitFor({ state: 'detached' });
  }
  const saved = (): Promise<Record<string, unknown>> =>
    page.evaluate(
      `(({ channel, kinds, devices, deviceNames, codes, output, onlyChanges, dedupe, maxAge, ack, ackTimeout, inputs }) =>
        ({ channel, kinds, devices, deviceNames, codes, output, onlyChanges, dedupe, maxAge, ack, ackTimeout, inputs }))(RED.nodes.node('${node}'))`,
    );

  it('a new node has the usual settings, and all of its labels', async () => {
    await open();
    await page.locator('#node-input-account').selectOption({ label: 'My Tuya project' });
    const text = await page.locator('.red-ui-tray').last().innerText();
    text.should.not.match(/tuya-event\.\w/);
    (await page.locator('#tuya-event-kinds input:checked').count()).should.equal(3);
    (await page.locator('#node-input-dedupe').isChecked()).should.be.true();
    (await page.locator('#node-input-maxAge').isVisible()).should.be.false();
    await picture(page, 'dialog-tuya-event');
    await close('ok');
    (await saved()).should.eql({
      ...{
        channel: 'event',
        kinds: ['status', 'online', 'offline'],
        devices: [],
        deviceNames: {},
        codes: [],
      },
      ...{
        output: 'report',
        onlyChanges: false,
        dedupe: true,
        maxAge: 0,
        ack: 'sent',
        ackTimeout: 300,
        inputs: 0,
      },
    });
  });

  it('devices are chosen by name, several of them, and their codes by what they report', async () => {
    await open();
    for (const [typed, name] of [
      ['desk', 'Desk lamp'],
      ['coffee', 'Coffee'],
    ] as const) {
      await page.locator('#tuya-event-pick-device').click();
      await page.locator('#tuya-event-row-devices .tuya-picker input').fill(typed);
      await page.locator('#tuya-event-row-devices .tuya-picker li', { hasText: name }).first().click();
    }
    (await page.locator('#tuya-event-devices').inputValue()).should.equal('lamp0001desk, sock0001coffee');
    (await page.locator('#tuya-event-names').innerText()).should.match(/Desk lamp, .*Coffee/i);
    await page.locator('#tuya-event-pick-code').click();
    await page.locator('#tuya-event-row-codes .tuya-picker input').fill('power');
    await page.locator('#tuya-event-row-codes .tuya-picker li', { hasText: 'cur_power' }).waitFor();
    await picture(page, 'event-codes');
    await page.locator('#tuya-event-row-codes .tuya-picker li', { hasText: 'cur_power' }).click();
    await page.locator('#tuya-event-codes').fill('cur_power, bright*');
    await close('ok');
    const { devices, deviceNames, codes } = await saved();
    (devices as string[]).should.eql(['lamp0001desk', 'sock0001coffee']);
    Object.keys(deviceNames as object).should.eql(devices);
    (codes as string[]).should.eql(['cur_power', 'bright*']);
    await open();
    (await page.locator('#tuya-event-names').innerText()).should.match(/Desk lamp/);
    await close('cancel');
    // The name goes with its device.
    await open();
    await page.locator('#tuya-event-devices').fill('sock0001coffee');
    await close('ok');
    Object.keys((await saved()).deviceNames as object).should.eql(['sock0001coffee']);
  });

  it('a node that lacks what it says shows what the runtime takes, and keeps what no choice offers', async () => {
    const old = {
      id: 'old0event',
      type: 'tuya-event',
      z: await page.evaluate<string>('RED.workspaces.active()'),
    };
    await importNodes(page, [{ ...old, x: 200, y: 500, wires: [[]], output: 'later' }]);
    await page.evaluate("RED.editor.edit(RED.nodes.node('old0event'))");
    await page.waitForFunction("document.activeElement.closest('.red-ui-tray') !== null");
    const names = ['channel', 'output', 'property', 'maxAge', 'ack', 'ackTimeout'];
    const shown = await page.evaluate<string[]>(
      `${JSON.stringify(names)}.map((name) => $('#node-input-' + name).val())`,
    );
    shown.should.eql(['event', 'later', 'payload', '0', 'sent', '300']);
    (await page.locator('#tuya-event-kinds input:checked').count()).should.equal(3);
    (await page.locator('#node-input-dedupe').isChecked()).should.be.true();
    await close('cancel');
    await page.evaluate("void RED.nodes.remove('old0event')");
  });

  it('codes cannot be asked for before there are devices', async () => {
    await open();
    await page.locator('#tuya-event-devices').fill('');
    await page.locator('#tuya-event-pick-code').click();
    await page.locator('#tuya-event-row-codes .tuya-note', { hasText: 'Choose devices first' }).waitFor();
    await close('cancel');
  });

  it('where the flow confirms, the node has an input, and a time for it', async () => {
    await open();
    await page.locator('#tuya-event-more summary').click();
    (await page.locator('#node-input-ackTimeout').isVisible()).should.be.false();
    await page.locator('#node-input-ack').selectOption('flow');
    (await page.locator('#node-input-ackTimeout').isVisible()).should.be.true();
    await page.locator('#node-input-ackTimeout').fill('60');
    await page.locator('#node-input-onlyChanges').check();
    await page.locator('#node-input-maxAge').fill('30');
    await picture(page, 'event-more');
    await close('ok');
    (await saved()).should.have.properties({
      ack: 'flow',
      inputs: 1,
      ackTimeout: '60',
      onlyChanges: true,
      maxAge: '30',
    });
    await page.locator(`[id="${node}"] .red-ui-flow-port-input`).waitFor();
    await open();
    await page.locator('#tuya-event-more summary').click();
    await page.locator('#node-input-ack').selectOption('sent');
    await close('ok');
    await page.locator(`[id="${node}"] .red-ui-flow-port-input`).waitFor({ state: 'detached' });
    (await saved()).should.have.properties({ ack: 'sent', inputs: 0 });
  });

  it('kinds are ticked; none at all is told before the deploy', async () => {
    await open();
    for (const kind of ['status', 'online', 'offline']) {
      await page.locator('#tuya-event-kinds').getByText(`(${kind})`).click();
    }
    await close('ok');
    (await page.evaluate<boolean>(`RED.nodes.node('${node}').valid`)).should.be.false();
    await open();
    await page.locator('#tuya-event-kinds label', { hasText: '(status)' }).click();
    await close('ok');
    ((await saved()).kinds as string[]).should.eql(['status']);
    (await page.evaluate<boolean>(`RED.nodes.node('${node}').valid`)).should.be.true();
  });

  it('"No messages?" opens the help at the steps in the console', async () => {
    await open();
    await page.locator('#tuya-event-help').click();
    const steps = page.locator('#red-ui-sidebar #tuya-event-console');
    await steps.waitFor();
    (await steps.innerText()).should.match(/In the Tuya console/);
    await picture(page, 'event-help');
    // The link leads nowhere else.
    page.url().should.not.match(/#$/);
    await close('cancel');
  });

  it('a deployed node is connected and shows so in words', async () => {
    await deploy(page);
    await page.locator(`[id="${node}"]`, { hasText: 'connected, nothing yet' }).waitFor();
    await picture(page, 'event-connected');
  });

  it('the account has its messages folded away, and tests them', async () => {
    await page.evaluate("RED.editor.editConfig('', 'tuya-config', 'tuya00account', 'node-config-input')");
    await page.locator('#tuya-config-test').waitFor();
    (await page.locator('#node-config-input-messageUrl').isVisible()).should.be.false();
    await page.locator('.tuya-folded summary', { hasText: 'Messages of devices' }).click();
    (await page.locator('#node-config-input-subscription').inputValue()).should.equal('sub');
    await page.locator('#tuya-config-test').click();
    await page.locator('#tuya-config-results .tuya-good', { hasText: 'message service accepts' }).waitFor();
    await page.locator('#node-config-input-messageUrl').fill('https://messages.example');
    await page.locator('#tuya-config-test').click();
    await page.locator('#tuya-config-results .tuya-bad', { hasText: 'message address' }).waitFor();
    await picture(page, 'account-messages');
    await page.locator('#node-config-dialog-cancel').click();
  });

  it('nothing went wrong in the page', () => {
    faults.should.eql([]);
  });
});
