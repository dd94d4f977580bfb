import type { Json } from '../place';
import { error, levelRow, level, text, type Row, type RowParts } from '../row';

/** Node runs TypeScript natively from 22.18 on. */
const HAS_TYPESCRIPT = Boolean((process.features as { typescript?: string | false }).typescript);

/** A name that is computed at run time cannot be hashed. */
const COMPUTED = error('computed-import', 'import it by a literal name');

/** A helper that imports its number from another module. */
function importRow(
  id: string,
  title: string,
  helper: string,
  parts: Partial<RowParts> & { readonly local?: string },
): Row {
  const { local = 'code/level.mjs', files, ...rest } = parts;
  const isEsm = helper.includes('export default');
  const entry = isEsm ? 'code/h.mjs' : 'code/h.cjs';
  const first = local.endsWith('.json')
    ? '1\n'
    : local.endsWith('.mjs')
      ? 'export const level = 1;\n'
      : 'exports.level = 1;\n';
  return levelRow(id, title, entry, {
    edit: (at) => at.replace(local, '1', '2'),
    ...rest,
    files: { [entry]: helper, [local]: first, ...files },
  });
}

const USES_IT = 'export default { level: () => level };\n';

export const MODULES: readonly Row[] = [
  levelRow('cjs-edited', 'CommonJS helper edited', 'code/h.cjs', {
    files: { 'code/h.cjs': 'exports.level = () => 1;\n' },
    edit: (at) => at.replace('code/h.cjs', '1', '2'),
  }),
  levelRow('esm-edited', 'ES helper edited', 'code/h.mjs', {
    files: { 'code/h.mjs': 'export default { level: () => 1 };\n' },
    edit: (at) => at.replace('code/h.mjs', '1', '2'),
  }),
  levelRow('cjs-to-local', 'helper gets a new local import', 'code/h.mjs', {
    files: { 'code/h.mjs': 'export default { level: () => 1 };\n', 'code/level.mjs': 'export const level = 2;\n' },
    edit: (at) => at.write('code/h.mjs', `import { level } from './level.mjs';\n${USES_IT}`),
  }),
  importRow(
    'cjs-local',
    'CommonJS: a local require',
    "const { level } = require('./level.cjs');\nexports.level = () => level;\n",
    {
      local: 'code/level.cjs',
    },
  ),
  importRow(
    'cjs-lazy',
    'CommonJS: a require inside a function',
    "exports.level = () => require('./level.cjs').level;\n",
    {
      local: 'code/level.cjs',
    },
  ),
  importRow(
    'cjs-folder',
    'CommonJS: a folder with a package.json',
    "exports.level = () => require('./lib2').level;\n",
    {
      local: 'code/lib2/main.js',
      files: { 'code/lib2/package.json': { main: './main.js' } },
    },
  ),
  importRow(
    'cjs-folder-main',
    'CommonJS: `main` of such a package.json changed',
    "exports.level = () => require('./lib2').level;\n",
    {
      local: 'code/lib2/main.js',
      files: { 'code/lib2/package.json': { main: './main.js' }, 'code/lib2/other.js': 'exports.level = 2;\n' },
      edit: (at) => at.write('code/lib2/package.json', { main: './other.js' }),
    },
  ),
  importRow('cjs-json', 'CommonJS: JSON without its extension', "exports.level = () => require('./conf');\n", {
    local: 'code/conf.json',
  }),
  importRow(
    'cjs-shadowed',
    'CommonJS: a file appears that comes first',
    "exports.level = () => require('./conf').level;\n",
    {
      local: 'code/conf/index.js',
      edit: (at) => at.write('code/conf.js', 'exports.level = 2;\n'),
    },
  ),
  importRow('esm-local', 'ES: a local import', `import { level } from './level.mjs';\n${USES_IT}`, {}),
  importRow('esm-transitive', 'ES: an import of an import', `import { level } from './middle.mjs';\n${USES_IT}`, {
    files: { 'code/middle.mjs': "export { level } from './level.mjs';\n" },
  }),
  importRow('esm-minified', 'ES: an import without spaces', `import{level}from"./level.mjs";${USES_IT}`, {}),
  importRow(
    'esm-side-effect',
    'ES: an import for its side effect, without spaces',
    'import"./set.mjs";\nexport default { level: () => globalThis.sideEffectLevel };\n',
    {
      local: 'code/set.mjs',
      files: { 'code/set.mjs': 'globalThis.sideEffectLevel = 1;\n' },
    },
  ),
  importRow(
    'esm-comment',
    'ES: a comment inside an import',
    `import /* it */ { level } from /* here */ './level.mjs';\n${USES_IT}`,
    {},
  ),
  importRow(
    'esm-dynamic-comment',
    'ES: a comment inside a dynamic import',
    `const { level } = await import(/* it */ './level.mjs');\n${USES_IT}`,
    {},
  ),
  importRow(
    'esm-dynamic-name',
    'ES: a dynamic import of a computed name',
    "const name = 'level';\nconst { level } = await import(`./${name}.mjs`);\n" + USES_IT,
    { before: COMPUTED, after: COMPUTED },
  ),
  importRow(
    'esm-query',
    'ES: an import with a query string',
    `import { level } from './level.mjs?v=1';\n${USES_IT}`,
    {},
  ),
  importRow('esm-percent', 'ES: an import with an escaped name', `import { level } from './level%2Emjs';\n${USES_IT}`, {
    task: { inputs: ['{projectRoot}/code/*.mjs'] },
  }),
  importRow(
    'esm-url',
    'ES: an import of a file URL',
    `const { level } = await import(new URL('./level.mjs', import.meta.url).href);\n${USES_IT}`,
    { task: { inputs: ['{projectRoot}/code/*.mjs'] } },
  ),
  importRow('esm-json', 'ES: a JSON import', `import level from './level.json' with { type: 'json' };\n${USES_IT}`, {
    local: 'code/level.json',
  }),
  importRow(
    'esm-create-require',
    'ES: a require by createRequire',
    `import { createRequire } from 'node:module';\nconst { level } = createRequire(import.meta.url)('./level.cjs');\n${USES_IT}`,
    { local: 'code/level.cjs', task: { inputs: ['{projectRoot}/code/*.cjs'] } },
  ),
  importRow(
    'esm-imports-field',
    '`#imports` with an import condition',
    `import { level } from '#lib/level';\n${USES_IT}`,
    {
      local: 'code/lib/level.mjs',
      files: { 'package.json': importsField('esm-imports-field'), 'code/lib/level.cjs': 'exports.level = 9;\n' },
    },
  ),
  importRow(
    'cjs-imports-field',
    '`#imports` with a require condition',
    "exports.level = () => require('#lib/level').level;\n",
    {
      local: 'code/lib/level.cjs',
      files: { 'package.json': importsField('cjs-imports-field'), 'code/lib/level.mjs': 'export const level = 9;\n' },
    },
  ),
  importRow(
    'imports-field-changed',
    '`#imports`: package.json leads elsewhere',
    `import { level } from '#level';\n${USES_IT}`,
    {
      files: {
        'package.json': { name: 'imports-field-changed', imports: { '#level': './code/level.mjs' } },
        'code/other.mjs': 'export const level = 2;\n',
      },
      edit: (at) =>
        at.write('package.json', { name: 'imports-field-changed', imports: { '#level': './code/other.mjs' } }),
    },
  ),
  levelRow('typescript', 'TypeScript helper edited', 'code/h.ts', {
    files: { 'code/h.ts': 'export default { level: (): number => 1 };\n' },
    before: HAS_TYPESCRIPT ? level(1) : error('module', '{row}/code/h.ts', 'use Node 22.18 or later'),
    edit: (at) => at.replace('code/h.ts', '1', '2'),
    after: HAS_TYPESCRIPT ? level(2) : error('module', '{row}/code/h.ts', 'use Node 22.18 or later'),
  }),
  levelRow('promise', 'helper returns a promise', 'code/h.cjs', {
    files: { 'code/h.cjs': 'exports.level = () => 1;\n' },
    edit: (at) => at.write('code/h.cjs', 'exports.level = async () => 2;\n'),
    after: error(undefined, '{row}/templates/out.hbs', 'promise'),
  }),
  levelRow('promise-rejects', 'helper returns a promise that rejects', 'code/h.cjs', {
    mayEndProcess: true,
    files: { 'code/h.cjs': 'exports.level = () => 1;\n' },
    edit: (at) => at.write('code/h.cjs', "exports.level = async () => { throw new Error('late'); };\n"),
    after: error(undefined, '{row}/templates/out.hbs', 'promise'),
  }),
  levelRow('module-broken', 'helper that no longer loads', 'code/h.cjs', {
    files: { 'code/h.cjs': 'exports.level = () => 1;\n' },
    edit: (at) => at.write('code/h.cjs', 'exports.level = () => {\n'),
    after: error('module', '{row}/code/h.cjs'),
  }),
  levelRow('module-same-text', 'helper edited so that it gives the same text', 'code/h.cjs', {
    files: { 'code/h.cjs': 'exports.level = () => 1;\n' },
    edit: (at) => at.replace('code/h.cjs', '1', '3 - 2'),
    after: text('level=1\n'),
  }),
];

function importsField(name: string): Json {
  return { name, imports: { '#lib/*': { import: './code/lib/*.mjs', require: './code/lib/*.cjs' } } };
}
