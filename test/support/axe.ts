import { readFileSync } from 'node:fs';
import type { AxeResults, NodeResult, Result } from 'axe-core';
import type { Page } from 'playwright-core';

/** What a library that knows the WCAG finds wrong with parts of a page. */

/** The rules of WCAG 2.0 to 2.2 that a program can judge, levels A and AA. */
export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] as const;

/** Which parts of a page are looked at, as selectors. */
export interface Part {
  include: string;
  /** What is in them and somebody else's. */
  exclude?: readonly string[];
}

/** Where the library is; TUYA_AXE names it for who runs in a copy without the modules of the repository. */
function library(): string {
  return readFileSync(process.env.TUYA_AXE ?? require.resolve('axe-core/axe.min.js'), 'utf8');
}

/** Why an element does not pass, one reason a line. */
function why({ any, all, none }: NodeResult): string {
  return [...any, ...all, ...none].map(({ message }) => message).join('; ');
}

/** Whether a rule has looked at colours. */
function isMeasured({ id, nodes }: Result): boolean {
  const data = nodes.flatMap(({ any }) =>
    any.map((check) => check.data as { contrastRatio?: number } | null),
  );
  return id === 'color-contrast' && data.some((one) => typeof one?.contrastRatio === 'number');
}

function readable({ id, nodes }: Result): string[] {
  return nodes.map((node) => `${id}: ${node.target.join(' ')} – ${why(node)} – ${node.html.slice(0, 160)}`);
}

/**
 * What breaks a rule: rule, element, why. A contrast that the library could not measure counts as well, so that nothing passes because
 * nobody looked.
 * @param part the whole page where it is left out
 */
export async function violations(page: Page, part: Part = { include: 'html' }): Promise<string[]> {
  // As the console would, which no policy of the page's own forbids.
  if (!(await page.evaluate<boolean>("'axe' in window"))) await page.evaluate(library());
  // The body of Node-RED's editor has no height and hides what goes beyond: the library would take all of it for unseen.
  await page.evaluate("void (document.body.style.minHeight = '100vh')");
  const context = { include: [part.include], exclude: part.exclude ?? [] };
  const options = {
    runOnly: { type: 'tag', values: WCAG },
    rules: { 'target-size': { enabled: true } },
  };
  const found = await page.evaluate<Pick<AxeResults, 'passes' | 'violations' | 'incomplete'>>(
    `axe.run(${JSON.stringify(context)}, ${JSON.stringify(options)})`,
  );
  if (![...found.passes, ...found.violations].some(isMeasured)) throw new Error('The library saw no word');
  // But for signs such as ℃, and for words in a drawing, whose colour is a filling: the library knows neither.
  const isKnown = (node: NodeResult): boolean =>
    !node.html.startsWith('<text') && !why(node).includes('non-text');
  const unmeasured = found.incomplete
    .filter(({ id }) => id === 'color-contrast')
    .map((rule) => ({ ...rule, nodes: rule.nodes.filter(isKnown) }));
  return [...found.violations, ...unmeasured].flatMap(readable);
}
