// Makes what people read of the catalogue of errors: a page with the whole table, and a section of the help.

const REPOSITORY = 'https://github.com/tuya-flows/node-red-tuya-cloud/blob/main/nodes/cloud';

/** Where pages of this package are, as the editor sees them. */
const RESOURCES = 'resources/@tuya-flows/node-red-tuya-cloud';

/** The name of the page in a language. */
export const pageName = (lang) => `errors.${lang}.html`;

const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

/** Words as a page's own: what is no sentence begins with a small letter. */
const capital = (text) => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** Says texts in a language; what it lacks, in English. */
function sayer(texts, english) {
  const at = (level, key) => key.reduce((found, part) => found?.[part], level);
  return (...key) => at(texts, key) ?? at(english, key);
}

/** The rows by class, in the order of the classes' texts. */
function byClass(rows, english) {
  return Object.keys(english.page.class).map((name) => [
    name,
    Object.entries(rows).filter(([, row]) => row.class === name),
  ]);
}

function sourceOf(source, say) {
  if (source.startsWith('https:')) return `<a href="${escaped(source)}">${escaped(say('page', 'tuya'))}</a>`;
  const [page] = source.split(' ');
  return `<a href="${REPOSITORY}/${page}.md">${escaped(source)}</a>`;
}

function rowOf([code, { remedy, source }], say) {
  const disputed = say('codes', code, 'disputed');
  const doubt =
    disputed === undefined
      ? ''
      : `<p class="disputed">${escaped(say('page', 'disputed').replace('__text__', () => disputed))}</p>`;
  return `<tr id="${code}">
<th scope="row"><code>${code}</code></th>
<td>${escaped(capital(say('codes', code, 'cause')))}${doubt}</td>
<td>${escaped(say('codes', code, 'hint'))}</td>
<td>${escaped(say('page', 'does', remedy))}</td>
<td>${sourceOf(source, say)}</td>
</tr>`;
}

const STYLE = `
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 15px/1.45 system-ui, sans-serif; }
body { max-width: 80rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; margin: 1rem 0; }
h2 { margin: 2.2rem 0 0.2rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.8rem 0.45rem 0; border-bottom: 1px solid #8886; overflow-wrap: break-word; }
thead th { font-weight: 600; border-bottom-width: 2px; }
th:nth-child(1) { width: 13%; } th:nth-child(2) { width: 25%; } th:nth-child(4) { width: 20%; } th:nth-child(5) { width: 9%; }
tr:target { background: #fd62; outline: 2px solid #b80; }
.disputed { margin: 0.35rem 0 0; font-size: 0.87em; }
`;

/** A page with the whole table. */
export function errorsPage({ lang, texts, english, rows }) {
  const say = sayer(texts, english);
  const label = (key) => escaped(say('page', key));
  const heads = ['code', 'cause', 'hint', 'remedy', 'source'].map(
    (key) => `<th scope="col">${label(key)}</th>`,
  );
  const classes = byClass(rows, english);
  const sections = classes.map(
    ([name, all]) => `<section id="${name}">
<h2>${escaped(say('page', 'class', name))}</h2>
<p>${escaped(say('page', 'about', name))}</p>
<table>
<thead><tr>${heads.join('')}</tr></thead>
<tbody>
${all.map((row) => rowOf(row, say)).join('\n')}
</tbody>
</table>
</section>`,
  );
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${label('title')}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${label('title')}</h1>
<p>${label('intro')}</p>
<nav>${classes.map(([name]) => `<a href="#${name}">${escaped(say('page', 'class', name))}</a>`).join('\n')}</nav>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

/** A section of the help: the same in short, folded by class, and the way to the page. */
export function errorsHelp({ lang, texts, english, rows }) {
  const say = sayer(texts, english);
  const folds = byClass(rows, english).map(([name, all]) => {
    const terms = all.map(
      ([code]) =>
        `<dt>${code} <span class="property-type">${escaped(say('codes', code, 'cause'))}</span></dt><dd>${escaped(say('codes', code, 'hint'))}</dd>`,
    );
    return `<details><summary>${escaped(say('page', 'class', name))}</summary><dl class="message-properties">${terms.join('\n')}</dl></details>`;
  });
  return `<p>${escaped(say('page', 'section'))} <a href="${RESOURCES}/${pageName(lang)}" target="_blank">${escaped(say('page', 'link'))}</a>.</p>
${folds.join('\n')}`;
}
