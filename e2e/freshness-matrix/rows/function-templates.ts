import type { Json } from '../place';
import { level, row, undeclared, type Row, type RowParts } from '../row';

const OPTIONS: Json = {
  templates: ['{projectRoot}/templates/*.{hbs,js,mjs}'],
  partials: ['{projectRoot}/partials/*.{hbs,js}'],
  emit: [{ template: 'level', to: '{{@name}}.txt' }],
};
const CALLS_PARTIAL = "module.exports = (data, { partial }) => `level=${partial('level', data)}\\n`;\n";

/** The file `a.txt` says 1 before the edit and 2 after it. */
function functionRow(id: string, title: string, parts: Partial<RowParts>): Row {
  return row(`function-${id}`, title, { before: level(1), after: level(2), ...parts, options: OPTIONS });
}

/** Templates and partials that are modules. */
export const FUNCTION_TEMPLATES: readonly Row[] = [
  functionRow('edited', 'function template edited', {
    files: { 'templates/level.js': 'module.exports = () => `level=1\\n`;\n' },
    edit: (at) => at.replace('templates/level.js', '1', '2'),
  }),
  functionRow('esm-import', 'function template in an ES module: an import of its import edited', {
    files: {
      'templates/level.mjs': "import { level } from '../lib/level.mjs';\nexport default () => `level=${level}\\n`;\n",
      'lib/level.mjs': "export { level } from './deep.mjs';\n",
      'lib/deep.mjs': 'export const level = 1;\n',
    },
    edit: (at) => at.replace('lib/deep.mjs', '1', '2'),
  }),
  functionRow('new-import', 'function template gets a local import', {
    files: { 'templates/level.js': 'module.exports = () => `level=1\\n`;\n', 'lib/level.js': 'module.exports = 2;\n' },
    edit: (at) =>
      at.write(
        'templates/level.js',
        "const level = require('../lib/level');\nmodule.exports = () => `level=${level}\\n`;\n",
      ),
  }),
  functionRow('partial', 'function partial edited that a template of Handlebars calls', {
    files: { 'templates/level.hbs': 'level={{> level}}\n', 'partials/level.js': "module.exports = () => '1';\n" },
    edit: (at) => at.replace('partials/level.js', '1', '2'),
  }),
  functionRow('partial-import', 'function partial: its import edited', {
    files: {
      'templates/level.js': CALLS_PARTIAL,
      'partials/level.js': "module.exports = () => String(require('../lib/level'));\n",
      'lib/level.js': 'module.exports = 1;\n',
    },
    edit: (at) => at.replace('lib/level.js', '1', '2'),
  }),
  functionRow('text-partial', 'partial of Handlebars edited that a function template calls', {
    files: { 'templates/level.js': CALLS_PARTIAL, 'partials/level.hbs': '{{value}}' },
    edit: (at) => at.write('partials/level.hbs', '2'),
  }),
  functionRow('env', 'environment variable, declared, that a function template reads', {
    files: { 'templates/level.js': 'module.exports = () => `level=${process.env.MATRIX_FUNCTION_A}\\n`;\n' },
    task: { inputs: [{ env: 'MATRIX_FUNCTION_A' }] },
    env: { MATRIX_FUNCTION_A: ['1', '2'] },
    without: { watch: 'the environment of a process is fixed' },
  }),
  functionRow('undeclared', 'function template edited to read an undeclared file', {
    files: {
      'templates/level.js': 'module.exports = () => `level=1\\n`;\n',
      '/data/function.txt': '2',
    },
    edit: (at) =>
      at.write(
        'templates/level.js',
        "module.exports = () => require('node:fs').readFileSync(`${__dirname}/../../../data/function.txt`, 'utf8');\n",
      ),
    after: undeclared('"{workspaceRoot}/data/function.txt"'),
  }),
  functionRow('to-text', 'a template of Handlebars takes the place of a function', {
    files: { 'templates/level.js': 'module.exports = () => `level=1\\n`;\n' },
    edit: (at) => {
      at.remove('templates/level.js');
      at.write('templates/level.hbs', 'level=2\n');
    },
  }),
];
