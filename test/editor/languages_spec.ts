import 'should';
import { DATA_CENTERS } from '../../nodes/cloud/data-centers';
import { PATHS, STEPS } from '../../nodes/shared/admin';
import { picture } from '../support/editor';
import { useSpeakingEditor } from '../support/speaking-editor';
import { strangerTo } from '../support/strange-texts';
import { LANGUAGES } from '../support/texts';

const DIALOG = '.red-ui-tray-body';
const HELP = '.red-ui-help';

describe('an editor that speaks', function () {
  this.timeout(180_000);
  const editor = useSpeakingEditor();

  for (const lang of LANGUAGES) {
    describe(lang, () => {
      const strange = strangerTo(lang);
      const look = async (name: string, place = DIALOG): Promise<void> => {
        const texts = await editor().read(place);
        texts.length.should.be.above(0, name);
        // The help tells of properties of messages, whose names are the words for them in English.
        const found = strange(texts).filter((one) => place !== HELP || !/: \w+$/.test(one));
        found.should.eql([], `${lang}, ${name}`);
        await picture(editor().page, `${lang}-${name}`);
      };

      before(() => editor().speak(lang));
      beforeEach(() => {
        editor().cloud.clearFaults();
      });

      it('shows its language on the canvas: names, statuses, and why a node is wrong', async () => {
        const { page } = editor();
        await page.waitForFunction(
          "$('.red-ui-flow-node-status-label').toArray().some((one) => one.textContent)",
        );
        await look('canvas', '#red-ui-workspace-chart');
        const reasons = await page.evaluate<string[]>(
          'RED.nodes.filterNodes({}).flatMap(({ validationErrors }) => validationErrors ?? []).map((one) => one.message ?? String(one))',
        );
        reasons.length.should.be.above(4);
        strange(reasons).should.eql([]);
      });

      it('an account without a key, all unfolded', async () => {
        await editor().openAccount();
        await editor().unfold();
        await look('new-account');
        await editor().cancel();
      });

      it('an account with a key: its usage, its test, what fails in it, and the search for the data center', async () => {
        const { page, cloud } = editor();
        await editor().openAccount('a');
        await editor().unfold();
        await page.locator('#tuya-config-usage dl, #tuya-config-usage p').first().waitFor();
        await page.locator('#tuya-config-test').click();
        await page.waitForFunction(
          "$('#tuya-config-stop').is(':hidden') && $('#tuya-config-results li').length > 0",
        );
        await look('test-good');
        cloud.fail({ code: 1106, msg: 'permission deny' }, { kind: 'business', times: 9 });
        await page.locator('#tuya-config-test').click();
        await page.waitForFunction(
          "$('#tuya-config-stop').is(':hidden') && $('#tuya-config-results .tuya-bad').length > 0",
        );
        await look('test-bad');
        await page.locator('#node-config-input-secret').fill('wrong');
        await look('outdated');
        await page.locator('#tuya-config-test').click();
        await page.waitForFunction(
          "$('#tuya-config-stop').is(':hidden') && $('#tuya-config-results .tuya-bad').length > 0",
        );
        await look('test-secret');
        await page.locator('#tuya-config-find').click();
        await look('find');
        const centers = Object.keys(DATA_CENTERS).map((dataCenter, at) => ({
          ...{ dataCenter, ok: at < 2, message: '' },
          ...(at > 2 ? { unknown: true } : {}),
        }));
        const body = centers.map((step) => `${JSON.stringify(step)}\n`).join('');
        await page.route('**/tuya-config/find-data-center', (route) =>
          route.fulfill({ contentType: STEPS, body }),
        );
        await page.locator('#tuya-config-results button').first().click();
        await page.locator('.tuya-choose').nth(1).waitFor();
        await look('centers');
        await page.locator('.tuya-choose').first().click();
        await look('center-chosen');
        await page.unroute('**/tuya-config/find-data-center');
        await page.locator('#node-config-input-timeout').fill('x');
        await editor().cancel();
      });

      it('an account in code mode: who has authorized, and a code that is refused', async () => {
        const { page } = editor();
        await editor().openAccount('b');
        await page.locator('#tuya-config-users li').first().waitFor();
        await page.locator('#tuya-config-pasted').fill('nonsense');
        const answered = page.waitForResponse((reply) => reply.url().includes(PATHS.pasteCode));
        await page.locator('#tuya-config-exchange').click();
        await answered;
        await editor().unfold();
        await look('code-mode');
        await editor().cancel();
      });

      it('a request: the search for a call, the devices, the values, and what is folded', async () => {
        const { page } = editor();
        await editor().open('n');
        await editor().unfold();
        await look('request');
        await page.locator('#tuya-request-search').fill('device');
        await page.locator('#tuya-request-found li').first().waitFor();
        await look('search');
        await page.locator('#tuya-request-search').fill('xyzzy');
        await page.locator('.tuya-search .tuya-choice-none:visible').waitFor();
        await look('search-none');
        await page.locator('#tuya-request-search').fill('send commands to a device');
        await page.locator('#tuya-request-found li').first().waitFor();
        await page.keyboard.press('Enter');
        await look('no-device');
        await page.locator('#tuya-request-pick-device').click();
        await page.locator('#tuya-request-row-device .tuya-picker li').first().waitFor();
        await look('devices');
        await page.locator('#tuya-request-row-device .tuya-picker li', { hasText: 'lamp0001desk' }).click();
        await page.locator('#tuya-request-values-list .tuya-value-row').first().waitFor();
        await look('values');
        await page.locator('#tuya-request-search').fill('list devices by ids');
        await page.locator('#tuya-request-found li').first().waitFor();
        await page.keyboard.press('Enter');
        await look('query');
        await editor().cancel();
      });

      it('the users of an account in code mode, and the codes and devices of an event', async () => {
        const { page } = editor();
        await editor().open('n');
        await page.evaluate("$('#node-input-account').val('b').trigger('change')");
        await page.locator('#tuya-request-pick-user').click();
        await page.waitForFunction("$('.tuya-picker [aria-disabled]').length === 0");
        await look('users', '#tuya-request-row-uid');
        await editor().cancel();
        await editor().open('e');
        await page.locator('#tuya-event-pick-code').click();
        await page.waitForFunction("$('.tuya-picker [aria-disabled]').length === 0");
        await look('codes-without-devices');
        await page.locator('#tuya-event-pick-device').click();
        await page.locator('#tuya-event-row-devices .tuya-picker li', { hasText: 'lamp0001desk' }).click();
        await page.locator('#tuya-event-pick-code').click();
        if ((await page.locator('#tuya-event-row-codes .tuya-picker').count()) === 0)
          await page.locator('#tuya-event-pick-code').click();
        await page.locator('#tuya-event-row-codes .tuya-picker li').first().waitFor();
        await look('codes', '#tuya-event-row-codes');
        await editor().cancel();
      });

      it('tokens and events, and the help beside each', async () => {
        const { page } = editor();
        for (const [id, type] of [
          ['k', 'tuya-token'],
          ['e', 'tuya-event'],
        ] as const) {
          await editor().open(id);
          await editor().unfold();
          await look(type);
          await editor().cancel();
        }
        for (const type of ['tuya-config', 'tuya-request', 'tuya-token', 'tuya-event']) {
          await page.evaluate(`RED.sidebar.help.show('${type}', true)`);
          await page.locator('.red-ui-help h3').first().waitFor();
          await look(`help-${type}`, HELP);
        }
      });

      it('the page to which a login returns', async () => {
        const { nodeRed } = editor();
        const address = `${nodeRed.url}/${PATHS.callback}?state=unknown&code=x`;
        const reply = await fetch(address, { headers: { 'accept-language': lang } });
        const body = (await reply.text()).replace(/<style[^]*?<\/style>|<script[^]*?<\/script>/g, '');
        const lines = body
          .split(/<[^>]+>/)
          .map((line) => line.trim())
          .filter(Boolean);
        lines.length.should.be.above(1);
        strange(lines).should.eql([]);
        body.should.match(new RegExp(`lang="${lang}"`));
      });

      it('nothing has gone wrong in the page', () => {
        // The code that was refused above.
        editor()
          .faults.filter((fault) => !fault.includes('status of 400'))
          .should.eql([]);
      });
    });
  }

  for (const lang of ['zh-TW', 'pt-BR', 'ko', 'ru']) {
    it(`of Node-RED’s ${lang} is said nothing of ours but English, and no key`, async () => {
      await editor().speak(lang);
      await editor().openAccount('b');
      await editor().unfold();
      await editor().page.locator('#tuya-config-usage p').first().waitFor();
      const texts = await editor().read(DIALOG);
      texts.should.containEql('Data center').and.containEql('Authorize a user');
      texts.join('\n').should.match(/^In \w+ 20\d\d no call was counted yet\.$/m);
      strangerTo('en-US')(texts).should.eql([]);
      await editor().cancel();
      await editor().open('n');
      (await editor().read(DIALOG)).should.containEql('Find a call');
      await editor().cancel();
      (await editor().read('#red-ui-workspace-chart')).should.containEql('Read the state of a device');
      strangerTo('en-US')(await editor().read('#red-ui-workspace-chart')).should.eql([]);
    });
  }
});
