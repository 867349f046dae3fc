import type { Locator, Page } from 'playwright-core';
import 'should';
import type { Example } from './examples';

const packageName = '@tuya-flows/node-red-tuya-cloud';

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
  const [deployed] = await Promise.all([
    page.waitForResponse((reply) => reply.url().endsWith('/flows') && reply.request().method() === 'POST'),
    page.locator('#red-ui-header-button-deploy').click(),
  ]);
  deployed.status().should.equal(200);
  await page.evaluate('window.running');
}

/** Puts nodes into the editor as an import does, without its dialog. */
export async function importNodes(page: Page, nodes: object[]): Promise<void> {
  await page.evaluate(`void RED.nodes.import(${JSON.stringify(nodes)}, { generateIds: false })`);
}

/** A node that has come with an import. */
export interface Imported {
  id: string;
  type: string;
  name: string;
  z: string;
}

/** All nodes in the editor, config nodes too. */
function allNodes(page: Page): Promise<Imported[]> {
  return page.evaluate<Imported[]>(
    "(() => { const all = []; for (const each of ['eachNode', 'eachConfig']) RED.nodes[each](({ id, type, name, z }) => { all.push({ id, type, name, z }); }); return all; })()",
  );
}

/**
 * Imports an example as a person does: Import in the menu, Examples, the package, the folder, the example, Import. Where Node-RED
 * asks because some of the nodes exist already, a copy is imported, or what it proposes when it shows them. Resolves with the new
 * nodes, and whether it has asked.
 */
export async function importExample(
  page: Page,
  { folder, number, name }: Example,
  answer: 'Import copy' | 'View nodes...' = 'Import copy',
): Promise<{ asked: boolean; nodes: Imported[] }> {
  const before = new Set((await allNodes(page)).map(({ id }) => id));
  await page.evaluate("RED.actions.invoke('core:show-import-dialog')");
  const dialog = page.locator('.ui-dialog:has(#red-ui-clipboard-dialog)');
  await dialog.locator('.red-ui-tab-label', { hasText: /^Examples$/ }).click();
  const line = (text: string): Locator =>
    dialog.locator(`.red-ui-treeList-label-text:visible:text-is(${JSON.stringify(text)})`);
  for (const one of [packageName, folder, `${number} - ${name}`]) {
    await line(one).waitFor();
    // What slides in takes its lines from under the mouse.
    await page.waitForFunction("$('.ui-dialog :animated').length === 0");
    await line(one).click();
  }
  const drawn = await page.evaluate<number>('RED.nodes.filterNodes({}).length');
  await page.locator('#red-ui-clipboard-dialog-ok').click();
  const button = page.locator('#red-ui-notifications button', { hasText: answer });
  const came = page.waitForFunction(`RED.nodes.filterNodes({}).length > ${drawn}`);
  const asked = await Promise.race([button.waitFor().then(() => true), came.then(() => false)]);
  if (asked) await button.click();
  if (asked && answer === 'View nodes...')
    await page.locator('#red-ui-clipboard-dialog-import-conflict').click();
  await came;
  const nodes = (await allNodes(page)).filter(({ id }) => !before.has(id));
  return { asked, nodes };
}
