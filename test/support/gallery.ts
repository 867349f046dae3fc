import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { THEMES, wear } from './theme';

/** The pictures of the README, each in a light and a dark version, cropped to what matters. */

/** Their names: `flow` is in `flow-light.png` and `flow-dark.png`. */
export const PICTURES = [
  ...['flow', 'account', 'request', 'event', 'token', 'door', 'usage', 'chart', 'users', 'japanese', 'error'],
  'first-steps',
] as const;
export type Picture = (typeof PICTURES)[number];

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** The smallest box around all of them. */
async function around(places: readonly Locator[], margin: number): Promise<Box> {
  const boxes: Box[] = [];
  for (const place of places) {
    for (const one of await place.all()) {
      const box = await one.boundingBox();
      if (box === null) continue; // hidden
      boxes.push({ left: box.x, top: box.y, right: box.x + box.width, bottom: box.y + box.height });
    }
  }
  if (boxes.length === 0) throw new Error('What the picture is of is not in sight');
  return {
    left: Math.max(0, Math.min(...boxes.map(({ left }) => left)) - margin),
    top: Math.max(0, Math.min(...boxes.map(({ top }) => top)) - margin),
    right: Math.max(...boxes.map(({ right }) => right)) + margin,
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)) + margin,
  };
}

/** Takes a picture of a part of a page in both themes, into the folder that TUYA_PICTURES names; without one it only looks. */
async function take(page: Page, name: Picture, { left, top, right, bottom }: Box): Promise<void> {
  const folder = process.env.TUYA_PICTURES;
  const clip = { x: left, y: top, width: right - left, height: bottom - top };
  for (const theme of THEMES) {
    await wear(page, theme);
    await page.emulateMedia({ colorScheme: theme });
    const path = folder === undefined ? {} : { path: join(folder, `${name}-${theme}.png`) };
    await page.screenshot({ clip, animations: 'disabled', ...path });
  }
  await wear(page, 'light');
}

/** Nothing is in focus, below the mouse or about to fade. */
async function rest(page: Page): Promise<void> {
  const { height } = page.viewportSize() ?? { height: 900 };
  await page.mouse.move(480, height - 160);
  await page.waitForFunction("$('.red-ui-popover:visible').length === 0");
  await page.evaluate("document.activeElement?.blur(); $('#red-ui-notifications').hide(); void 0");
}

/** A dialog from its head down to the last of what matters. */
export async function pictureDialog(
  page: Page,
  name: Picture,
  last: string,
  first = '.red-ui-tray',
): Promise<void> {
  await rest(page);
  // A tray slides in from the right.
  await page.waitForFunction("Math.abs(parseFloat($('.red-ui-tray').last().css('right'))) < 1");
  const tray = await around([page.locator('.red-ui-tray-header')], 0);
  const { top } = await around([page.locator(first)], first === '.red-ui-tray' ? 0 : 8);
  const { bottom } = await around([page.locator(last)], 12);
  await take(page, name, { ...tray, top, bottom });
}

/** The nodes of the flow that is seen, and what of the sidebar is named. */
export async function pictureFlow(page: Page, name: Picture, sidebar?: string): Promise<void> {
  await rest(page);
  const nodes = await around([page.locator('.red-ui-flow-node-group')], 24);
  const canvas = await around([page.locator('#red-ui-workspace-chart')], 0);
  // Of the canvas alone: neither the palette's edge nor a scrollbar.
  const left = Math.max(nodes.left, canvas.left + 2);
  if (sidebar === undefined)
    await take(page, name, { ...nodes, left, right: Math.min(nodes.right, canvas.right - 12) });
  else {
    const side = await around([page.locator(sidebar)], 0);
    await take(page, name, {
      left,
      top: side.top,
      right: side.right,
      bottom: Math.max(nodes.bottom, side.bottom),
    });
  }
}

/** A page of a flow's own. */
export async function picturePage(page: Page, name: Picture, part: string): Promise<void> {
  const folder = process.env.TUYA_PICTURES;
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    const { left, top, right, bottom } = await around([page.locator(part)], 16);
    const path = folder === undefined ? {} : { path: join(folder, `${name}-${theme}.png`) };
    await page.screenshot({ clip: { x: left, y: top, width: right - left, height: bottom - top }, ...path });
  }
}
