// Says whether a tag may be released: tag, version and changelog have to say the same. `npm run release:check -- v1.2.3`; without a tag,
// the one that the version asks for.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The sections of a changelog by their names, newest first: `Unreleased`, `0.1.0`, each with its date and text. */
export function sections(changelog) {
  const [, ...parts] = changelog.replace(/^\[[^\]]+\]:.*$/gm, '').split(/^## /m);
  return parts.map((part) => {
    const [heading = '', ...lines] = part.split('\n');
    const [, name = heading.trim(), date] = /^\[?([^\]\s]+)\]?(?: - (\S+))?\s*$/.exec(heading) ?? [];
    return { name, date, text: lines.join('\n').trim() };
  });
}

/** Whether a text is a day that there is. */
const isDay = (text = '') => {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && text.length === 10;
};

/** What keeps a release from being made, a sentence each; none when all is well. */
export function complaints({ tag, version, locked, changelog }) {
  const found = [];
  if (tag !== `v${version}`) found.push(`The tag is ${tag}, and package.json asks for v${version}.`);
  if (locked !== version) found.push(`package-lock.json has ${locked}, package.json ${version}.`);
  const all = sections(changelog);
  const own = all.find(({ name }) => name === version);
  if (own === undefined) found.push(`CHANGELOG.md has no section for ${version}.`);
  else {
    if (!isDay(own.date))
      found.push(`CHANGELOG.md has no day for ${version}, such as "## [${version}] - 2026-01-31".`);
    if (own.text === '') found.push(`CHANGELOG.md says nothing of ${version}.`);
    if (all.find(({ name }) => name !== 'Unreleased') !== own)
      found.push(`CHANGELOG.md has another version above ${version}.`);
  }
  if ((all.find(({ name }) => name === 'Unreleased')?.text ?? '') !== '')
    found.push(`CHANGELOG.md has lines under Unreleased: they belong to ${version}, or to no release.`);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (file) => readFileSync(new URL(file, import.meta.url), 'utf8');
  const { version } = JSON.parse(read('package.json'));
  const { version: locked } = JSON.parse(read('package-lock.json'));
  const [tag = `v${version}`] = process.argv.slice(2);
  const found = complaints({ tag, version, locked, changelog: read('CHANGELOG.md') });
  for (const complaint of found) console.error(complaint);
  if (found.length === 0) console.log(`${tag} may be released.`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
