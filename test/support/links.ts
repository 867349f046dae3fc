/** What a Markdown page links to, and where it may be linked. */

/** A page without what is shown as code. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '``');
}

/** The targets of links and pictures, in the order of their forms: `[…](…)`, tags, and definitions. */
export function linksIn(text: string): string[] {
  const forms = [
    /\]\(([^)\s]+)(?: "[^"]*")?\)/g,
    /<(?:img|source|a)\b[^>]*? (?:src|srcset|href)="([^"]+)"/g,
    /^\[[^\]]+\]: (\S+)$/gm,
  ];
  return forms.flatMap((form) => [...prose(text).matchAll(form)].map(([, target = '']) => target));
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/(?<!\w)_|_(?!\w)/g, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
    const times = seen.get(name) ?? 0;
    seen.set(name, times + 1);
    return times === 0 ? name : `${name}-${times}`;
  });
}
