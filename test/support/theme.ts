import type { Page } from 'playwright-core';

/** The editor's two themes. Node-RED 4 has the light one only, and takes no notice. */
export const THEMES = ['light', 'dark'] as const;

/** Shows the editor in a theme, as its setting does. */
export async function wear(page: Page, theme: (typeof THEMES)[number]): Promise<void> {
  await page.evaluate(`document.documentElement.classList.toggle('nr-theme-dark', ${theme === 'dark'})`);
}

/** The contrast of a text with what stands behind it, from 1 to 21, as WCAG counts it; opacity of what is around it included. */
export async function contrastOf(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const over = ([r, g, b, a = 1], back) => [r, g, b].map((part, i) => part * a + back[i] * (1 - a));
    const line = [];
    for (let one = element; one !== null; one = one.parentElement) line.unshift(one);
    let back = [255, 255, 255];
    let text = back;
    for (const one of line) {
      const style = getComputedStyle(one);
      const under = back;
      back = over(parts(style.backgroundColor), back);
      text = over(parts(style.color), back);
      const opacity = Number(style.opacity);
      text = over([...text, opacity], under);
    }
    const light = (colour) => {
      const [r, g, b] = colour.map((part) => part / 255).map((p) => (p <= 0.03928 ? p / 12.92 : ((p + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const [high, low] = [light(text), light(back)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  })()`);
}
