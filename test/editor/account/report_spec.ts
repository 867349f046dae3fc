import 'should';
import { reportText } from '../../../nodes/editor/account/report';
import type { Facts } from '../../../nodes/editor/account/report';
import type { ReportAnswer } from '../../../nodes/shared/admin';
import { HOME, useAccountEditor } from '../../support/account-editor';
import type { AccountEditor } from '../../support/account-editor';
import { picture } from '../../support/editor';

const at = new Date(Date.UTC(2026, 10, 26, 2, 30));

describe('the text of a report', () => {
  const form = {
    id: 'canary-id',
    name: 'canary-name',
    dataCenter: 'eu',
    mode: 'simple',
    baseUrl: 'https://canary.example',
    credentials: { client_id: 'canary-client', secret: 'canary-secret' },
  };
  const versions = { package: '1.2.3', nodeRed: '4.1.15', nodeJs: '20.20.2', system: 'linux arm64' };
  const stage = { message: 'canary-message', hint: 'canary-hint', details: 'canary-signed' };
  const whole: Facts = {
    form,
    runtime: {
      versions,
      deployed: {
        dataCenter: 'custom',
        mode: 'code',
        clockOffset: 1_200_400,
        lastError: { code: 'TUYA_1106', tuya: '1106', tid: 'abc', at: at.getTime() },
        calls: { today: 12, month: 345 },
      },
    },
    test: {
      at,
      // As they have ended.
      stages: [
        { stage: 'clock', ok: false, ...stage },
        { stage: 'key', ok: false, code: 'TUYA_1004', tid: 'def', ...stage },
        { stage: 'token', ok: false, tried: false, ...stage },
        { stage: 'settings', ok: true, ...stage },
      ],
    },
  };

  it('says what helps, and nothing that was entered', () => {
    reportText(whole)
      .split('\n')
      .should.eql([
        '### Tuya Cloud for Node-RED',
        '',
        '- package 1.2.3, Node-RED 4.1.15, Node.js 20.20.2, linux arm64',
        '- in the dialog: data center eu, mode simple',
        '- deployed: data center custom, mode code',
        "- Tuya's clock ahead by: +1200 s",
        '- calls: 12 today, 345 this month',
        "- last error: TUYA_1106, Tuya's code 1106, tid abc, at 2026-11-26T02:30:00.000Z",
        '- connection test at 2026-11-26T02:30:00.000Z:',
        '  - settings: good',
        '  - clock: FAILED',
        '  - key: FAILED (TUYA_1004, tid def)',
        '  - token: not tried',
        '',
      ]);
  });

  it('a variable tells neither its name nor its value', () => {
    const variables = { ...form, dataCenter: '${CANARY_CENTER}', mode: 'canary' };
    const text = reportText({ form: variables });
    text.should.match(/data center from a variable, mode from a variable/).and.not.match(/canary/i);
  });

  it('goes without what the runtime knows, and without a test', () => {
    reportText({ form }).should.equal(
      '### Tuya Cloud for Node-RED\n\n- in the dialog: data center eu, mode simple\n- connection test: none\n',
    );
    reportText({ form, runtime: { versions } }).should.match(/\n- deployed: no\n/);
  });
});

describe('Copy a report in a real browser', function () {
  this.timeout(90_000);
  const editor = useAccountEditor({}, { name: 'canary-name', subscription: 'canary-subscription' });

  /** What the button copies, as the clipboard gets it. */
  async function copied({ page }: AccountEditor): Promise<string> {
    await page.evaluate(
      "document.addEventListener('copy', () => { window.copied = document.activeElement.value; }, { once: true })",
    );
    await page.locator('#tuya-config-report').hover();
    await page.locator('#tuya-config-report').click();
    await page.waitForFunction('window.copied !== undefined');
    const text = await page.evaluate<string>('window.copied');
    await page.evaluate('delete window.copied');
    return text;
  }
  const asked = (): Promise<unknown> =>
    editor().page.waitForResponse((reply) => reply.url().endsWith('/tuya-config/a/report'));

  async function show(url?: string): Promise<void> {
    await editor().show(url);
    await Promise.all([asked(), editor().open()]);
  }

  it('it holds versions, stages with their codes and the last error, and no canary', async () => {
    await show();
    const { cloud, page, nodeRed } = editor();
    cloud.fail({ code: 1106, msg: 'canary of the cloud' }, { kind: 'business', times: 3 });
    await Promise.all([asked(), editor().test()]);
    const text = await copied(editor());
    await page.locator('.red-ui-popover', { hasText: 'Copied' }).waitFor();
    text.should.match(/^### Tuya Cloud for Node-RED\n/);
    text.should.match(/package \d+\.\d+\.\d+, Node-RED \d+\.\d+\.\d+[^,]*, Node\.js \d+\.\d+\.\d+/);
    text.should.match(/in the dialog: data center custom, mode simple/);
    text.should.match(/\n {2}- key: good\n/).and.match(/\n {2}- read: FAILED \(TUYA_1106, tid tid\d+\)\n/);
    const { hostname, port } = new URL(cloud.url);
    const canaries = [
      'canary',
      ...[cloud.client_id, cloud.secret, ...cloud.issuedTokens, hostname, port],
      ...cloud.devices.flatMap(({ id, name, uid }) => [id, name, uid]),
      ...['/v1.0', '/tmp', new URL(nodeRed.url).host, process.env.HOME ?? '/home'],
    ];
    for (const canary of canaries) text.should.not.containEql(canary);
    (await page.locator('#tuya-config-report-text').isVisible()).should.be.false();
    // Of two tests the last one counts, and of what the runtime knows what it knows when somebody comes to ask.
    cloud.clearFaults();
    await Promise.all([asked(), editor().test()]);
    await page.route('**/tuya-config/a/report', async (route) => {
      const reply = await route.fetch();
      const answer = (await reply.json()) as ReportAnswer;
      await route.fulfill({ json: { ...answer, versions: { ...answer.versions, system: 'a newer one' } } });
    });
    await page.mouse.move(0, 0);
    await Promise.all([asked(), page.locator('#tuya-config-report').hover()]);
    const later = await copied(editor());
    later.should.match(/\n {2}- read: good\n/).and.match(/a newer one\n/);
    await editor().cancel();
    await page.close();
  });

  it('it works on plain http in a home network too, where browsers have no other clipboard', async () => {
    await show(editor().nodeRed.url.replace('127.0.0.1', HOME));
    const { page } = editor();
    (await page.evaluate<string>('String(navigator.clipboard)')).should.equal('undefined');
    (await copied(editor())).should.match(/connection test: none/);
    await editor().cancel();
    await page.close();
  });

  it('where the browser copies nothing the text is there to be copied by hand', async () => {
    await show();
    const { page } = editor();
    await page.evaluate('document.execCommand = () => false');
    await page.locator('#tuya-config-report').click();
    const shown = page.locator('#tuya-config-report-text');
    await shown.waitFor();
    (await shown.inputValue()).should.match(/^### Tuya Cloud for Node-RED\n/);
    await picture(page, 'report');
    // What is not a setting makes no result an old one.
    (await page.locator('.tuya-outdated').count()).should.equal(0);
    editor().faults.should.eql([]);
    await editor().cancel();
  });
});
