import type { Json } from '../place';
import { error, files, row, text, undeclared, type Row } from '../row';

const SAME = text('name=a title=a value=1\n');
const MANIFEST = '.codegen-manifest.json';
const DELETED = 'watch waits for inputs; an output that was changed comes right with the next round';

const UP =
  "const fs = require('fs');\nconst [, , input, output] = process.argv;\nfs.writeFileSync(output, '1 ' + fs.readFileSync(input, 'utf8'));\n";
const command = (more: Json = {}): Json => ({
  compiler: 'command',
  include: ['*.txt'],
  command: ['node', '{projectRoot}/tools/up.cjs', '{input}', '{output}'],
  extension: '.up',
  ...more,
});
/** Prepends a header to its input, and lists it in a depfile. */
const withHeader = (header: string): string => `const fs = require('fs');
const [, , input, output, depfile] = process.argv;
fs.writeFileSync(output, fs.readFileSync('${header}', 'utf8') + fs.readFileSync(input, 'utf8'));
fs.writeFileSync(depfile, output + ': ' + input + ' ${header}\\n');
`;
const WITH_DEPFILE = command({
  command: ['node', '{projectRoot}/tools/cc.cjs', '{input}', '{output}', '{depfile}'],
  depfile: true,
});

/** Writes a copy of its input and its size. */
const TWO =
  "const fs = require('fs');\nconst [, , input, output] = process.argv;\nconst text = fs.readFileSync(input);\nfs.writeFileSync(output, text);\nfs.writeFileSync(output + '.size', String(text.length));\n";
const WITH_TWO = command({
  command: ['node', '{projectRoot}/tools/two.cjs', '{input}', '{output}'],
  outputs: ['{output}.size'],
});
const TWO_MADE = files({ 'a.up': 'name=a title=a value=1\n', 'a.up.size': '23' });

export const COMPILERS: readonly Row[] = [
  row('script-declared', "compiler command's script edited, declared", {
    files: { 'tools/up.cjs': UP },
    options: { compile: [command()] },
    task: { inputs: ['{projectRoot}/tools/*'] },
    before: files({ 'a.up': '1 name=a title=a value=1\n' }),
    edit: (at) => at.replace('tools/up.cjs', "'1 '", "'2 '"),
    after: files({ 'a.up': '2 name=a title=a value=1\n' }),
  }),
  row('script-undeclared', "compiler command's script edited, only named in the command", {
    files: { 'tools/up.cjs': UP },
    options: { compile: [command()] },
    before: files({ 'a.up': '1 name=a title=a value=1\n' }),
    edit: (at) => at.replace('tools/up.cjs', "'1 '", "'2 '"),
    after: files({ 'a.up': '2 name=a title=a value=1\n' }),
  }),
  row('script-fails', "compiler command's script edited so that it fails", {
    files: { 'tools/up.cjs': UP },
    options: { compile: [command()] },
    before: files({ 'a.up': '1 name=a title=a value=1\n' }),
    edit: (at) => at.write('tools/up.cjs', 'process.exit(3);\n'),
    after: error('compile-command', 'a.txt', '3'),
  }),
  row('second-output-deleted', 'second output of a command deleted', {
    files: { 'tools/two.cjs': TWO },
    options: { compile: [WITH_TWO] },
    before: TWO_MADE,
    edit: (at) => at.remove('generated/a.up.size'),
    after: TWO_MADE,
    without: { watch: DELETED },
  }),
  row('second-output-edited', 'second output of a command edited by hand', {
    files: { 'tools/two.cjs': TWO },
    options: { compile: [WITH_TWO] },
    before: TWO_MADE,
    edit: (at) => at.write('generated/a.up.size', 'mine\n'),
    after: TWO_MADE,
    without: { watch: DELETED },
  }),
  row('second-output-renamed', 'outputs of a command changed', {
    files: { 'tools/two.cjs': TWO },
    options: { compile: [WITH_TWO] },
    before: TWO_MADE,
    edit: (at) => at.options({ compile: [{ ...WITH_TWO, extension: '.up2' }] }),
    after: files({ 'a.up': null, 'a.up.size': null, 'a.up2': 'name=a title=a value=1\n', 'a.up2.size': '23' }),
  }),
  row('header-edited', 'header of a depfile edited', {
    files: { 'tools/cc.cjs': withHeader('rows/header-edited/h.inc'), 'h.inc': 'one\n' },
    options: { compile: [WITH_DEPFILE] },
    task: { inputs: ['{projectRoot}/h.inc'] },
    before: files({ 'a.up': 'one\nname=a title=a value=1\n' }),
    edit: (at) => at.write('h.inc', 'two\n'),
    after: files({ 'a.up': 'two\nname=a title=a value=1\n' }),
  }),
  row('header-undeclared', 'header of a depfile, undeclared: an error, cured by its line', {
    files: { 'tools/cc.cjs': withHeader('rows/header-undeclared/h.inc'), 'h.inc': 'two\n' },
    options: { compile: [WITH_DEPFILE] },
    before: undeclared('{row}/h.inc'),
    edit: (at) => at.addNamedInputs(),
    after: files({ 'a.up': 'two\nname=a title=a value=1\n' }),
  }),
  row('header-during-run', 'header edited while the third file compiles', {
    files: {
      'specs/b.yaml': 'title: b\nvalue: 1\n',
      'specs/c.yaml': 'title: c\nvalue: 1\n',
      'specs/d.yaml': 'title: d\nvalue: 1\n',
      'h.inc': 'one\n',
      'tools/cc.cjs': withHeader('rows/header-during-run/h.inc').replace(
        'fs.writeFileSync(depfile',
        "if (input.endsWith('c.txt')) fs.writeFileSync('rows/header-during-run/h.inc', 'two\\n');\nfs.writeFileSync(depfile",
      ),
    },
    options: { compile: [WITH_DEPFILE] },
    task: { inputs: ['{projectRoot}/h.inc'] },
    before: [],
    after: files(
      Object.fromEntries(['a', 'b', 'c', 'd'].map((x) => [`${x}.up`, `two\nname=${x} title=${x} value=1\n`])),
    ),
    without: { check: 'nothing changes after the run', remote: 'the run itself changes the header' },
  }),
  row('typescript-edited', 'TypeScript compiled: its spec edited', {
    files: { 'templates/out.hbs': 'export const {{title}}: number = {{value}};\n' },
    options: { emit: [{ template: 'out', to: '{{@name}}.ts' }], compile: [{ compiler: 'typescript' }] },
    before: files({ 'a.js': 'export const a = 1;\n//# sourceMappingURL=a.js.map\n' }),
    edit: (at) => at.replace('specs/a.yaml', 'value: 1', 'value: 2'),
    after: files({ 'a.js': 'export const a = 2;\n//# sourceMappingURL=a.js.map\n' }),
  }),
];

export const OUTPUTS: readonly Row[] = [
  row('output-edited', 'output edited by hand', {
    edit: (at) => at.write('generated/a.txt', 'mine\n'),
    after: SAME,
    without: { watch: DELETED },
  }),
  row('output-deleted', 'output deleted', {
    edit: (at) => at.remove('generated/a.txt'),
    after: SAME,
    without: { watch: DELETED },
  }),
  row('output-folder-deleted', 'output folder deleted', {
    edit: (at) => at.remove('generated'),
    after: SAME,
    without: { watch: DELETED },
  }),
  row('manifest-deleted', 'manifest deleted, and a spec edited', {
    edit: (at) => {
      at.remove(`generated/${MANIFEST}`);
      at.replace('specs/a.yaml', 'value: 1', 'value: 2');
    },
    // Without an index, as in a clone, the file may be foreign.
    after: [text('name=a title=a value=2\n'), error('foreign-file', '{row}/generated/a.txt')],
  }),
  row('manifest-merged', 'manifest with merge markers, and a spec edited', {
    edit: (at) => {
      const manifest = at.read(`generated/${MANIFEST}`);
      at.write(`generated/${MANIFEST}`, `<<<<<<< HEAD\n${manifest}=======\n${manifest}>>>>>>> other\n`);
      at.replace('specs/a.yaml', 'value: 1', 'value: 2');
    },
    after: text('name=a title=a value=2\n'),
  }),
  row('output-and-spec', 'output of an older spec put back, as a cache does', {
    edit: (at) => {
      at.replace('specs/a.yaml', 'value: 1', 'value: 2');
      at.write('generated/a.txt', 'name=a title=a value=0\n');
    },
    after: text('name=a title=a value=2\n'),
  }),
  row('branch', 'branch switched', {
    branch: {
      'specs/a.yaml': 'title: a\nvalue: 2\n',
      'templates/out.hbs': '{{title}} of the other branch: {{value}}\n',
    },
    edit: (at) => at.git('checkout', '-q', 'other'),
    after: text('a of the other branch: 2\n'),
  }),
];

const CHANGES_LIBRARY =
  "const fs = require('fs');\nconst path = require('path');\nconst file = path.join(__dirname, 'lib.cjs');\nconst { version } = require('./lib.cjs');\nexports.level = () => {\n  if (version === 1) fs.writeFileSync(file, 'exports.version = 2;\\n');\n  return version;\n};\n";

export const DURING_RUN: readonly Row[] = [
  row('module-during-run', 'module edited during a run', {
    files: {
      'templates/out.hbs': 'level={{level}}\n',
      'code/h.cjs': CHANGES_LIBRARY,
      'code/lib.cjs': 'exports.version = 1;\n',
    },
    options: { helpers: '{projectRoot}/code/h.cjs' },
    before: error('changed-during-run', '{row}/code/lib.cjs'),
    after: text('level=2\n'),
    without: { remote: 'the run itself changes the module', watch: 'the run itself changes the module' },
  }),
];
