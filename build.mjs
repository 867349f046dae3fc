// Builds dist/ and resources/: compile, copy what TypeScript does not, bundle the dialogs, check that all is there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import { keepReached } from './declarations.mjs';
import { errorsHelp, errorsPage, pageName } from './errors-page.mjs';

const require = createRequire(import.meta.url);
const tsc = join(require.resolve('typescript/package.json'), '../bin/tsc');

rmSync('dist', { recursive: true, force: true });
rmSync('resources', { recursive: true, force: true });
// The first compiles everything; the others know less of the world, each what is there where it runs.
const projects = ['.', 'nodes', 'nodes/cloud', 'nodes/editor'];
const compiled = await Promise.all(
  projects.map((project) =>
    once(spawn(process.execPath, [tsc, '-p', project], { stdio: 'inherit' }), 'exit'),
  ),
);
if (compiled.some(([code]) => code !== 0)) process.exit(1);
keepReached(join('dist', 'nodes'), join('dist', 'nodes', 'cloud', 'index.d.ts'));

const { nodes } = JSON.parse(readFileSync('package.json', 'utf8'))['node-red'];
for (const type of Object.keys(nodes)) cpSync(`nodes/${type}.html`, `dist/nodes/${type}.html`);
for (const folder of ['icons', 'locales'])
  cpSync(`nodes/${folder}`, `dist/nodes/${folder}`, { recursive: true });
mkdirSync('resources');
// The table of errors: a page in each language, and a section of the help where it asks for one.
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const rows = read('nodes/cloud/errors/error-codes.json');
const english = read('nodes/locales/en-US/errors.json');
const languages = readdirSync('nodes/locales').filter((lang) =>
  existsSync(`nodes/locales/${lang}/errors.json`),
);
for (const lang of languages) {
  const catalogue = { lang, rows, english, texts: read(`nodes/locales/${lang}/errors.json`) };
  writeFileSync(`resources/${pageName(lang)}`, errorsPage(catalogue));
  const help = `dist/nodes/locales/${lang}/tuya-request.html`;
  const section = errorsHelp(catalogue);
  if (existsSync(help))
    writeFileSync(
      help,
      readFileSync(help, 'utf8').replace('<!-- every error -->', () => section),
    );
}
// A dialog that has a script of its own: the HTML loads it from resources/, under a global name such as TuyaConfig.
const scripts = Object.keys(nodes).filter((type) => existsSync(`nodes/editor/${type}.ts`));
for (const type of scripts) {
  await build({
    entryPoints: [`nodes/editor/${type}.ts`],
    bundle: true,
    format: 'iife',
    globalName: type.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase()),
    target: 'es2020',
    // What people read of a dialog is its HTML; the script is for the browser alone.
    minify: true,
    outfile: `resources/${type}.js`,
    logLevel: 'warning',
  });
}

for (const type of scripts)
  if (existsSync(`nodes/editor/${type}.css`)) cpSync(`nodes/editor/${type}.css`, `resources/${type}.css`);

const wanted = [
  'dist/nodes/cloud/index.d.ts',
  ...languages.map((lang) => `resources/${pageName(lang)}`),
  ...scripts.map((type) => `resources/${type}.js`),
];
for (const type of Object.keys(nodes)) {
  const html = readFileSync(`nodes/${type}.html`, 'utf8');
  for (const [, name] of html.matchAll(/icon: '([^']+)'/g)) wanted.push(`dist/nodes/icons/${name}`);
  for (const [, name] of html.matchAll(/(?:src|href)="resources\/@[\w-]+\/[\w-]+\/([^"]+)"/g))
    wanted.push(`resources/${name}`);
}
for (const [type, file] of Object.entries(nodes)) {
  wanted.push(file, `dist/nodes/${type}.html`);
  wanted.push(`dist/nodes/locales/en-US/${type}.json`, `dist/nodes/locales/en-US/${type}.html`);
}
const missing = wanted.filter((file) => !existsSync(file) || statSync(file).size === 0);
if (missing.length > 0) {
  console.error(`The build is incomplete, missing: ${missing.join(', ')}`);
  process.exit(1);
}
