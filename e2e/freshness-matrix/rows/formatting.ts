import type { Json } from '../place';
import { row, text, type Row, type RowParts } from '../row';

/** A fake Prettier that appends `mark` of the nearest .prettierrc. */
const code = (version: string): string => `const fs = require('node:fs');
const path = require('node:path');
const configOf = (folder) => {
  const file = path.join(folder, '.prettierrc');
  if (fs.existsSync(file)) return file;
  return folder === path.dirname(folder) ? null : configOf(path.dirname(folder));
};
module.exports = {
  version: '${version}',
  clearConfigCache: async () => undefined,
  resolveConfigFile: async (file) => configOf(path.dirname(file)),
  resolveConfig: async (_file, { config }) =>
    config.endsWith('.prettierrc') ? JSON.parse(fs.readFileSync(config, 'utf8')) : null,
  getFileInfo: async () => ({ inferredParser: 'text' }),
  format: async (text, { mark = 'none' }) => text.trimEnd() + ' by ${version} ' + mark + '\\n',
};
`;
const installed = (version: string): Record<string, string | Json> => ({
  'node_modules/prettier/package.json': { name: 'prettier', version, main: 'index.js' },
  'node_modules/prettier/index.js': code(version),
});
const RENDERED = 'name=a title=a value=1';

/** A row about prettier, installed in its project. */
function prettierRow(id: string, title: string, parts: RowParts): Row {
  return row(id, title, {
    before: text(`${RENDERED} by 3.0.0 none\n`),
    ...parts,
    files: { ...installed('3.0.0'), ...parts.files },
    options: { format: 'prettier' },
    locked: { prettier: { version: '3.0.0' } },
  });
}

/** A row about a module that formats. */
function moduleRow(id: string, title: string, parts: Partial<RowParts>): Row {
  return row(id, title, {
    before: text(`${RENDERED} 1\n`),
    after: text(`${RENDERED} 2\n`),
    ...parts,
    files: {
      'code/format.cjs':
        "const { mark } = require('./mark.cjs');\nmodule.exports = (text) => `${text.trimEnd()} ${mark}\\n`;\n",
      'code/mark.cjs': 'exports.mark = 1;\n',
      ...parts.files,
    },
    options: { format: '{projectRoot}/code/format.cjs', ...parts.options },
  });
}

export const FORMATTING: readonly Row[] = [
  prettierRow('format-config-comes', 'prettier: a configuration comes', {
    edit: (at) => at.write('.prettierrc', { mark: 'new' }),
    after: text(`${RENDERED} by 3.0.0 new\n`),
  }),
  prettierRow('format-config-edited', 'prettier: its configuration edited', {
    files: { '.prettierrc': { mark: 'old' } },
    before: text(`${RENDERED} by 3.0.0 old\n`),
    edit: (at) => at.write('.prettierrc', { mark: 'new' }),
    after: text(`${RENDERED} by 3.0.0 new\n`),
  }),
  prettierRow('format-config-goes', 'prettier: its configuration goes', {
    files: { '.prettierrc': { mark: 'old' } },
    before: text(`${RENDERED} by 3.0.0 old\n`),
    edit: (at) => at.remove('.prettierrc'),
    after: text(`${RENDERED} by 3.0.0 none\n`),
  }),
  prettierRow('format-version', 'prettier upgraded', {
    edit: (at) => {
      for (const [path, content] of Object.entries(installed('3.1.0'))) at.write(path, content);
      at.lock({ prettier: { version: '3.1.0' } });
    },
    after: text(`${RENDERED} by 3.1.0 none\n`),
  }),
  moduleRow('format-added', 'format: added', {
    options: { format: undefined },
    before: text(`${RENDERED}\n`),
    edit: (at) => at.options({ format: '{projectRoot}/code/format.cjs' }),
    after: text(`${RENDERED} 1\n`),
  }),
  moduleRow('format-removed', 'format: removed', {
    edit: (at) => at.options({ format: undefined }),
    after: text(`${RENDERED}\n`),
  }),
  moduleRow('format-module-edited', 'format: the module edited', {
    edit: (at) => at.replace('code/format.cjs', '${mark}', '${mark + 1}'),
  }),
  moduleRow('format-module-import', 'format: what the module imports edited', {
    edit: (at) => at.replace('code/mark.cjs', '1', '2'),
  }),
];
