import { level, levelRow, row, text, undeclared, type Row } from '../row';

const FS = "const fs = require('node:fs');\nconst path = require('node:path');\n";
/** A helper that reads a file of the project with `fs`. */
const readsFile = (file: string): string =>
  `${FS}exports.level = () => fs.readFileSync(path.join(__dirname, '..', '${file}'), 'utf8').trim();\n`;
const readsEnv = (name: string): string => `exports.level = () => process.env.${name} ?? 'unset';\n`;
const ENV = 'MATRIX';

export const READS: readonly Row[] = [
  levelRow('env-declared', 'environment variable, declared, that a helper reads', 'code/h.cjs', {
    files: { 'code/h.cjs': readsEnv(`${ENV}_A`) },
    task: { inputs: [{ env: `${ENV}_A` }] },
    env: { [`${ENV}_A`]: ['1', '2'] },
    without: { watch: 'the environment of a process is fixed' },
  }),
  levelRow('env-set', 'environment variable, declared, set for the first time', 'code/h.cjs', {
    files: { 'code/h.cjs': readsEnv(`${ENV}_B`) },
    task: { inputs: [{ env: `${ENV}_B` }] },
    env: { [`${ENV}_B`]: [undefined, '2'] },
    before: level('unset'),
    without: { watch: 'the environment of a process is fixed' },
  }),
  levelRow('env-top', 'environment variable read when the module loads', 'code/h.mjs', {
    files: { 'code/h.mjs': `const value = process.env['${ENV}_C'];\nexport default { level: () => value };\n` },
    task: { inputs: [{ env: `${ENV}_C` }] },
    env: { [`${ENV}_C`]: ['1', '2'] },
    without: { watch: 'the environment of a process is fixed' },
  }),
  row('env-prepare', 'environment variable that prepare reads', {
    files: { 'code/p.cjs': `module.exports = (spec) => ({ ...spec, value: process.env.${ENV}_D });\n` },
    options: { prepare: '{projectRoot}/code/p.cjs' },
    task: { inputs: [{ env: `${ENV}_D` }] },
    env: { [`${ENV}_D`]: ['1', '2'] },
    after: text('name=a title=a value=2\n'),
    without: { watch: 'the environment of a process is fixed' },
  }),
  levelRow('env-undeclared', 'environment variable, undeclared: an error, cured by its line', 'code/h.cjs', {
    files: { 'code/h.cjs': readsEnv(`${ENV}_E`) },
    env: { [`${ENV}_E`]: ['2', '2'] },
    before: undeclared(`{ "env": "${ENV}_E" }`),
    edit: (at) => at.addNamedInputs(),
  }),
  levelRow('env-undeclared-later', 'helper edited to read an undeclared variable', 'code/h.cjs', {
    files: { 'code/h.cjs': 'exports.level = () => 1;\n' },
    env: { [`${ENV}_F`]: ['2', '2'] },
    edit: (at) => at.write('code/h.cjs', readsEnv(`${ENV}_F`)),
    after: undeclared(`{ "env": "${ENV}_F" }`),
  }),
  levelRow('runtime', '`runtime` input, of which a helper reads the same', 'code/h.cjs', {
    files: {
      'level.txt': '1\n',
      'code/h.cjs':
        "const { execFileSync } = require('node:child_process');\nexports.level = () => execFileSync('cat', ['rows/runtime/level.txt'], { encoding: 'utf8' }).trim();\n",
    },
    task: { inputs: [{ runtime: 'cat rows/runtime/level.txt' }] },
    edit: (at) => at.write('level.txt', '2\n'),
    without: { watch: 'watch starts no process to look for changes' },
  }),
  levelRow('file-declared', 'file, declared, that a helper reads by fs', 'code/h.cjs', {
    files: { 'level.txt': '1\n', 'code/h.cjs': readsFile('level.txt') },
    task: { inputs: ['{projectRoot}/level.txt'] },
    edit: (at) => at.write('level.txt', '2\n'),
  }),
  levelRow('file-url', 'file, declared, read by a URL of the module', 'code/h.mjs', {
    files: {
      'code/level.txt': '1\n',
      'code/h.mjs':
        "import { readFileSync } from 'node:fs';\nexport default { level: () => readFileSync(new URL('./level.txt', import.meta.url), 'utf8').trim() };\n",
    },
    task: { inputs: ['{projectRoot}/code/level.txt'] },
    edit: (at) => at.write('code/level.txt', '2\n'),
  }),
  row('file-ref', 'file, declared, that prepare reads because the spec names it', {
    files: {
      'specs/a.yaml': 'title: a\n$ref: shared.json\n',
      'shared.json': '{ "value": 1 }\n',
      'code/p.cjs': `${FS}module.exports = (spec) => ({ ...spec, ...JSON.parse(fs.readFileSync(path.join(__dirname, '..', spec.$ref), 'utf8')) });\n`,
    },
    options: { prepare: '{projectRoot}/code/p.cjs' },
    task: { inputs: ['{projectRoot}/shared.json'] },
    edit: (at) => at.write('shared.json', '{ "value": 2 }\n'),
    after: text('name=a title=a value=2\n'),
  }),
  levelRow('file-undeclared', 'file, undeclared: an error, cured by its line', 'code/h.cjs', {
    files: { 'level.txt': '2\n', 'code/h.cjs': readsFile('level.txt') },
    before: undeclared('{row}/level.txt'),
    edit: (at) => at.addNamedInputs(),
  }),
  levelRow('file-undeclared-later', 'helper edited to read an undeclared file', 'code/h.cjs', {
    files: { 'level.txt': '2\n', 'code/h.cjs': 'exports.level = () => 1;\n' },
    edit: (at) => at.write('code/h.cjs', readsFile('level.txt')),
    after: undeclared('{row}/level.txt'),
  }),
  levelRow('file-ignored', 'file that git ignores, read by a helper: an error, cured by its line', 'code/h.cjs', {
    files: { 'build/level.txt': '2\n', 'code/h.cjs': readsFile('build/level.txt') },
    before: undeclared('{row}/build/level.txt', 'includeIgnored'),
    edit: (at) => at.addNamedInputs(),
  }),
  levelRow('file-dotenv', '.env file that a helper reads', 'code/h.cjs', {
    files: { '.env.level': '1\n', 'code/h.cjs': readsFile('.env.level') },
    task: { inputs: ['{projectRoot}/.env.level'] },
    edit: (at) => at.write('.env.level', '2\n'),
  }),
  levelRow('file-exists', 'file, declared, whose existence a helper asks for', 'code/h.cjs', {
    files: {
      'flags/other': '',
      'code/h.cjs': `${FS}exports.level = () => (fs.existsSync(path.join(__dirname, '../flags/on')) ? 2 : 1);\n`,
    },
    task: { inputs: ['{projectRoot}/flags/*'] },
    edit: (at) => at.write('flags/on', ''),
  }),
  levelRow('file-promises', 'file, declared, read by fs.promises when the module loads', 'code/h.mjs', {
    files: {
      'level.txt': '1\n',
      'code/h.mjs':
        "import { readFile } from 'node:fs/promises';\nconst value = (await readFile(new URL('../level.txt', import.meta.url), 'utf8')).trim();\nexport default { level: () => value };\n",
    },
    task: { inputs: ['{projectRoot}/level.txt'] },
    edit: (at) => at.write('level.txt', '2\n'),
  }),
  levelRow('listing', 'folder listing that a helper reads: a file added', 'code/h.cjs', {
    files: {
      'parts/one': '',
      'code/h.cjs': `${FS}exports.level = () => fs.readdirSync(path.join(__dirname, '../parts')).length;\n`,
    },
    task: { inputs: ['{projectRoot}/parts/*'] },
    edit: (at) => at.write('parts/two', ''),
  }),
  levelRow('upstream', 'output of a task in dependsOn that a helper reads', 'code/h.cjs', {
    files: {
      'source.txt': '1\n',
      'code/h.cjs': readsFile('build/collected.txt'),
      'tools/collect.cjs':
        "const fs = require('fs');\nfs.mkdirSync('rows/upstream/build', { recursive: true });\nfs.copyFileSync('rows/upstream/source.txt', 'rows/upstream/build/collected.txt');\n",
    },
    task: { dependsOn: ['collect'] },
    otherTasks: {
      collect: {
        command: 'node {projectRoot}/tools/collect.cjs',
        inputs: ['{projectRoot}/source.txt', '{projectRoot}/tools/*'],
        outputs: ['{projectRoot}/build'],
      },
    },
    edit: (at) => at.write('source.txt', '2\n'),
    without: {
      check: 'check runs no other task',
      watch: 'watch runs no other task',
    },
  }),
  levelRow('upstream-order-only', 'output of a task in `after`: an error, cured by its line', 'code/h.cjs', {
    files: {
      'source.txt': '2\n',
      'code/h.cjs': readsFile('build/collected.txt'),
      'tools/collect.cjs':
        "const fs = require('fs');\nfs.mkdirSync('rows/upstream-order-only/build', { recursive: true });\nfs.copyFileSync('rows/upstream-order-only/source.txt', 'rows/upstream-order-only/build/collected.txt');\n",
    },
    task: { after: ['collect'] },
    otherTasks: {
      collect: {
        command: 'node {projectRoot}/tools/collect.cjs',
        inputs: ['{projectRoot}/source.txt', '{projectRoot}/tools/*'],
        outputs: ['{projectRoot}/build'],
      },
    },
    before: undeclared('{row}/build/collected.txt'),
    edit: (at) => at.addNamedInputs(),
    without: { watch: 'watch runs no other task' },
  }),
];
