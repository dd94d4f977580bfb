import type { Random } from './random';

type Fragment = readonly [text: string, uses?: 'local' | 'packaged' | 'fs'];

/** Expressions for function templates of one pattern, each with its imports. */
const FRAGMENTS: readonly Fragment[] = [
  ['`title=${data.title}`'],
  ['`name=${about.name} path=${about.path} key=${about.key}`'],
  ['`source=${about.source?.title}`'],
  ["about.partial('head', data)"],
  ["about.partial('deep/tail')"],
  ["about.partial('made', { title: `of ${data.title}`, value: 7 })"],
  ["(data.list ?? []).join('+')"],
  ["data.flag ? 'on' : 'off'"],
  ['String(local())', 'local'],
  ["process.env.FUZZ_LEVEL ?? 'unset'"],
  ["fs.existsSync(file('add')) ? fs.readFileSync(file('add'), 'utf8') : 'none'", 'fs'],
  ["fs.existsSync(file('flag')) ? 'flag' : 'none'", 'fs'],
  ['packaged', 'packaged'],
];

const LIBRARY_FRAGMENTS: readonly Fragment[] = [
  ['data.patterns.map(({ title }) => title).join()'],
  ["data.patterns.map((one) => about.partial('made', one)).join('')"],
  ["about.partial('made', { title: data.patterns.length })"],
  ['`${about.name}=${about.source?.title}`'],
  ['String(local())', 'local'],
  ["fs.readdirSync(path.join(folder, '../names')).sort().join('-')", 'fs'],
];

const IMPORTS = {
  cjs: {
    local: "const { local } = require('../code/local.cjs');",
    packaged: "const { packaged } = require('fuzz-outer');",
    fs: "const fs = require('node:fs');\nconst path = require('node:path');\nconst folder = __dirname;\nconst file = (name) => path.join(folder, '../data', name + '.txt');",
  },
  mjs: {
    local: "import { local } from '../code/local.mjs';",
    packaged: "import outer from 'fuzz-outer';\nconst { packaged } = outer;",
    fs: "import fs from 'node:fs';\nimport path from 'node:path';\nconst folder = import.meta.dirname;\nconst file = (name) => path.join(folder, '../data', name + '.txt');",
  },
} as const;

/** Function templates by path, with a flag for group templates. */
export const FUNCTIONS: Readonly<Record<string, boolean>> = {
  'templates/coded.cjs': false,
  'templates/modern.mjs': false,
  'templates/all.cjs': true,
};
export const FUNCTION_PARTIAL = 'partials/made.cjs';

/** Random code for one of {@link FUNCTIONS}. */
export function randomFunction(random: Random, path: string): string {
  return moduleOf(path, random.some(FUNCTIONS[path] ? LIBRARY_FRAGMENTS : FRAGMENTS, 0.3), `note ${random.below(9)}`);
}

/** Calls no partial that could call it. */
export function randomFunctionPartial(random: Random): string {
  const fragments: readonly Fragment[] = [
    ['`made ${data.title} ${data.value}`'],
    ["about.partial('nodes/add', { value: 3 })"],
    ['`${about.name} ${about.path}`'],
    ['String(local())', 'local'],
    ["process.env.FUZZ_MODE ?? 'unset'"],
  ];
  return moduleOf(FUNCTION_PARTIAL, random.some(fragments, 0.5), `note ${random.below(9)}`);
}

function moduleOf(path: string, fragments: readonly Fragment[], note: string): string {
  const kind = path.endsWith('.mjs') ? 'mjs' : 'cjs';
  const imports = new Set(fragments.flatMap(([, uses]) => (uses === undefined ? [] : [IMPORTS[kind][uses]])));
  const texts = ["''", ...fragments.map(([text]) => text)];
  const start = kind === 'mjs' ? 'export default' : 'module.exports =';
  return `${[...imports].join('\n')}\n// ${note}\n${start} (data, about) => [${texts.join(', ')}].join('\\n');\n`;
}
