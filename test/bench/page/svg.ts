/** What every chart is made of: an SVG that reads well on light and on dark ground, and says in words what it shows. */

export const WIDTH = 720;

/** One colour for each line, told apart by those who see few colours too; this client's comes first. */
export const SERIES = 7;

const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 15px; font-weight: 600; }
    .small { font-size: 12px; fill: #59636e; }
    .bar { fill: #afb8c1; }
    .ours { fill: #ff4800; }
    .spread { stroke: #1f2328; stroke-width: 1.5; }
    .grid { stroke: #d1d9e0; stroke-width: 1; }
    .line { fill: none; stroke-width: 2; }
    .c0 { stroke: #ff4800; stroke-width: 3; } .c1 { stroke: #0969da; } .c2 { stroke: #1a7f37; }
    .c3 { stroke: #8250df; } .c4 { stroke: #9a6700; } .c5 { stroke: #bf3989; } .c6 { stroke: #59636e; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .small { fill: #9198a1; }
      .bar { fill: #57606a; }
      .spread { stroke: #e6edf3; }
      .grid { stroke: #3d444d; }
      .c1 { stroke: #4493f8; } .c2 { stroke: #3fb950; } .c3 { stroke: #ab7df8; }
      .c4 { stroke: #d29922; } .c5 { stroke: #db61a2; } .c6 { stroke: #9198a1; }
    }`;

/** Text as it may stand in XML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A place, with as many digits as can be seen. */
export function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A text at a place. */
export function text(x: number, y: number, content: string, more = ''): string {
  return `<text x="${at(x)}" y="${at(y)}"${more}>${escaped(content)}</text>`;
}

/** A line between two places. */
export function line(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  kind: string,
): string {
  return `<line class="${kind}" x1="${at(x1)}" y1="${at(y1)}" x2="${at(x2)}" y2="${at(y2)}"/>`;
}

/** The whole picture. */
export function svg(title: string, height: number, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${at(height)}" role="img" aria-labelledby="title">`,
    `  <title id="title">${escaped(title)}</title>`,
    `  <style>${STYLE}\n  </style>`,
    ...[text(0, 16, title, ' class="title"'), ...parts].map((part) => `  ${part}`),
    '</svg>',
    '',
  ].join('\n');
}

/** The least round number that is not below a value: 1, 2 or 5 and zeros. */
export function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((digit) => digit * power >= value) ?? 10) * power;
}
