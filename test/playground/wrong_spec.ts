import 'should';
import { picture, useEditor } from '../support/editor';
import { BUTTONS } from './wrong';

/** What each button is told, as far as it is seen without a click. */
const TOLD: Readonly<Record<string, RegExp>> = {
  'wrong secret': /^The secret is wrong or belongs to another project: copy the Access Secret/,
  'blank in the secret': /^The secret holds a blank\. Copy the Access Secret/,
  'secret cut short': /^The secret has 31 characters, and Tuya's have 32/,
  'ID and secret swapped': /^client_id and secret have changed places/,
  'secret made anew at Tuya': /^The key worked before, so its secret may have been made anew/,
  'wrong data center': /^The data center that the account calls is not enabled/,
  'App key in simple mode': /^The key is probably an App Authorization key/,
  'Cloud key in code mode': /^The key is probably a Cloud Authorization key/,
  'service not authorized': /^The project may not use the service Weather Service/,
  'trial over': /^The trial of IoT Core is over/,
  'quota used up': /^The calls of this month are used up: they begin anew on [A-Z][a-z]+ 1\b/,
  'device not linked': /^The project does not see vdevo1600000000000/,
  'clock off': /^The clock of this machine is 7 minutes behind/,
  // It is the account of the second tab that has the same key.
  'somebody takes the token': /^The token was renewed and refused again: probably another account/,
  'a proxy drops a header': /^Something on the way removes headers with an underscore/,
  'device offline': /^(Garage socket \()?sock0002garage\)? is offline/,
  'code unknown to the device': /^(Desk lamp \()?lamp0001desk\)? does not take switch_9/,
};

describe('the tab of mistakes', function () {
  this.timeout(120_000);
  const editor = useEditor();

  it('has a button for each that is told of here', () => {
    BUTTONS.map(({ name }) => name)
      .sort()
      .should.eql(Object.keys(TOLD).sort());
  });

  it('each button shows its mistake in the debug sidebar at a glance, and all of it after a click', async () => {
    const { page, playground, faults } = editor();
    await page.evaluate("RED.workspaces.show('wrong0flow'); RED.sidebar.show('debug')");
    // The account tells of itself besides, in a line of its own.
    const toldOf = (name: string): ReturnType<typeof page.locator> => {
      const { source } = TOLD[name] ?? /^$/;
      return page.locator('.red-ui-debug-msg-payload', {
        hasText: new RegExp(source.replace('^', '^\\s*"?')),
      });
    };
    for (const { name, id } of BUTTONS) {
      (await toldOf(name).count()).should.equal(0);
      (await fetch(`${playground.url}/inject/${id}`, { method: 'POST' })).status.should.equal(200);
      await toldOf(name).first().waitFor();
    }
    await picture(page, 'when-something-goes-wrong');
    const first = toldOf(BUTTONS[0]?.name ?? '').first();
    await first.locator('.red-ui-debug-msg-expandable').click();
    (await first.locator('pre').innerText()).should
      .match(/project's Overview page in the Tuya IoT console into the account\./)
      .and.match(/\(Tuya answered 1004: sign invalid\)$/);
    faults.should.eql([]);
  });
});
