import type { Json } from '../place';
import { codegen, error, files, row, text, type Row } from '../row';

const SAME = text('name=a title=a value=1\n');
const STRICT: Json = { type: 'object', properties: { title: {}, value: { type: 'string' } } };
/** The template uses another field. */
const VALUE_ALONE: Json = { type: 'object', properties: { value: {} }, additionalProperties: false };
/** A schema for the data of PREPARE. */
const NUMBERS: Json = { type: 'object', properties: { title: {}, value: { type: 'number', maximum: 10 } } };
const HELPERS = 'exports.level = () => 1;\n';
const PREPARE = 'module.exports = (spec) => ({ ...spec, value: spec.value + 10 });\n';
const UP =
  "const fs = require('fs');\nconst [, , input, output] = process.argv;\nfs.writeFileSync(output, fs.readFileSync(input, 'utf8').toUpperCase());\n";
const COMMAND = {
  compiler: 'command',
  include: ['*.txt'],
  command: ['node', '{projectRoot}/tools/up.cjs', '{input}', '{output}'],
  extension: '.up',
};
const TS = { 'templates/out.hbs': 'export function f(): number {\n  return {{value}};\n}\n' };
const TS_EMIT = [{ template: 'out', to: '{{@name}}.ts' }];

const NOT_AN_INPUT = 'watch waits for inputs; an output that was deleted comes back with the next round';
/** The two transformers indent differently. */
const compiled = (indent: string): string =>
  `export function f() {\n${indent}return 1;\n}\n//# sourceMappingURL=a.js.map\n`;

/** Each option added, removed and changed. */
export const OPTIONS: readonly Row[] = [
  row('patterns-added', 'patterns: a glob added', {
    files: { 'more/b.yaml': 'title: b\nvalue: 2\n' },
    edit: (at) => at.options({ patterns: ['{projectRoot}/specs/*.yaml', '{projectRoot}/more/*.yaml'] }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'b.txt': 'name=b title=b value=2\n' }),
  }),
  row('patterns-removed', 'patterns: a glob removed', {
    files: { 'more/b.yaml': 'title: b\nvalue: 2\n' },
    options: { patterns: ['{projectRoot}/specs/*.yaml', '{projectRoot}/more/*.yaml'] },
    before: files({ 'a.txt': 'name=a title=a value=1\n', 'b.txt': 'name=b title=b value=2\n' }),
    edit: (at) => at.options({ patterns: ['{projectRoot}/specs/*.yaml'] }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'b.txt': null }),
  }),
  row('patterns-changed', 'patterns: another glob', {
    files: { 'more/a.yaml': 'title: a\nvalue: 2\n' },
    edit: (at) => at.options({ patterns: ['{projectRoot}/more/*.yaml'] }),
    after: text('name=a title=a value=2\n'),
  }),
  row('schema-added', 'schema: added', {
    files: { 'strict.json': STRICT },
    edit: (at) => at.options({ schema: '{projectRoot}/strict.json' }),
    after: error('spec-schema', '{row}/specs/a.yaml'),
  }),
  row('schema-removed', 'schema: removed', {
    files: { 'strict.json': STRICT },
    options: { schema: '{projectRoot}/strict.json' },
    before: error('spec-schema', '{row}/specs/a.yaml'),
    edit: (at) => at.options({ schema: undefined }),
    after: SAME,
  }),
  row('schema-changed', 'schema: another file', {
    files: { 'loose.json': { type: 'object' }, 'strict.json': STRICT },
    options: { schema: '{projectRoot}/loose.json' },
    edit: (at) => at.options({ schema: '{projectRoot}/strict.json' }),
    after: error('spec-schema', '{row}/specs/a.yaml'),
  }),
  row('schema-edited', 'schema: the file edited', {
    files: { 'schema.json': { type: 'object' } },
    options: { schema: '{projectRoot}/schema.json' },
    edit: (at) => at.write('schema.json', STRICT),
    after: error('spec-schema', '{row}/specs/a.yaml'),
  }),
  row('data-schema-added', 'dataSchema: added', {
    files: { 'strict.json': VALUE_ALONE },
    edit: (at) => at.options({ dataSchema: '{projectRoot}/strict.json' }),
    after: error('unknown-field', '{row}/templates/out.hbs'),
  }),
  row('data-schema-removed', 'dataSchema: removed', {
    files: { 'strict.json': VALUE_ALONE },
    options: { dataSchema: '{projectRoot}/strict.json' },
    before: error('unknown-field', '{row}/templates/out.hbs'),
    edit: (at) => at.options({ dataSchema: undefined }),
    after: SAME,
  }),
  row('data-schema-changed', 'dataSchema: another file', {
    files: { 'loose.json': { type: 'object' }, 'strict.json': NUMBERS, 'code/p.cjs': PREPARE },
    options: { prepare: '{projectRoot}/code/p.cjs', dataSchema: '{projectRoot}/loose.json' },
    before: text('name=a title=a value=11\n'),
    edit: (at) => at.options({ dataSchema: '{projectRoot}/strict.json' }),
    after: error('data-schema', '{row}/specs/a.yaml'),
  }),
  row('data-schema-edited', 'dataSchema: the file edited', {
    files: { 'schema.json': { type: 'object' }, 'code/p.cjs': PREPARE },
    options: { prepare: '{projectRoot}/code/p.cjs', dataSchema: '{projectRoot}/schema.json' },
    before: text('name=a title=a value=11\n'),
    edit: (at) => at.write('schema.json', NUMBERS),
    after: error('data-schema', '{row}/specs/a.yaml'),
  }),
  row('templates-added', 'templates: a glob added', {
    files: { 'more/b.hbs': 'b {{title}}\n' },
    edit: (at) =>
      at.options({
        templates: ['{projectRoot}/templates/*.hbs', '{projectRoot}/more/*.hbs'],
        emit: [{ template: 'b', to: '{{@name}}.txt' }],
      }),
    after: text('b a\n'),
  }),
  row('templates-removed', 'templates: a glob removed', {
    files: { 'more/b.hbs': 'b {{title}}\n' },
    options: {
      templates: ['{projectRoot}/templates/*.hbs', '{projectRoot}/more/*.hbs'],
      emit: [{ template: 'b', to: '{{@name}}.txt' }],
    },
    before: text('b a\n'),
    edit: (at) => at.options({ templates: ['{projectRoot}/templates/*.hbs'] }),
    after: error('unknown-template', '"b"'),
  }),
  row('templates-changed', 'templates: another folder', {
    files: { 'more/out.hbs': 'other {{title}}\n' },
    edit: (at) => at.options({ templates: ['{projectRoot}/more/*.hbs'] }),
    after: text('other a\n'),
  }),
  row('partials-added', 'partials: added', {
    files: { 'templates/out.hbs': '{{> head}};\n', 'partials/head.hbs': '[{{title}}]' },
    before: error('unknown-partial', '{row}/templates/out.hbs'),
    edit: (at) => at.options({ partials: ['{projectRoot}/partials/*.hbs'] }),
    after: text('[a];\n'),
  }),
  row('partials-removed', 'partials: removed', {
    files: { 'templates/out.hbs': '{{> head}};\n', 'partials/head.hbs': '[{{title}}]' },
    options: { partials: ['{projectRoot}/partials/*.hbs'] },
    before: text('[a];\n'),
    edit: (at) => at.options({ partials: undefined }),
    after: error('unknown-partial', '{row}/templates/out.hbs'),
  }),
  row('partials-changed', 'partials: another folder', {
    files: { 'templates/out.hbs': '{{> head}};\n', 'partials/head.hbs': '[{{title}}]', 'more/head.hbs': '<{{title}}>' },
    options: { partials: ['{projectRoot}/partials/*.hbs'] },
    before: text('[a];\n'),
    edit: (at) => at.options({ partials: ['{projectRoot}/more/*.hbs'] }),
    after: text('<a>;\n'),
  }),
  row('helpers-added', 'helpers: added', {
    files: { 'templates/out.hbs': '{{level 0}}\n', 'code/h.cjs': HELPERS },
    before: error('unknown-helper', '{row}/templates/out.hbs'),
    edit: (at) => at.options({ helpers: '{projectRoot}/code/h.cjs' }),
    after: text('1\n'),
  }),
  row('helpers-removed', 'helpers: removed', {
    files: { 'templates/out.hbs': '{{level 0}}\n', 'code/h.cjs': HELPERS },
    options: { helpers: '{projectRoot}/code/h.cjs' },
    before: text('1\n'),
    edit: (at) => at.options({ helpers: undefined }),
    after: error('unknown-helper', '{row}/templates/out.hbs'),
  }),
  row('helpers-changed', 'helpers: another module', {
    files: { 'templates/out.hbs': '{{level 0}}\n', 'code/h.cjs': HELPERS, 'code/i.cjs': 'exports.level = () => 2;\n' },
    options: { helpers: '{projectRoot}/code/h.cjs' },
    before: text('1\n'),
    edit: (at) => at.options({ helpers: '{projectRoot}/code/i.cjs' }),
    after: text('2\n'),
  }),
  row('prepare-added', 'prepare: added', {
    files: { 'code/p.cjs': PREPARE },
    edit: (at) => at.options({ prepare: '{projectRoot}/code/p.cjs' }),
    after: text('name=a title=a value=11\n'),
  }),
  row('prepare-removed', 'prepare: removed', {
    files: { 'code/p.cjs': PREPARE },
    options: { prepare: '{projectRoot}/code/p.cjs' },
    before: text('name=a title=a value=11\n'),
    edit: (at) => at.options({ prepare: undefined }),
    after: SAME,
  }),
  row('prepare-changed', 'prepare: another module', {
    files: { 'code/p.cjs': PREPARE, 'code/q.cjs': PREPARE.replace('10', '20') },
    options: { prepare: '{projectRoot}/code/p.cjs' },
    before: text('name=a title=a value=11\n'),
    edit: (at) => at.options({ prepare: '{projectRoot}/code/q.cjs' }),
    after: text('name=a title=a value=21\n'),
  }),
  row('prepare-edited', 'prepare: the module edited', {
    files: { 'code/p.cjs': PREPARE },
    options: { prepare: '{projectRoot}/code/p.cjs' },
    before: text('name=a title=a value=11\n'),
    edit: (at) => at.replace('code/p.cjs', '10', '20'),
    after: text('name=a title=a value=21\n'),
  }),
  row('emit-added', 'emit: one added', {
    edit: (at) =>
      at.options({
        emit: [
          { template: 'out', to: '{{@name}}.txt' },
          { template: 'out', to: '{{@name}}.md' },
        ],
      }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'a.md': 'name=a title=a value=1\n' }),
  }),
  row('emit-removed', 'emit: one removed', {
    options: {
      emit: [
        { template: 'out', to: '{{@name}}.txt' },
        { template: 'out', to: '{{@name}}.md' },
      ],
    },
    before: files({ 'a.txt': 'name=a title=a value=1\n', 'a.md': 'name=a title=a value=1\n' }),
    edit: (at) => at.options({ emit: [{ template: 'out', to: '{{@name}}.txt' }] }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'a.md': null }),
  }),
  row('emit-to', 'emit: `to` changed', {
    edit: (at) => at.options({ emit: [{ template: 'out', to: '{{title}}-{{value}}.txt' }] }),
    after: files({ 'a.txt': null, 'a-1.txt': 'name=a title=a value=1\n' }),
  }),
  row('emit-each', 'emit: `each` changed', {
    files: { 'templates/out.hbs': '{{#each patterns}}{{title}}{{else}}{{title}}!{{/each}}\n' },
    options: { emit: [{ template: 'out', to: 'x.txt' }] },
    before: files({ 'x.txt': 'a!\n' }),
    edit: (at) => at.options({ emit: [{ template: 'out', to: 'x.txt', each: 'library' }] }),
    after: files({ 'x.txt': 'a\n' }),
  }),
  row('emit-template', 'emit: another template', {
    files: { 'templates/other.hbs': 'other {{title}}\n' },
    edit: (at) => at.options({ emit: [{ template: 'other', to: '{{@name}}.txt' }] }),
    after: text('other a\n'),
  }),
  row('escape-added', 'escape: turned on', {
    files: { 'specs/a.yaml': 'title: "<a>"\nvalue: 1\n' },
    before: text('name=a title=<a> value=1\n'),
    edit: (at) => at.options({ escape: true }),
    after: text('name=a title=&lt;a&gt; value=1\n'),
  }),
  row('escape-removed', 'escape: turned off', {
    files: { 'specs/a.yaml': 'title: "<a>"\nvalue: 1\n' },
    options: { escape: true },
    before: text('name=a title=&lt;a&gt; value=1\n'),
    edit: (at) => at.options({ escape: undefined }),
    after: text('name=a title=<a> value=1\n'),
  }),
  row('missing-added', 'missingFields: turned to error', {
    files: { 'templates/out.hbs': '[{{titel}}]\n' },
    before: text('[]\n'),
    edit: (at) => at.options({ missingFields: 'error' }),
    after: error('missing-field', '{row}/templates/out.hbs', 'titel'),
  }),
  row('missing-removed', 'missingFields: turned back', {
    files: { 'templates/out.hbs': '[{{titel}}]\n' },
    options: { missingFields: 'error' },
    before: error('missing-field', '{row}/templates/out.hbs', 'titel'),
    edit: (at) => at.options({ missingFields: undefined }),
    after: text('[]\n'),
  }),
  row('compile-added', 'compile: added', {
    files: { 'tools/up.cjs': UP },
    edit: (at) => at.options({ compile: [COMMAND] }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'a.up': 'NAME=A TITLE=A VALUE=1\n' }),
  }),
  row('compile-removed', 'compile: removed', {
    files: { 'tools/up.cjs': UP },
    options: { compile: [COMMAND] },
    before: files({ 'a.up': 'NAME=A TITLE=A VALUE=1\n' }),
    edit: (at) => at.options({ compile: undefined }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', 'a.up': null }),
  }),
  row('compile-command', 'compile: another command', {
    files: { 'tools/up.cjs': UP, 'tools/low.cjs': UP.replace('Upper', 'Lower') },
    options: { compile: [COMMAND] },
    before: files({ 'a.up': 'NAME=A TITLE=A VALUE=1\n' }),
    edit: (at) =>
      at.options({
        compile: [{ ...COMMAND, command: ['node', '{projectRoot}/tools/low.cjs', '{input}', '{output}'] }],
      }),
    after: files({ 'a.up': 'name=a title=a value=1\n' }),
  }),
  row('compile-extension', 'compile: another extension', {
    files: { 'tools/up.cjs': UP },
    options: { compile: [COMMAND] },
    before: files({ 'a.up': 'NAME=A TITLE=A VALUE=1\n' }),
    edit: (at) => at.options({ compile: [{ ...COMMAND, extension: '.big' }] }),
    after: files({ 'a.up': null, 'a.big': 'NAME=A TITLE=A VALUE=1\n' }),
  }),
  row('compile-include', 'compile: another include', {
    files: { 'tools/up.cjs': UP, 'specs/b.yaml': 'title: b\nvalue: 2\n' },
    options: { compile: [{ ...COMMAND, include: ['a.txt'] }] },
    before: files({ 'a.up': 'NAME=A TITLE=A VALUE=1\n', 'b.up': null }),
    edit: (at) => at.options({ compile: [{ ...COMMAND, include: ['b.txt'] }] }),
    after: files({ 'a.up': null, 'b.up': 'NAME=B TITLE=B VALUE=2\n' }),
  }),
  row('compile-transformer', 'compile: another transformer', {
    files: TS,
    options: { emit: TS_EMIT, compile: [{ compiler: 'typescript', transformer: 'oxc' }] },
    before: files({ 'a.js': compiled('\t') }),
    edit: (at) => at.options({ compile: [{ compiler: 'typescript', transformer: 'typescript' }] }),
    after: files({ 'a.js': compiled('    ') }),
  }),
  row('output-dir', 'outputDir: another folder', {
    outputDir: 'elsewhere',
    options: { outputDir: '{projectRoot}/generated' },
    before: [],
    edit: (at) => at.options({ outputDir: '{projectRoot}/elsewhere' }),
    after: SAME,
  }),
  row('switches', 'workers, optimizations, verbose, onError changed', {
    edit: (at) =>
      at.options({ workers: 2, verbose: true, onError: 'continue', optimizations: { templateCache: false } }),
    after: SAME,
  }),
  row('configuration-default', 'defaultConfiguration with an outputDir of its own', {
    outputDir: 'production',
    task: {
      defaultConfiguration: 'production',
      configurations: { production: { outputDir: '{projectRoot}/production' } },
    },
    edit: (at) => at.replace('specs/a.yaml', 'value: 1', 'value: 2'),
    after: text('name=a title=a value=2\n'),
  }),
  row('configuration-restored', 'output folder of a configuration deleted', {
    outputDir: 'production',
    task: {
      defaultConfiguration: 'production',
      configurations: { production: { outputDir: '{projectRoot}/production' } },
    },
    edit: (at) => at.remove('production'),
    after: SAME,
    without: { watch: NOT_AN_INPUT },
  }),
  row('target-defaults', 'outputDir from targetDefaults, and its folder deleted', {
    target: 'tuned',
    outputDir: 'tuned-by-default',
    edit: (at) => at.remove('tuned-by-default'),
    after: SAME,
    without: { watch: NOT_AN_INPUT },
  }),
  row('same-helpers', 'two targets with the same ES helpers and different prepare', {
    files: {
      'templates/out.hbs': '{{level}} {{value}}\n',
      'code/h.mjs': "import { level } from './level.mjs';\nexport default { level: () => level };\n",
      'code/level.mjs': 'export const level = 1;\n',
      'code/p.mjs': 'export default (spec) => spec;\n',
      'code/q.mjs': 'export default (spec) => ({ ...spec, value: 5 });\n',
    },
    options: { helpers: '{projectRoot}/code/h.mjs', prepare: '{projectRoot}/code/p.mjs' },
    otherTasks: {
      second: codegen({
        helpers: '{projectRoot}/code/h.mjs',
        prepare: '{projectRoot}/code/q.mjs',
        outputDir: '{projectRoot}/second',
      }),
    },
    before: text('1 1\n'),
    edit: (at) => at.replace('code/level.mjs', '1', '2'),
    after: text('2 1\n'),
  }),
];
