import 'should';
import { findChromium, openBrowser } from '../support/browser';
import { startRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { RawClient } from './messages/raw-client';

const DOOR = 'door0001front';
const BUTTON = 'butt0001hall';

interface Seen {
  devices: { id: string; online: boolean; on: boolean; state: Record<string, unknown>; deeds: string[] }[];
  messages: string[];
}

describe('the demo house', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig();
    rig.cloud.messages.rule = true;
  });
  afterEach(() => rig.close());

  const seen = async (): Promise<Seen> => (await (await fetch(`${rig.cloud.url}/house.json`)).json()) as Seen;
  const touch = async (device: string, deed: string): Promise<number> =>
    (await fetch(`${rig.cloud.url}/hand`, { method: 'POST', body: new URLSearchParams({ device, deed }) }))
      .status;
  const command = (id: string, code: string, value: unknown): Promise<unknown> =>
    rig.call({
      method: 'POST',
      path: `/v1.0/devices/${id}/commands`,
      body: { commands: [{ code, value }] },
    });

  it('a door that opens is seen and sent', async () => {
    (await touch(DOOR, 'Open')).should.equal(204);
    const { devices, messages } = await seen();
    const door = devices.filter(({ id }) => id === DOOR);
    door.map(({ on, state }) => [on, state.doorcontact_state]).should.eql([[true, true]]);
    messages.should.eql(['Front door sensor: {"doorcontact_state":true}  waits']);
    const client = await RawClient.connect(rig.cloud);
    const frame = await client.frame();
    frame.should.have.property('key', DOOR);
    client.ack(frame);
    await rig.cloud.messages.settled();
    (await seen()).messages.should.eql(['Front door sensor: {"doorcontact_state":true}  received']);
  });

  it('a button is pressed in three ways, and each press is sent', async () => {
    for (const deed of ['Press', 'Press', 'Press twice', 'Hold'])
      (await touch(BUTTON, deed)).should.equal(204);
    rig.cloud.messages.backlog().should.have.length(4);
    const { messages } = await seen();
    messages
      .map((text) => /"switch_mode1":"(\w+)"/.exec(text)?.[1])
      .should.eql(['press', 'double_click', 'click', 'click']);
  });

  it('a device that goes is sent, then reports nothing until it comes', async () => {
    (await touch(DOOR, 'Take offline')).should.equal(204);
    (await touch(DOOR, 'Open')).should.equal(409);
    (await touch(DOOR, 'Take offline')).should.equal(409);
    (await touch(DOOR, 'Bring online')).should.equal(204);
    (await seen()).messages.should.eql([
      'Front door sensor: online  waits',
      'Front door sensor: offline  waits',
    ]);
    rig.cloud.plug(DOOR, false);
    const { devices } = await seen();
    devices
      .filter(({ online }) => !online)
      .map(({ id }) => id)
      .should.containEql(DOOR);
  });

  it('a command that changes a device is sent with what follows from it, a refused one is not', async () => {
    await command('sock0001coffee', 'switch_1', false);
    await command('sock0002garage', 'switch_1', true).should.be.rejected();
    (await seen()).messages.should.eql(['Coffee socket: {"switch_1":false,"cur_power":0}  waits']);
  });

  it('a scene is sent, and what it does', async () => {
    await rig.call({ method: 'POST', path: '/v1.0/homes/101/scenes/scene1goodnight/trigger' });
    const { messages } = await seen();
    messages.should.eql([
      'Good night: carried out  waits',
      'Television socket: {"switch_1":false}  waits',
      'Kitchen lamp: {"switch_led":false}  waits',
      'Coffee socket: {"switch_1":false}  waits',
    ]);
  });

  it('a device may report by itself, and tests need not touch the page', async () => {
    rig.cloud.report(DOOR, { battery_percentage: 5 });
    (await seen()).messages.should.have.length(1);
    const { envelope } = await rig.call({ path: `/v1.0/devices/${DOOR}/status` });
    (envelope.result as object[]).should.containEql({ code: 'battery_percentage', value: 5 });
    (() => {
      rig.cloud.report('nobody', {});
    }).should.throw(/no device nobody/);
  });

  it('sends nothing while the messaging rule is off', async () => {
    rig.cloud.messages.rule = false;
    (await touch(DOOR, 'Open')).should.equal(204);
    rig.cloud.messages.backlog().should.be.empty();
  });

  it('lets nobody touch what is not there', async () => {
    for (const [device, deed] of [
      ['nobody', 'Open'],
      [DOOR, 'Paint'],
      [BUTTON, 'Open'],
    ] as const) {
      (await touch(device, deed)).should.equal(409);
    }
    (await fetch(`${rig.cloud.url}/hand`, { method: 'POST', body: 'x' })).status.should.equal(409);
    (await fetch(`${rig.cloud.url}/hand`)).status.should.equal(404);
    rig.cloud.messages.backlog().should.be.empty();
  });

  it('is touched on its page', async function () {
    const chromium = findChromium();
    if (chromium === undefined) {
      if (process.env.CI) throw new Error('Chromium is required where CI is set');
      this.skip();
    }
    const browser = await openBrowser(chromium);
    try {
      const page = await browser.newPage();
      await page.goto(rig.cloud.url);
      await page.getByRole('button', { name: 'Open Front door sensor' }).click();
      await page.getByText('Front door sensor: {"doorcontact_state":true}  waits').waitFor();
      await page.getByRole('button', { name: 'Take offline Hall button' }).click();
      await page.getByRole('button', { name: 'Bring online Hall button' }).waitFor();
      (await page.getByRole('button', { name: 'Press Hall button' }).count()).should.equal(0);
      const folder = process.env.TUYA_PICTURES;
      if (folder !== undefined) await page.screenshot({ path: `${folder}/house.png`, fullPage: true });
    } finally {
      await browser.close();
    }
  });
});
