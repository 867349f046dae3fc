import { readFileSync } from 'node:fs';
import html from 'eslint-plugin-html';
import tseslint from 'typescript-eslint';

/** Files that may not import what this expression matches; test/package/imports_spec.ts looks closer. */
const closed = (files, regex, message) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [{ regex, message }] }] },
});

const storeys = JSON.parse(readFileSync(new URL('test/support/storeys.json', import.meta.url), 'utf8'));

/** In the client every import falls: each storey is closed to what stands above it, and to what stands around the client. */
const falling = storeys.flatMap((rooms, storey) => {
  const above = storeys.slice(0, storey).flat().join('|') || '(?!)';
  const outside = '/(runtime|editor|shared)/|^(node-red$|@node-red/|express)';
  const message = 'Imports of the client fall: see nodes/README.md';
  return [
    closed(
      rooms.map((room) => `nodes/cloud/${room}/**/*.ts`),
      `^\\.\\.(/(${above})(/.*)?)?$|${outside}`,
      message,
    ),
    closed(
      rooms.map((room) => `nodes/cloud/${room}.ts`),
      `^\\./(${above})(/|$)|${outside}`,
      message,
    ),
  ];
});

export default tseslint.config(
  { ignores: ['**/dist/', '**/resources/', '**/node_modules/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Node-RED's catalogue and messages are open records.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-require-imports': ['error', { allowAsImport: true }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // should's assertions are getters and promises that mocha awaits.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ChainExpression MemberExpression[property.name="should"]',
          message: 'What is not there is not looked at: write should(it).equal(...)',
        },
      ],
    },
  },
  {
    // The abort signal's reason is the TuyaError that its controller was given.
    files: ['nodes/cloud/**/*.ts'],
    rules: {
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
  ...falling,
  closed(
    ['nodes/runtime/**/*.ts', 'nodes/*.ts'],
    '/cloud/(?!index$)|/editor/',
    'The client is entered by cloud/index',
  ),
  closed(
    ['nodes/editor/**/*.ts'],
    '/cloud(?!/(catalogue|values|data-centers|written)(/|$))|/runtime/|^node:',
    'The browser knows shared/, cloud/catalogue, cloud/values, cloud/data-centers and cloud/written',
  ),
  closed(
    ['nodes/shared/**/*.ts'],
    '^(?!\\./|\\.\\./cloud/values/)',
    'What dialog and runtime say to each other needs nobody but what values are',
  ),
  { files: ['nodes/*.html'], plugins: { html } },
);
