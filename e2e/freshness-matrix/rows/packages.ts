import type { Json } from '../place';
import { levelRow, row, text, type Row, type RowParts } from '../row';

/** A workspace package in the row's folder `lib`, linked into node_modules as by a package manager. */
function workspacePackage(id: string, manifest: Json): Pick<Row, 'links'> & { readonly files: Record<string, Json> } {
  return {
    files: { 'lib/package.json': { name: `@rows/${id}`, version: '1.0.0', ...manifest } },
    links: { [`node_modules/@rows/${id}`]: `../../rows/${id}/lib` },
  };
}

const BOTH = { exports: { import: './esm.mjs', require: './cjs.cjs' } };

function workspaceRow(id: string, title: string, kind: 'import' | 'require', manifest: Json, file: string): Row {
  const { files, links } = workspacePackage(id, manifest);
  const isEsm = kind === 'import';
  const helper = isEsm ? 'code/h.mjs' : 'code/h.cjs';
  return levelRow(id, title, helper, {
    files: {
      ...files,
      'lib/esm.mjs': 'export const level = 9;\n',
      'lib/cjs.cjs': 'exports.level = 8;\n',
      [`lib/${file}`]: isEsm ? 'export const level = 1;\n' : 'exports.level = 1;\n',
      [helper]: isEsm
        ? `import { level } from '@rows/${id}';\nexport default { level: () => level };\n`
        : `exports.level = () => require('@rows/${id}').level;\n`,
    },
    links,
    edit: (at) => at.replace(`lib/${file}`, '1', '2'),
  });
}

/** An installed package that exports a number. */
function installed(name: string, version: string, code: string): Record<string, string | Json> {
  return {
    [`/node_modules/${name}/package.json`]: { name, version, main: 'index.js' },
    [`/node_modules/${name}/index.js`]: code,
  };
}

/** A package with a template, a partial and helpers, which the target's options name. */
function kitRow(id: string, title: string, parts: RowParts): Row {
  const name = `row-${id}`;
  return row(id, title, {
    before: text('head 1 level 1\n'),
    locked: { [name]: { version: '1.0.0' } },
    ...parts,
    files: {
      ...installed(name, '1.0.0', ''),
      [`/node_modules/${name}/templates/kit.hbs`]: '{{> head}} level {{level}}\n',
      [`/node_modules/${name}/partials/head.hbs`]: 'head 1',
      [`/node_modules/${name}/helpers.cjs`]: "exports.level = () => require('./level.cjs').level;\n",
      [`/node_modules/${name}/level.cjs`]: 'exports.level = 1;\n',
      ...parts.files,
    },
    options: {
      templates: [`package:${name}/templates/*.hbs`],
      partials: [`package:${name}/partials/**/*.hbs`],
      helpers: `package:${name}/helpers.cjs`,
      emit: [{ template: 'kit', to: '{{@name}}.txt' }],
    },
  });
}

/** An edit that installs version 1.1.0 of such a package, with another file. */
function kitUpgrade(id: string, path: string, content: string): Row['edit'] {
  const name = `row-${id}`;
  return (at) => {
    at.write(`/node_modules/${name}/package.json`, { name, version: '1.1.0', main: 'index.js' });
    at.write(`/node_modules/${name}/${path}`, content);
    at.lock({ [name]: { version: '1.1.0' } });
  };
}

const outer = (inner: string): string => `exports.level = require('${inner}').level;\n`;

export const PACKAGES: readonly Row[] = [
  workspaceRow(
    'package-import',
    'workspace package: only an import condition',
    'import',
    { exports: { import: './esm.mjs' } },
    'esm.mjs',
  ),
  workspaceRow(
    'package-import-both',
    'workspace package: import, beside a require condition',
    'import',
    BOTH,
    'esm.mjs',
  ),
  workspaceRow(
    'package-require-both',
    'workspace package: require, beside an import condition',
    'require',
    BOTH,
    'cjs.cjs',
  ),
  workspaceRow(
    'package-built',
    'workspace package: a git-ignored build of it',
    'import',
    { exports: './build/index.mjs' },
    'build/index.mjs',
  ),
  levelRow('package-version', 'package upgraded', 'code/h.cjs', {
    files: {
      ...installed('row-direct', '1.0.0', 'exports.level = 1;\n'),
      'code/h.cjs': "exports.level = () => require('row-direct').level;\n",
    },
    locked: { 'row-direct': { version: '1.0.0' } },
    edit: (at) => {
      for (const [path, content] of Object.entries(installed('row-direct', '1.1.0', 'exports.level = 2;\n')))
        at.write(path, content);
      at.lock({ 'row-direct': { version: '1.1.0' } });
    },
  }),
  levelRow('package-transitive', 'package of a package upgraded', 'code/h.cjs', {
    files: {
      ...installed('row-outer', '1.0.0', outer('row-inner')),
      ...installed('row-inner', '1.0.0', 'exports.level = 1;\n'),
      'code/h.cjs': "exports.level = () => require('row-outer').level;\n",
    },
    locked: {
      'row-outer': { version: '1.0.0', dependencies: { 'row-inner': '^1.0.0' } },
      'row-inner': { version: '1.0.0' },
    },
    edit: (at) => {
      for (const [path, content] of Object.entries(installed('row-inner', '1.1.0', 'exports.level = 2;\n')))
        at.write(path, content);
      at.lock({ 'row-inner': { version: '1.1.0' } });
    },
  }),
  levelRow('package-patched', 'package patched under its version', 'code/h.cjs', {
    files: {
      ...installed('row-patched', '1.0.0', 'exports.level = 1;\n'),
      'code/h.cjs': "exports.level = () => require('row-patched').level;\n",
    },
    locked: { 'row-patched': { version: '1.0.0' } },
    edit: (at) => {
      at.write('/node_modules/row-patched/index.js', 'exports.level = 2;\n');
      at.lock({ 'row-patched': { version: '1.0.0', integrity: 'sha512-patched' } });
    },
  }),
  levelRow('package-linked', 'package linked from a folder of the workspace', 'code/h.cjs', {
    files: {
      'linked/package.json': { name: 'row-linked', version: '1.0.0', main: 'index.js' },
      'linked/index.js': 'exports.level = 1;\n',
      'code/h.cjs': "exports.level = () => require('row-linked').level;\n",
    },
    links: { 'node_modules/row-linked': '../rows/package-linked/linked' },
    edit: (at) => at.replace('linked/index.js', '1', '2'),
  }),
  kitRow('kit-partial', 'package that brings templates: another partial', {
    edit: kitUpgrade('kit-partial', 'partials/head.hbs', 'head 2'),
    after: text('head 2 level 1\n'),
  }),
  kitRow('kit-module', 'package that brings helpers: what they import', {
    edit: kitUpgrade('kit-module', 'level.cjs', 'exports.level = 2;\n'),
    after: text('head 1 level 2\n'),
  }),
  row('kit-workspace', 'package of the workspace that brings templates', {
    files: {
      'kit/package.json': { name: 'row-kit-workspace', version: '1.0.0' },
      'kit/templates/kit.hbs': 'kit 1 {{title}}\n',
    },
    links: { 'node_modules/row-kit-workspace': '../rows/kit-workspace/kit' },
    options: {
      templates: ['package:row-kit-workspace/templates/*.hbs'],
      emit: [{ template: 'kit', to: '{{@name}}.txt' }],
    },
    before: text('kit 1 a\n'),
    edit: (at) => at.replace('kit/templates/kit.hbs', '1', '2'),
    after: text('kit 2 a\n'),
  }),
];
