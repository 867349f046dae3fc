import type { Page } from 'playwright-core';

/** Drags a node from the palette onto the canvas, as a person does; resolves with its id. */
export async function dragIn(page: Page, type: string, x: number, y: number): Promise<string> {
  const entry = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
  await entry.scrollIntoViewIfNeeded();
  const from = await entry.boundingBox();
  if (from === null) throw new Error(`${type} is not in the palette`);
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(x - 20, y - 20, { steps: 5 });
  await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.up();
  return page.evaluate<string>(`RED.nodes.filterNodes({ type: '${type}' }).at(-1).id`);
}

/** Draws a wire from the output of a node to the input of another. */
export async function wire(page: Page, from: string, to: string): Promise<void> {
  const middle = async (id: string, side: string): Promise<{ x: number; y: number }> => {
    const port = await page.locator(`[id="${id}"] .red-ui-flow-port-${side} .red-ui-flow-port`).boundingBox();
    if (port === null) throw new Error(`${id} has no ${side}`);
    return { x: port.x + port.width / 2, y: port.y + port.height / 2 };
  };
  const start = await middle(from, 'output');
  const end = await middle(to, 'input');
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move((start.x + end.x) / 2, start.y, { steps: 5 });
  await page.mouse.move(end.x, end.y, { steps: 5 });
  await page.mouse.up();
}
