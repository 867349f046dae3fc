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
  'quota used up': /^The calls of this month are used up: they begin anew on 20\d\d-\d\d-01/,
  'device not linked': /^The project does not see vdevo1600000000000/,
  'clock off': /^The clock of this machine is 7 minutes behind/,
  // It is the account of the second tab that has the same key.
  'somebody takes the token': /^The token was renewed and refused again: probably another account/,
  'a proxy drops a header': /^Something on the way removes headers with an underscore/,
  'device offline': /^(Garage socket \()?sock0002garage\)? is offline/,
  'code unknown to the device': /^(Desk lamp \()?lamp0001desk\)? was sent switch_9/,
};

describe('the tab of mistakes', function () {
  this.timeout(120_000);
  const editor = useEditor();

  it('has a button for each that is told of here', () => {
    BUTTONS.map(({ name }) => name)
      .sort()
      .should.eql(Object.keys(TOLD).sort());
  });

  it('the editor marks none of its nodes as wrong, so that Deploy asks nothing', async () => {
    // Node-RED looks at all of them, accounts too, when it has loaded the flows.
    const marked = await editor().page.evaluate<string[]>(`(() => {
      const marked = [];
      const look = ({ id, type, valid }) => {
        if (!valid) marked.push(type + ' ' + id);
      };
      RED.nodes.eachNode(look);
      RED.nodes.eachConfig(look);
      return marked;
    })()`);
    marked.should.eql([]);
  });

  it('each button shows its mistake in the debug sidebar at a glance, and all of it after a click', async () => {
    const { page, playground, faults } = editor();
    await page.evaluate("RED.workspaces.show('wrong0flow'); RED.sidebar.show('debug')");
    const shown = page.locator('.red-ui-debug-msg');
    for (const { name, id } of BUTTONS) {
      (await fetch(`${playground.url}/inject/${id}`, { method: 'POST' })).status.should.equal(200);
      // The account tells what it has learned of itself, too.
      const own = shown.filter({ hasText: `node: ${id.replace('button', 'node')}` });
      const payload = own.locator('.red-ui-debug-msg-payload');
      await payload.waitFor();
      (await payload.innerText()).replaceAll('"', '').should.match(TOLD[name] ?? /^$/);
    }
    // What the account tells of the whole names the same one as the call that has met it.
    const told = shown.filter({ hasText: 'node: My Tuya project' }).last();
    (await told.innerText()).should.match(/Tokens are refused soon after/);
    await told.locator('.red-ui-debug-msg-expandable').first().click();
    (await told.innerText()).replace(/\s+/g, ' ').should.match(/probably another account of this Node-RED/);
    await picture(page, 'when-something-goes-wrong');
    const first = shown.filter({ hasText: 'node: wrong00node' }).locator('.red-ui-debug-msg-payload');
    await first.locator('.red-ui-debug-msg-expandable').click();
    (await first.locator('pre').innerText()).should
      .match(/project's Overview page in the Tuya IoT console into the account\./)
      .and.match(/\(Tuya answered 1004: sign invalid\)$/);
    faults.should.eql([]);
  });
});
