import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

const CASES: readonly Refusal[] = [
  {
    title: 'a module with a syntax error',
    files: { 'code/h.js': 'exports.a = () => 1;\nexports.b = (;\n' },
    options: { helpers: 'code/h.js' },
    says: [
      'code/h.js:2:14 error module: the module of the option "helpers" cannot be loaded: Unexpected token \';\'',
      '  2 | exports.b = (;',
      '    |              ^',
    ],
  },
  {
    title: 'a module that throws',
    files: { 'code/h.js': "'use strict';\n\nthrow new Error('not today');\n" },
    options: { helpers: 'code/h.js' },
    says: [
      'code/h.js:3:7 error module: the module of the option "helpers" cannot be loaded: not today',
      "  3 | throw new Error('not today');",
      '    |       ^',
    ],
  },
  {
    title: 'a module that throws deep inside',
    files: { 'code/h.js': "require('./deep');\n", 'code/deep.js': "\n  throw new Error('deep');\n" },
    options: { prepare: 'code/h.js' },
    says: [
      'code/deep.js:2:9 error module: the module of the option "prepare" cannot be loaded: deep',
      "  2 |   throw new Error('deep');",
      '    |         ^',
    ],
  },
  {
    title: 'a module that throws a value other than an Error',
    files: { 'code/h.js': "throw 'a text';\n" },
    options: { prepare: 'code/h.js' },
    says: ['code/h.js error module: the module of the option "prepare" cannot be loaded: it threw a text'],
  },
  {
    title: 'a module with a missing import',
    files: { 'code/h.js': "require('./gone');\n" },
    options: { prepare: 'code/h.js' },
    says: [
      'code/h.js:1:1 error module: the module of the option "prepare" cannot be loaded: Cannot find module \'./gone\'',
      "  1 | require('./gone');",
      '    | ^',
    ],
  },
  {
    title: 'a module with a missing package',
    files: { 'code/h.js': "\nconst x = require('no-such-package');\n" },
    options: { prepare: 'code/h.js' },
    says: [
      'code/h.js:2:11 error module: the module of the option "prepare" cannot be loaded: Cannot find module \'no-such-package\'',
      "  2 | const x = require('no-such-package');",
      '    |           ^',
    ],
  },
  {
    title: 'an ES module with a missing import',
    files: { 'code/h.mjs': "import './gone.mjs';\nexport default {};\n" },
    options: { prepare: 'code/h.mjs' },
    says: [
      'code/h.mjs error module: the module of the option "prepare" cannot be loaded: Cannot find module \'code/gone.mjs\' imported from code/h.mjs',
    ],
  },
  {
    title: 'an ES module with a syntax error',
    files: { 'code/h.mjs': 'export default {\n  a: ;\n' },
    options: { helpers: 'code/h.mjs' },
    says: ['code/h.mjs error module: the module of the option "helpers" cannot be loaded: Unexpected token \';\''],
  },
  {
    title: 'helpers that are not an object',
    files: { 'code/h.js': 'module.exports = 5;\n' },
    options: { helpers: 'code/h.js' },
    says: [
      'code/h.js error module: the default export of the option "helpers" is not an object',
      '  hint: export an object of functions by name',
    ],
  },
  {
    title: 'a helper that is not a function',
    files: { 'code/h.js': 'exports.a = () => 1;\nexports.b = 2;\n' },
    options: { helpers: 'code/h.js' },
    says: ['code/h.js error module: the helper "b" is not a function', '  hint: export an object of functions by name'],
  },
  {
    title: 'a prepare module without a function',
    files: { 'code/p.js': 'exports.prepare = () => 1;\n' },
    options: { prepare: 'code/p.js' },
    says: [
      'code/p.js error module: the default export of the option "prepare" is not a function',
      '  hint: export (spec, { path, name, read }) => data',
    ],
  },
  {
    title: 'a prepare module that throws',
    files: { 'code/p.js': 'module.exports = (spec) => {\n  throw new TypeError(`no ${spec.title}`);\n};\n' },
    options: { prepare: 'code/p.js' },
    says: ['specs/a.json error prepare: no A', '  hint: thrown at code/p.js:2'],
  },
  {
    title: 'a prepare module that rejects',
    files: { 'code/p.js': "module.exports = async () => {\n  throw new Error('later');\n};\n" },
    options: { prepare: 'code/p.js' },
    says: ['specs/a.json error prepare: later', '  hint: thrown at code/p.js:2'],
  },
  {
    title: 'a prepare module that points to a value',
    files: {
      'specs/a.json': '{\n  "title": "A",\n  "nodes": [{ "type": "blur" }, { "type": "glow" }]\n}\n',
      'code/p.js':
        "module.exports = () => {\n  throw Object.assign(new Error('there is no node type \"glow\"'), { pointer: '/nodes/1/type', hint: 'known: blur' });\n};\n",
    },
    options: { prepare: 'code/p.js' },
    says: [
      'specs/a.json:3:43 error prepare: there is no node type "glow"',
      '  3 |   "nodes": [{ "type": "blur" }, { "type": "glow" }]',
      '    |                                           ^^^^^^',
      '  hint: known: blur',
    ],
  },
  {
    title: 'a prepare module that points to a value in YAML',
    files: {
      'specs/a.json': '{}',
      'specs/b.yaml': 'title: B\nnodes:\n  - type: blur\n  - type: glow\n',
      'code/p.js':
        "module.exports = (_spec, { name }) => {\n  if (name === 'b') throw Object.assign(new Error('no glow'), { pointer: '/nodes/1/type' });\n};\n",
    },
    options: { prepare: 'code/p.js' },
    says: ['specs/b.yaml:4:11 error prepare: no glow', '  4 |   - type: glow', '    |           ^^^^'],
  },
  {
    title: 'a prepare module that points to a missing value',
    files: {
      'code/p.js':
        "module.exports = () => {\n  throw Object.assign(new Error('wrong'), { pointer: '/title/0/x' });\n};\n",
    },
    options: { prepare: 'code/p.js' },
    says: ['specs/a.json:1:12 error prepare: wrong', '  1 | { "title": "A" }', '    |            ^^^'],
  },
  {
    title: 'a prepare module that throws undefined',
    files: { 'code/p.js': 'module.exports = () => {\n  throw undefined;\n};\n' },
    options: { prepare: 'code/p.js' },
    says: ['specs/a.json error prepare: it threw undefined'],
  },
  {
    title: 'a library function that throws',
    files: {
      'code/p.js':
        "module.exports = (spec) => spec;\nmodule.exports.library = () => {\n  throw new Error('two of a kind');\n};\n",
    },
    options: { prepare: 'code/p.js', emit: [{ template: 'one', to: 'all.txt', each: 'library' }] },
    says: [
      'code/p.js:3:9 error prepare: the export "library" failed: two of a kind',
      "  3 |   throw new Error('two of a kind');",
      '    |         ^',
    ],
  },
  {
    title: 'a helper that throws',
    files: {
      'code/h.js': "exports.loud = (text) => {\n  if (!text) throw new Error('loud: nothing to say');\n};\n",
      'templates/one.hbs': '\n  {{loud missing}}\n',
    },
    options: { helpers: 'code/h.js' },
    says: [
      'templates/one.hbs:2:3 error render: rendering for specs/a.json failed: loud: nothing to say',
      '  2 |   {{loud missing}}',
      '    |   ^',
      '  hint: thrown at code/h.js:2',
    ],
  },
  {
    title: 'a module that imports by a computed name',
    files: {
      'code/h.js': "const name = 'deep';\nexports.x = require(`./${name}`);\n",
      'code/deep.js': 'module.exports = String;\n',
    },
    options: { helpers: 'code/h.js' },
    says: [
      'code/deep.js error computed-import: a module of this target loads this file by a computed name, so changes to it would be missed',
      '  hint: import it by a literal name',
    ],
  },
  {
    title: 'a prepare module that changes a spec during the run',
    files: {
      'specs/b.json': '{}',
      'code/p.js':
        "module.exports = (spec) => {\n  require('fs').writeFileSync(`${__dirname}/../specs/b.json`, '[]');\n  return spec;\n};\n",
    },
    options: { prepare: 'code/p.js' },
    says: [
      'specs/b.json error changed-during-run: this file changed while the run was reading it',
      '  hint: run again',
    ],
  },
  {
    title: 'a prepare module that removes a spec during the run',
    files: {
      'specs/b.json': '{}',
      'code/p.js':
        "module.exports = (spec) => {\n  require('fs').rmSync(`${__dirname}/../specs/b.json`, { force: true });\n  return spec;\n};\n",
    },
    options: { prepare: 'code/p.js' },
    says: [
      'specs/b.json error changed-during-run: this file changed while the run was reading it',
      '  hint: run again',
    ],
  },
  {
    title: 'a helper module that changes a template during the run',
    files: {
      'code/h.js': "require('fs').writeFileSync(`${__dirname}/../templates/one.hbs`, 'new');\nexports.x = String;\n",
    },
    options: { helpers: 'code/h.js' },
    says: [
      'templates/one.hbs error changed-during-run: this file changed while the run was reading it',
      '  hint: run again',
    ],
  },
];

describe('an error of a module', () => {
  it.each(CASES)('$title', async (one) => {
    expect(await refusal(one)).toEqual(one.says);
  });
});
