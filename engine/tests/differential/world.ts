import { stringify } from 'smol-toml';
import type { CodegenOptions } from '../../options';
import { FUNCTION_PARTIAL, FUNCTIONS, randomFunction, randomFunctionPartial } from './functions';
import { Random } from './random';

/** A model of a small workspace, from which the files on disk are written. */
export interface World {
  /** Files by path in the workspace. */
  files: Map<string, string>;
  /** Mutable: edits change it. */
  options: CodegenOptions;
  /** Variables in the target's inputs, with their values; undefined: unset. */
  env: Map<string, string | undefined>;
}

export const ENV_NAMES = ['FUZZ_LEVEL', 'FUZZ_MODE'];
/** A package with templates. */
export const KIT = 'fuzz-kit';
export const HELPERS = ['code/helpers.cjs', 'code/helpers.mjs'] as const;
export const PREPARES = ['code/prepare.cjs', 'code/prepare.mjs'] as const;

export const FORMATS = ['prettier', 'code/format.cjs', { formatter: 'prettier', include: ['**/*.ts'] }] as const;

/** Building blocks of templates. */
const FRAGMENTS = [
  'title={{title}}',
  'value={{value}}',
  'name={{@name}} path={{@path}}',
  'key={{@key}} of={{@source.title}}',
  'source={{#each list}}{{@source.value}}{{/each}}',
  '{{> head}}',
  '{{> deep/tail}}',
  '{{> kit-head}}',
  '{{> made}}',
  '{{#each list}}{{> made title=this}}{{/each}}',
  '{{> (partial "nodes/" type)}}',
  '{{#each list}}<{{this}}>{{/each}}',
  '{{#if flag}}on{{else}}off{{/if}}',
  'loud={{loud title}}',
  'local={{local}}',
  'table={{table}}',
  'data={{data type}}',
  'names={{names}}',
  'exists={{exists "data/flag.txt"}}',
  'level={{env "FUZZ_LEVEL"}}',
  'package={{packaged}}',
  'ran={{ran}}',
  '{{kebabCase title}}',
  '{{json list}}',
] as const;
const LIBRARY_FRAGMENTS = [
  '{{#each patterns}}{{@key}}:{{@index}} {{/each}}',
  '{{#each patterns}}{{name}}={{title}};{{/each}}',
  '{{#each patterns}}{{#if flag}}{{name}}{{/if}}{{/each}}',
  'count={{patterns.length}}',
  '{{@name}}={{@source.title}}',
  '{{#each patterns}}{{> made}}{{/each}}',
  '{{> head}}',
  'local={{local}}',
  'names={{names}}',
  'mode={{env "FUZZ_MODE"}}',
] as const;

/**
 * Load modules: the first returns nothing or an object with parts, the second a map. Their results include a file that
 * the title selects.
 */
export const LOADS = ['code/load.cjs', 'code/load.mjs'] as const;
const LOAD_BODY = (several: string): string => String.raw`(source, { read }) => {
  const text = source.text.replace(/^#.*\n/gm, '');
  const title = /"?title"?\s*[:=]\s*"([^"]*)"/.exec(text)?.[1] ?? 'none';
  const shared = read('shared/' + (title.length % 2 === 0 ? 'even' : 'odd') + '.txt').trim();
  const values = [...text.matchAll(/"?value"?\s*[:=]\s*(\d)/g)].map((found) => Number(found[1]));
  if (values[0] === 0) return undefined;
  const data = (value) => ({ title: title + ' ' + shared.slice(0, 20), value, type: value > 1 ? 'add' : 'sub', list: [local()] });
  const parts = values.map((value, at) => [source.name + '-' + at, data(value)]);
  return ${several};
}`;

/** A formatter that reads the nearest .prettierrc and shows its contents. */
const PRETTIER = `const fs = require('node:fs');
const path = require('node:path');
const configOf = (folder) => {
  const file = path.join(folder, '.prettierrc');
  if (fs.existsSync(file)) return file;
  return folder === path.dirname(folder) ? null : configOf(path.dirname(folder));
};
module.exports = {
  version: '3.0.0',
  clearConfigCache: async () => undefined,
  resolveConfigFile: async (file) => configOf(path.dirname(file)),
  resolveConfig: async (file, { config }) => (config.endsWith('.prettierrc') ? JSON.parse(fs.readFileSync(config, 'utf8')) : null),
  getFileInfo: async (file) => ({ inferredParser: file.endsWith('.md') ? null : 'text' }),
  format: async (text, { parser, mark = 'none' }) => text.replace(/ +/g, ' ').trimEnd() + '\\n// ' + parser + ' ' + mark + '\\n',
};
`;

/** Options for turning sources into patterns. A map from "load" has no parts. */
export const SPLITS = [
  {},
  {},
  { items: '/parts' },
  { load: LOADS[0] },
  { load: LOADS[1] },
  { load: LOADS[0], items: '/parts' },
] as const;

const FILES: Readonly<Record<string, string>> = {
  'shared/even.txt': 'even 1\n',
  'shared/odd.txt': 'odd 1\n',
  'code/load.cjs': `const { local } = require('./local.cjs');\nmodule.exports = ${LOAD_BODY('{ ...data(values[0]), parts: Object.fromEntries(parts) }')};\n`,
  'code/load.mjs': `import { local } from './local.mjs';\nexport default ${LOAD_BODY('new Map(parts)')};\n`,
  'partials/head.hbs': '[{{title}}]',
  'partials/deep/tail.hbs': '({{> nodes/add}})',
  'partials/nodes/add.hbs': '+{{value}}',
  'partials/nodes/sub.hbs': '-{{value}}',
  'data/add.txt': 'data of add\n',
  'data/sub.txt': 'data of sub\n',
  'names/one': '',
  'names/two': '',
  'code/table.json': '{ "row": 1 }\n',
  'code/local.cjs': "exports.local = () => require('./deeper.cjs').number;\n",
  'code/deeper.cjs': 'exports.number = 1;\n',
  'code/local.mjs': "import { number } from './deeper.mjs';\nexport const local = () => number;\n",
  'code/deeper.mjs': 'export const number = 1;\n',
  'node_modules/fuzz-outer/package.json': '{ "name": "fuzz-outer", "version": "1.0.0", "main": "index.js" }\n',
  'node_modules/fuzz-outer/index.js': "exports.packaged = 'outer 1 ' + require('fuzz-inner').inner;\n",
  'node_modules/fuzz-inner/package.json': '{ "name": "fuzz-inner", "version": "1.0.0", "main": "index.js" }\n',
  'node_modules/fuzz-inner/index.js': "exports.inner = 'inner 1';\n",
  'node_modules/fuzz-runner/package.json': '{ "name": "fuzz-runner", "version": "1.0.0", "main": "index.js" }\n',
  'node_modules/fuzz-runner/index.js': `exports.run = (file) =>
  require('node:child_process').execFileSync('cat', [file], { encoding: 'utf8' }).trim();
`,
  'node_modules/fuzz-kit/package.json': '{ "name": "fuzz-kit", "version": "1.0.0" }\n',
  'node_modules/fuzz-kit/templates/kit.hbs': 'kit {{title}} {{> kit-head}}\n',
  'node_modules/fuzz-kit/partials/kit-head.hbs': '1 {{value}}',
  'node_modules/prettier/package.json': '{ "name": "prettier", "version": "3.0.0", "main": "index.js" }\n',
  'node_modules/prettier/index.js': PRETTIER,
  'code/format.cjs': "module.exports = (text, { path }) => require('./deeper.cjs').number + path + '\\n' + text;\n",
  'tools/plain.sh': '{ cat tools/settings.txt "$1"; } > "$2"\n',
  'tools/settings.txt': 'settings 1\n',
  'tools/two.sh': '{ printf "two "; cat "$1"; } > "$2"\nwc -c < "$1" > "$2.size"\n',
  'tools/cc.sh': `{ printf 'cc1 '; cat include/header.inc "$1"; } > "$2"
printf '%s: %s include/header.inc\\n' "$2" "$1" > "$3"
`,
  'include/header.inc': 'header 1\n',
  'assets/one.txt': 'one\r\n',
  'assets/deep/two.bin': '\u0000\ufffd two',
  'assets/three.ts': 'export const three: number = 3;\n',
  'schemas/loose.json': '{ "type": "object" }\n',
  'schemas/typed.json':
    '{ "properties": { "title": { "type": "string" } }, "required": ["title"], "additionalProperties": true }\n',
  // Most templates use more fields than it lists.
  'schemas/listed.json':
    '{ "properties": { "title": {}, "value": {}, "type": {}, "list": {}, "flag": {}, "parts": {} } }\n',
};

const BODY = (load: string): string => `${load}
const root = path.join(folder, '..');
const helpers = {
  loud: (text) => String(text).toUpperCase() + '!',
  local: () => local(),
  table: () => table.row,
  data: (type) => fs.readFileSync(path.join(root, 'data', type + '.txt'), 'utf8').trim(),
  names: () => fs.readdirSync(path.join(root, 'names')).sort().join('+'),
  exists: (file) => fs.existsSync(path.join(root, file)),
  env: (name) => process.env[name] ?? 'unset',
  packaged: () => packaged,
  ran: () => run(path.join(root, 'tools/settings.txt')),
};
`;
const HELPERS_CJS = `${BODY(`const fs = require('node:fs');
const path = require('node:path');
const folder = __dirname;
const { local } = require('./local.cjs');
const table = require('./table');
const { packaged } = require('fuzz-outer');
const { run } = require('fuzz-runner');`)}module.exports = helpers;\n`;
const HELPERS_MJS = `${BODY(`import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { local } from './local.mjs';
import outer from 'fuzz-outer';
import runner from 'fuzz-runner';
import table from './table.json' with { type: 'json' };
const folder = import.meta.dirname;
const { packaged } = outer;
const { run } = runner;`)}export default helpers;\n`;
const PREPARES_OF_ONE = [
  `(spec, { path, name, read }) => ({ ...spec, name, title: spec.title + read(spec.value > 1 ? 'shared/even.txt' : 'shared/odd.txt').trim() })`,
  `(spec, { path, name }) => ({ ...spec, name, title: spec.title + '~' })`,
  `(spec, { path, name }) => Object.assign(spec, { name, title: spec.title + '~' })`,
];
const LIBRARY = `(all) => ({ patterns: all.filter(({ value }) => value !== 3) })`;

const EMITS = [
  { template: 'one', to: '{{@name}}.txt' },
  { template: 'two', to: 'two/{{kebabCase title}}-{{@name}}.txt' },
  { template: 'code', to: '{{@name}}.ts' },
  { template: 'coded', to: 'coded/{{@name}}.txt' },
  { template: 'modern', to: 'modern/{{@name}}.txt' },
  { template: 'kit', to: 'kit/{{@name}}.txt' },
] as const;
export const COPY = { copy: ['assets/**/*'], to: 'copied/' } as const;

/** Group templates have no fields of a single pattern. */
export const CONDITIONS = [
  'flag',
  'list',
  '@source.flag',
  '(exists "data/flag.txt")',
  '(env "FUZZ_LEVEL")',
  'patterns.[1]',
  'patterns.0.flag',
] as const;
const LIBRARY_EMITS = [
  { template: 'index', to: 'index.txt', each: 'library' },
  { template: 'more', to: 'more/all.txt', each: 'library' },
  { template: 'index', to: 'of/{{@path}}.txt', each: 'source' },
  { template: 'all', to: 'all.txt', each: 'library' },
  { template: 'all', to: 'coded/of/{{@path}}.txt', each: 'source' },
] as const;

export const COMPILE_TYPESCRIPT = { compiler: 'typescript' } as const;
export const COMPILE_COMMAND = {
  compiler: 'command',
  include: ['**/*.txt'],
  command: ['sh', 'tools/cc.sh', '{input}', '{output}', '{depfile}'],
  extension: '.out',
  depfile: true,
} as const;

/** A command without a depfile that reads an input. */
export const COMPILE_PLAIN = {
  compiler: 'command',
  include: ['**/*.txt'],
  command: ['sh', 'tools/plain.sh', '{input}', '{output}'],
  extension: '.plain',
} as const;

/** Two files per source. */
export const COMPILE_TWO = {
  compiler: 'command',
  include: ['**/*.txt'],
  command: ['sh', 'tools/two.sh', '{input}', '{output}'],
  extension: '.two.o',
  outputs: ['{output}.size'],
} as const;

export function copyOf({ files, options, env }: World): World {
  return { files: new Map(files), options, env: new Map(env) };
}

export const TEXTS = ['one', 'two', 'code'] as const;
export const LIBRARY_TEXTS: readonly string[] = ['index', 'more'];

/** A random workspace. */
export function makeWorld(seed: number): World {
  const random = new Random(seed);
  const isEsm = random.chance(0.5);
  const prepare = random.one(PREPARES_OF_ONE);
  const files = new Map(Object.entries(FILES));
  files.set(HELPERS[0], HELPERS_CJS);
  files.set(HELPERS[1], HELPERS_MJS);
  files.set(
    PREPARES[0],
    `module.exports = ${prepare};\n${random.chance(0.5) ? `module.exports.library = ${LIBRARY};\n` : ''}`,
  );
  files.set(
    PREPARES[1],
    `export default ${prepare};\n${random.chance(0.5) ? `export const library = ${LIBRARY};\n` : ''}`,
  );
  for (let count = 1 + random.below(4); count > 0; count--) {
    const [path, text] = randomSpec(random);
    files.set(path, text);
  }
  for (const template of TEXTS) files.set(`templates/${template}.hbs`, randomTemplate(random, template));
  for (const template of LIBRARY_TEXTS) files.set(`templates/${template}.hbs`, randomLibraryTemplate(random));
  for (const path of Object.keys(FUNCTIONS)) files.set(path, randomFunction(random, path));
  files.set(FUNCTION_PARTIAL, randomFunctionPartial(random));
  const emits = [...random.some(EMITS, 0.6), ...random.some(LIBRARY_EMITS)].map((emit) =>
    random.chance(0.25) ? { ...emit, when: random.one(CONDITIONS) } : emit,
  );
  const compile = [
    ...(random.chance(0.3) ? [COMPILE_TYPESCRIPT] : []),
    ...(random.chance(0.15) ? [COMPILE_COMMAND] : []),
    ...(random.chance(0.15) ? [COMPILE_PLAIN] : []),
    ...(random.chance(0.1) ? [COMPILE_TWO] : []),
  ];
  const options = {
    patterns: ['specs/**/*.{json,yaml,toml}'],
    templates: ['templates/**/*.{hbs,cjs,mjs}', `package:${KIT}/templates/*.hbs`],
    partials: ['partials/**/*.{hbs,cjs}', `package:${KIT}/partials/**/*.hbs`],
    helpers: HELPERS[isEsm ? 1 : 0],
    ...(random.chance(0.5) ? { prepare: PREPARES[random.below(2)]! } : {}),
    ...(random.chance(0.3) ? { schema: 'schemas/loose.json' } : {}),
    ...(random.chance(0.3) ? { dataSchema: 'schemas/typed.json' } : {}),
    ...random.one(SPLITS),
    emit: [...(emits.length > 0 ? emits : [EMITS[0]]), ...random.some([COPY], 0.4)],
    outputDir: 'generated',
    ...(random.chance(0.4) ? { format: random.one(FORMATS) } : {}),
    ...(compile.length > 0 ? { compile } : {}),
    workers: random.chance(0.2) ? 2 : 1,
  } as unknown as CodegenOptions;
  return { files, options, env: new Map(ENV_NAMES.map((name) => [name, random.chance(0.5) ? '1' : undefined])) };
}

/** Chosen so that no two make the same output. */
const SPECS = [
  'specs/a.json',
  'specs/b.yaml',
  'specs/c.json',
  'specs/d.yaml',
  'specs/sub/e.yaml',
  'specs/sub/f.json',
  'specs/g.toml',
];

function randomData(random: Random): object {
  return {
    title: random.one(['Alpha', 'Beta', 'Gamma & Co', 'Delta']),
    value: random.below(4),
    type: random.one(['add', 'sub']),
    ...(random.chance(0.5) ? { list: ['x', 'y'].slice(random.below(2)) } : {}),
    ...(random.chance(0.5) ? { flag: random.chance(0.5) } : {}),
  };
}

/** A spec file with random data. Its path is one of few, so that edits affect each other. */
export function randomSpec(random: Random, path = random.one(SPECS)): [string, string] {
  const name = path.replace(/.*\/|\..*/g, '');
  const dataOf = (start: string): object => {
    const keys = random.some(['one', 'two', '3'], 0.7).map((key) => `${start}-${key}`);
    return { ...randomData(random), parts: Object.fromEntries(keys.map((key) => [key, randomData(random)])) };
  };
  if (path.endsWith('.json')) return [path, `${JSON.stringify(dataOf(name), null, random.below(3))}\n`];
  if (path.endsWith('.toml')) return [path, stringify(dataOf(name))];
  const document = (start: string): string => {
    const lines = Object.entries(dataOf(start)).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return `${random.chance(0.3) ? '# a comment\n' : ''}${lines.join('\n')}\n`;
  };
  const more = random.chance(0.4) ? random.some([document(`${name}2`), '', document(`${name}3`)], 0.7) : [];
  return [path, [document(name), ...more].join('---\n')];
}

export function randomTemplate(random: Random, name: string): string {
  const lines = random.some(FRAGMENTS, 0.3);
  if (name !== 'code') return `${lines.join('\n')}\n`;
  return `${lines.map((line) => `// ${line}`).join('\n')}\nexport const value: number = {{value}};\n`;
}

export function randomLibraryTemplate(random: Random): string {
  return `${random.some(LIBRARY_FRAGMENTS, 0.4).join('\n')}\n`;
}
