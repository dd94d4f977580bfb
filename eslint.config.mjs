// @ts-check
import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const SCRIPTS = ['**/*.{js,mjs,cjs}'];
const SOURCES = ['**/*.ts'];
const TESTS = [
  '**/*.spec.ts',
  '**/testing/**/*.ts',
  'engine/tests/**/*.ts',
  'e2e/**/*.ts',
  'benchmarks/**/*.ts',
  'examples/**/*.ts',
];

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      'dist/',
      'coverage/',
      'build/',
      // Made from the schema; see tools/schema-types.mjs.
      'executors/*/options.ts',
      'engine/options.ts',
      '.nx/',
      '.cache/',
      '**/fixtures/',
      'examples/**/build/',
      'examples/**/generated/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: SOURCES,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.check.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { prefer: 'type-imports', fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      // Heavy packages load where they are used: `require('x') as typeof import('x')`.
      '@typescript-eslint/no-require-imports': 'off',
      // An index known to be in range is said to be so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Types of others promise more than their code keeps (JSON.stringify, optional fields of Nx 22).
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // An index signature read as `env['NAME']` says that the name is data.
      '@typescript-eslint/dot-notation': 'off',
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // `'builtin' | string` names a special case for the reader.
      '@typescript-eslint/no-redundant-type-constituents': 'off',
      // Control characters in expressions are how text is made safe to print.
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    // A pipe or a device in place of a file must not hang a run.
    files: ['{cli,diagnostics,engine,executors,generators,modules,plugin,profile,state}/**/*.ts'],
    ignores: [
      ...TESTS,
      'state/regular-file.ts',
      'state/owner.ts',
      'generators/own-package.ts',
      'engine/render/thread-choice.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: 'node:fs',
          importNames: ['createReadStream', 'open', 'openSync', 'readFile', 'readFileSync'],
          message: 'Read through state/regular-file.',
        },
      ],
    },
  },
  {
    // Where text for a person comes out.
    files: ['cli/**/*.ts', 'executors/codegen/{executor,batch}.ts', ...TESTS],
    rules: { 'no-console': 'off' },
  },
  {
    // Tests look into parsed JSON and into values that they have just made.
    files: TESTS,
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: SCRIPTS,
    languageOptions: { globals: nodeGlobals() },
    rules: {
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always'],
      'prefer-const': 'error',
      'no-var': 'error',
    },
  },
  {
    files: ['**/*.{cjs,js}'],
    languageOptions: { sourceType: 'commonjs', globals: { __dirname: 'readonly', __filename: 'readonly' } },
  },
);

/**
 * Names that Node defines in every module.
 *
 * @returns {Record<string, 'readonly'>}
 */
function nodeGlobals() {
  const names = ['console', 'process', 'Buffer', 'URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder', 'performance'];
  const timers = [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'queueMicrotask',
    'structuredClone',
  ];
  return Object.fromEntries([...names, ...timers, 'AbortController', 'fetch'].map((name) => [name, 'readonly']));
}
