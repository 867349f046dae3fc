import type { Page } from 'playwright-core';
import should from 'should';
import { picture, useEditor } from '../../support/editor';
import { examples } from '../../support/examples';
import { deploy, importExample } from '../../support/import';
import type { Imported } from '../../support/import';

/** A node as it is drawn: its middle, its size, and what the editor thinks of it. */
interface Drawn {
  name: string;
  type: string;
  x: number;
  y: number;
  w: number;
  h: number;
  valid: boolean;
  outputs: number;
}

/** Groups hold nodes and are no nodes: they are not in the list. */
const drawnOn = (tab: string): string =>
  `RED.nodes.filterNodes({ z: '${tab}' }).map(({ name, type, x, y, w, h, valid, outputs }) => ({ name, type, x, y, w, h, valid, outputs }))`;

/** Room below a node for what it shows there, and beside it for its button. */
const STATUS = 20;
const SHOWS = /^(tuya-|debug$|trigger$)/;
const BUTTON = 26;

/** Where a node is, with what hangs on it. */
function boxOf({ type, x, y, w, h }: Drawn): [number, number, number, number] {
  const left = x - w / 2 - (type === 'inject' ? BUTTON : 0);
  const right = x + w / 2 + (type === 'debug' ? BUTTON : 0);
  return [left, right, y - h / 2, y + h / 2 + (SHOWS.test(type) ? STATUS : 0)];
}

function overlap(one: Drawn, other: Drawn): boolean {
  const [left, right, top, bottom] = boxOf(one);
  const [otherLeft, otherRight, otherTop, otherBottom] = boxOf(other);
  return left < otherRight && otherLeft < right && top < otherBottom && otherTop < bottom;
}

describe('every example in a real browser', function () {
  this.timeout(90_000);
  const editor = useEditor();
  let page: Page;
  before(() => {
    ({ page } = editor());
    page.setDefaultTimeout(15_000);
  });

  for (const example of examples) {
    describe(`"${example.name}"`, () => {
      let nodes: Imported[];
      let drawn: Drawn[];

      it('comes in by the menu, whole, and nothing in it is marked as unfinished', async () => {
        ({ nodes } = await importExample(page, example));
        const tab = nodes.find(({ type }) => type === 'comment')?.z ?? '';
        await page.evaluate(`RED.workspaces.show('${tab}')`);
        // A node has its size once it is drawn.
        await page.waitForFunction(`RED.nodes.filterNodes({ z: '${tab}' }).every(({ w }) => w > 0)`);
        drawn = await page.evaluate<Drawn[]>(drawnOn(tab));
        drawn.filter(({ valid }) => !valid).should.eql([]);
        (await page.locator('.red-ui-flow-node-error:visible').count()).should.equal(0);
        await picture(page, `example-${example.number}`);
      });

      it('is tidy: nothing overlaps, left edges are on the grid, and all begins at the left of its comment', () => {
        for (const [index, one] of drawn.entries()) {
          for (const other of drawn.slice(index + 1))
            overlap(one, other).should.be.false(`${one.name} and ${other.name}`);
          ((one.x - one.w / 2) % 20).should.equal(0, one.name);
        }
        const comment = drawn.find(({ type }) => type === 'comment');
        const edge = Math.min(...drawn.map(({ x, w }) => x - w / 2));
        should((comment?.x ?? 0) - (comment?.w ?? 0) / 2).equal(edge);
        Math.min(...drawn.map(({ y }) => y)).should.equal(comment?.y);
      });

      it('is deployed without a question or an error', async () => {
        await deploy(page);
        (await page.locator('#red-ui-notifications .red-ui-notification-error').count()).should.equal(0);
        editor().faults.should.eql([]);
      });
    });
  }

  describe('all of them', () => {
    it('use the two accounts of the start, and the one that the first has brought', async () => {
      const accounts = await page.evaluate<string[]>(
        "(() => { const names = []; RED.nodes.eachConfig(({ type, name }) => { if (type === 'tuya-config') names.push(name); }); return names; })()",
      );
      const own = accounts.filter((name) => name.includes('Tuya')).sort();
      own.should.eql(['My Tuya project', 'My Tuya project, code mode', 'Tuya played here']);
    });

    it('their comments are read at the side, as headings and paragraphs', async () => {
      await page.locator('.red-ui-tab-label', { hasText: 'List the devices' }).first().click();
      await page.locator('.red-ui-flow-node-group', { hasText: 'your devices appear' }).first().click();
      await page.evaluate("RED.sidebar.show('info')");
      const headings = page.locator('.red-ui-sidebar-info h3:visible');
      await headings.first().waitFor();
      (await headings.allInnerTexts()).should.eql(['What it does', 'What to change', 'What to expect']);
      await picture(page, 'example-comment');
    });
  });
});
