import { error, files, row, text, undeclared, type Row } from '../row';

const MODULE = `module.exports = ({ text }) =>
  new Map(text.trim().split('\\n').map((line) => [line.split(' ')[0], { title: 'line', value: line.split(' ')[1] }]));
`;
/** Returns the content of another file. */
const reads = (file: string): string =>
  `module.exports = (source, { read }) => ({ title: source.name, value: read('${file}').trim() });\n`;
const LINES = { 'texts/a.txt': 'one 1\ntwo 2\n', 'code/load.cjs': MODULE };
const OPTIONS = { patterns: ['{projectRoot}/texts/*.txt'], load: '{projectRoot}/code/load.cjs' };
const ONE = 'name=one title=line value=1\n';
const BOTH = files({ 'one.txt': ONE, 'two.txt': 'name=two title=line value=2\n' });

/** Source files that a module reads. */
export const LOAD: readonly Row[] = [
  row('load-added', 'load: added', {
    files: { 'specs/a.yaml': 'title: a\nvalue: 1\n', 'code/load.cjs': `module.exports = () => [{ value: 'x' }];\n` },
    edit: (at) => at.options({ load: '{projectRoot}/code/load.cjs' }),
    after: files({ 'a.txt': null, '0.txt': 'name=0 title= value=x\n' }),
  }),
  row('load-removed', 'load: removed', {
    files: { 'specs/a.yaml': 'title: a\nvalue: 1\n', 'code/load.cjs': `module.exports = () => [{ value: 'x' }];\n` },
    options: { load: '{projectRoot}/code/load.cjs' },
    before: files({ '0.txt': 'name=0 title= value=x\n' }),
    edit: (at) => at.options({ load: undefined }),
    after: files({ 'a.txt': 'name=a title=a value=1\n', '0.txt': null }),
  }),
  row('load-source-edited', 'a source of load edited', {
    files: LINES,
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.write('texts/a.txt', 'one 1\ntwo 3\n'),
    after: files({ 'one.txt': ONE, 'two.txt': 'name=two title=line value=3\n' }),
  }),
  row('load-patterns-gone', 'patterns of load that came and went', {
    files: LINES,
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.write('texts/a.txt', 'one 1\nfour 4\n'),
    after: files({ 'one.txt': ONE, 'two.txt': null, 'four.txt': 'name=four title=line value=4\n' }),
  }),
  row('load-edited', 'load: the module edited', {
    files: LINES,
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.write('code/load.cjs', MODULE.replace("'line'", "'row'")),
    after: files({ 'one.txt': 'name=one title=row value=1\n', 'two.txt': 'name=two title=row value=2\n' }),
  }),
  row('load-import', 'load: a module edited that it imports', {
    files: {
      'texts/a.txt': '',
      'code/load.cjs': "const value = require('./value.cjs');\nmodule.exports = () => ({ title: 'a', value });\n",
      'code/value.cjs': 'module.exports = 1;\n',
    },
    options: OPTIONS,
    before: text('name=a title=a value=1\n'),
    edit: (at) => at.write('code/value.cjs', 'module.exports = 2;\n'),
    after: text('name=a title=a value=2\n'),
  }),
  row('load-read', 'file, declared, that `read` gives to load', {
    files: { 'texts/a.txt': '', 'shared.txt': '1\n', 'code/load.cjs': reads('../shared.txt') },
    options: OPTIONS,
    task: { inputs: ['{projectRoot}/shared.txt'] },
    before: text('name=a title=a value=1\n'),
    edit: (at) => at.write('shared.txt', '2\n'),
    after: text('name=a title=a value=2\n'),
  }),
  row('load-read-undeclared', 'file, undeclared, that `read` gives to load: an error, cured by its line', {
    files: { 'texts/a.txt': '', 'shared.txt': '2\n', 'code/load.cjs': reads('../shared.txt') },
    options: OPTIONS,
    before: undeclared('{row}/shared.txt'),
    edit: (at) => at.addNamedInputs(),
    after: text('name=a title=a value=2\n'),
  }),
  row('load-env', 'environment variable that load reads', {
    files: {
      'texts/a.txt': '',
      'code/load.cjs': `module.exports = () => ({ title: 'a', value: process.env.MATRIX_LOAD });\n`,
    },
    options: OPTIONS,
    task: { inputs: [{ env: 'MATRIX_LOAD' }] },
    env: { MATRIX_LOAD: ['1', '2'] },
    before: text('name=a title=a value=1\n'),
    after: text('name=a title=a value=2\n'),
    without: { watch: 'the environment of a process is fixed' },
  }),
  row('load-throws', 'load that throws', {
    files: LINES,
    options: OPTIONS,
    before: BOTH,
    edit: (at) => at.write('code/load.cjs', `module.exports = () => {\n  throw new Error('no');\n};\n`),
    after: error('load', '{row}/code/load.cjs:2:', 'no'),
  }),
  row('prepare-read', 'file, declared, that `read` gives to prepare', {
    files: {
      'shared.txt': '1\n',
      'code/p.cjs': `module.exports = (spec, { read }) => ({ ...spec, value: read('../shared.txt').trim() });\n`,
    },
    options: { prepare: '{projectRoot}/code/p.cjs' },
    task: { inputs: ['{projectRoot}/shared.txt'] },
    edit: (at) => at.write('shared.txt', '2\n'),
    after: text('name=a title=a value=2\n'),
  }),
];
