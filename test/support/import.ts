import type { Page } from 'playwright-core';
import 'should';

/**
 * Imports a flow as a person does: Import in the menu, paste, Import. The examples share one account: when it is there already,
 * Node-RED asks, and a copy of the flow uses the account that is there. Resolves with the flow's new nodes by their old ids.
 */
export async function importFlow(
  page: Page,
  flow: string,
): Promise<{ id: string; type: string; name: string }[]> {
  await page.evaluate("RED.actions.invoke('core:show-import-dialog')");
  const text = page.locator('#red-ui-clipboard-dialog-import-text');
  await text.fill(flow);
  await text.press('End'); // the dialog reads the text when a key goes up
  const before = await page.evaluate<string[]>('RED.nodes.filterNodes({}).map(({ id }) => id)');
  await page.locator('#red-ui-clipboard-dialog-ok').click();
  await page.locator('#red-ui-notifications button', { hasText: 'Import copy' }).click();
  await page.mouse.click(800, 600); // puts down what hangs on the mouse, if anything does
  const after = await page.evaluate<{ id: string; type: string; name: string }[]>(
    'RED.nodes.filterNodes({}).map(({ id, type, name }) => ({ id, type, name }))',
  );
  return after.filter(({ id }) => !before.includes(id));
}

/**
 * Deploys, and waits until the flows run: Node-RED answers the deploy before it has started them, and says later under which
 * revision they run.
 */
export async function deploy(page: Page): Promise<void> {
  await page.evaluate(`void (window.running = new Promise((resolve) => {
    const before = RED.nodes.version();
    const heard = (topic, { revision }) => {
      if (revision === before) return;
      RED.comms.unsubscribe(topic, heard);
      resolve();
    };
    RED.comms.subscribe('notification/runtime-deploy', heard);
  }))`);
  const deployed = page.waitForResponse(
    (reply) => reply.url().endsWith('/flows') && reply.request().method() === 'POST',
  );
  await page.locator('#red-ui-header-button-deploy').click();
  (await deployed).status().should.equal(200);
  await page.evaluate('window.running');
}

/** Puts nodes into the editor as an import does, without its dialog. */
export async function importNodes(page: Page, nodes: object[]): Promise<void> {
  await page.evaluate(`void RED.nodes.import(${JSON.stringify(nodes)}, { generateIds: false })`);
}
