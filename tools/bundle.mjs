// @ts-check
// Bundles the modules of dist/ that Nx loads into a few files: loading two dozen small modules takes longer than a no-op
// run of a small library. Run by `npm run build`, after tsc.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { divide } from './bundle/divide.mjs';

/** Bundled as one file each, including lazy imports: a thread and the type check load most modules at once. */
const WHOLE = ['engine/render/worker', 'executors/typecheck/executor'];

/**
 * The codegen executor in parts, by their entries. A part is loaded when one of its entries is first used: V8 scans all
 * loaded code, at about 20 MB/s, and a run needs little of it. The first part is for a no-op run; the last ones are for
 * certain targets or runs only.
 *
 * @type {Record<string, readonly string[]>}
 */
const PARTS = {
  'executors/codegen/executor': ['executors/codegen/executor'],
  'executors/codegen/batch': ['executors/codegen/batch'],
  'engine/stages': ['engine/stages'],
  'engine/parts/names': ['engine/graph/names'],
  'engine/parts/imports': [
    'modules/import-closure',
    'modules/command-files',
    'modules/module-disk',
    'modules/resolve-module',
    'modules/scan-imports',
  ],
  'engine/parts/reads': ['engine/user-code/reads'],
  'engine/parts/whole-graph': ['engine/graph/load-graph'],
  'engine/parts/items': ['engine/sources/items'],
  'engine/parts/load': ['engine/sources/load-source', 'engine/graph/source-data'],
  'engine/parts/yaml': ['engine/sources/parse-yaml'],
  'engine/parts/toml': ['engine/sources/parse-toml'],
  'engine/parts/schema': ['engine/sources/schema-check'],
  'engine/parts/templates': [
    'engine/templates/compile-template',
    'engine/templates/syntax',
    'engine/templates/condition',
  ],
  'engine/parts/fields': ['engine/templates/unknown-fields/check-texts'],
  'engine/parts/user-code': ['engine/user-code/load-module', 'engine/user-code/code-watch', 'engine/user-code/reader'],
  'engine/parts/failures': [
    'engine/render/failures',
    'engine/render/missing-field-failure',
    'engine/render/stack-place',
  ],
  'engine/parts/read-findings': ['engine/graph/undeclared-code-reads'],
  'engine/parts/format': ['engine/format/format-stage'],
  'engine/parts/transform': ['engine/compile/transform'],
  'engine/parts/command': ['engine/compile/compile-by-command', 'engine/compile/process-group'],
  'engine/parts/threads': ['engine/render/worker-thread'],
};

/** Not bundled: its load time does not matter. */
const APART = 'engine/typecheck/explain-findings';

/** @type {import('esbuild').BuildOptions} */
const OPTIONS = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  packages: 'external',
  charset: 'utf8',
  legalComments: 'none',
  // V8 scans every byte that is loaded.
  minify: true,
  logLevel: 'warning',
  logOverride: { 'commonjs-variable-in-esm': 'silent' },
};

for (const entry of WHOLE) {
  await build({
    ...OPTIONS,
    entryPoints: [asFile(entry)],
    outfile: `dist/${entry}.js`,
    plugins: [ownPlaces(entry), apart(entry)],
  });
}

const entries = Object.fromEntries(Object.entries(PARTS).map(([name, modules]) => [name, modules.map(asFile)]));
const { metafile } = await build({
  ...OPTIONS,
  entryPoints: Object.values(entries).flat(),
  outdir: 'dist',
  write: false,
  metafile: true,
});
const exported = await exportsOfAll(Object.keys(metafile.inputs));
const parts = divide(metafile.inputs, entries);
const imported = await importsBetween(parts);
for (const part of parts) {
  await build({
    ...OPTIONS,
    stdin: { contents: exportsOf(part), resolveDir: '.', loader: 'ts' },
    outfile: `dist/${part.name}.js`,
    plugins: [ownPlaces(part.name), otherParts(part)],
  });
}

await withoutComments([...WHOLE, ...Object.keys(PARTS)].map((name) => `${name}.js`));

/**
 * Strips comments from the modules that are not bundled: half a megabyte of the package.
 *
 * @param {readonly string[]} bundles relative to dist/
 */
async function withoutComments(bundles) {
  const files = (await readdir('dist', { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  const modules = files.filter((path) => path.endsWith('.js') && !bundles.includes(path));
  await Promise.all(
    modules.map(async (path) => {
      const text = await readFile(join('dist', path), 'utf8');
      const { code } = await transform(text, { charset: 'utf8', legalComments: 'none' });
      if (code !== text) await writeFile(join('dist', path), code);
    }),
  );
}

/** @param {string} module without its extension */
function asFile(module) {
  return `${module}.ts`;
}

/** The exported names of each module, without types. @param {readonly string[]} modules */
async function exportsOfAll(modules) {
  const { metafile } = await build({
    entryPoints: [...modules],
    outdir: 'dist',
    write: false,
    metafile: true,
    format: 'esm',
    logLevel: 'error',
  });
  return new Map(Object.values(metafile.outputs).map((one) => [one.entryPoint ?? '', one.exports]));
}

/**
 * The names that modules of other parts import, by module. A missing name would be a build error.
 *
 * @param {readonly import('./bundle/divide.mjs').Part[]} parts
 */
async function importsBetween(parts) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map();
  for (const { modules } of parts) {
    for (const file of modules) {
      for (const [, names = '', path = ''] of (await readFile(file, 'utf8')).matchAll(
        /^import \{([^}]*)\} from '(\.[^']*)';/gm,
      )) {
        const from = asFile(join(dirname(file), path));
        if (modules.has(from)) continue;
        const values = names.split(',').map((name) => name.trim().replace(/ as .*/, ''));
        found.set(
          from,
          new Set([...(found.get(from) ?? []), ...values.filter((name) => exported.get(from)?.includes(name))]),
        );
      }
    }
  }
  return found;
}

/** The name under which a part exports something of a module to other parts. @param {string} file @param {string} name */
function sharedName(file, name) {
  return `${file.replace(/\.ts$/, '').replaceAll(/\W/g, '_')}_${name}`;
}

/**
 * One object with the exports of a part, created after the part is loaded: esbuild's accessors for the many shared names
 * would take longer to load than the code of many modules. Exports of an entry may be in a part that is loaded later, so
 * they still need accessors.
 *
 * @param {import('./bundle/divide.mjs').Part} part
 */
function exportsOf({ entries, shared }) {
  /** @type {string[]} */
  const imports = [];
  /** @param {string} file @param {string} name */
  const local = (file, name) => {
    const alias = `export${imports.length}`;
    imports.push(`import { ${name} as ${alias} } from './${file}';`);
    return alias;
  };
  const own = entries.flatMap((file) =>
    (exported.get(file) ?? []).map((name) => `get ${name}() { return ${local(file, name)}; }`),
  );
  const others = shared.flatMap((file) =>
    [...(imported.get(file) ?? [])].map((name) => `${sharedName(file, name)}: ${local(file, name)}`),
  );
  return [...imports, `module.exports = { ${['__esModule: true', ...own, ...others].join(', ')} };`].join('\n');
}

/**
 * Resolves imports of other parts, so that each module exists once in a process: eagerly if that part is already loaded,
 * or else on first use.
 *
 * @param {import('./bundle/divide.mjs').Part} part
 * @returns {import('esbuild').Plugin}
 */
function otherParts(part) {
  return {
    name: 'other-parts',
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /^\.\.?\// }, async ({ path, resolveDir, kind, pluginData, namespace, importer }) => {
        if (namespace === 'shared') return { path, namespace: 'loaded' };
        if (namespace === 'loaded' || namespace === 'lazy') return { path, external: true };
        if (pluginData === 'resolved' || importer === '') return undefined;
        const found = await resolve(path, { resolveDir, kind, importer, pluginData: 'resolved' });
        const file = relative('.', found.path).replaceAll('\\', '/');
        const owner = parts.find(({ modules }) => modules.has(file));
        if (!owner || owner === part) return undefined;
        const from = pathBetween(part.name, owner.name);
        if (!owner.entries.includes(file)) return { path: file, namespace: 'shared', pluginData: from };
        return kind === 'require-call'
          ? { path: from, external: true }
          : { path: file, namespace: 'lazy', pluginData: from };
      });
      onLoad({ filter: /^/, namespace: 'loaded' }, ({ path }) => ({
        contents: `export const part = require('${path}');`,
      }));
      onLoad({ filter: /^/, namespace: 'shared' }, ({ path, pluginData: from }) => {
        const names = [...(imported.get(path) ?? [])].map((name) => `${name} = part.${sharedName(path, name)}`);
        return { contents: `import { part } from '${from}';\nexport const ${names.join(', ')};` };
      });
      onLoad({ filter: /^/, namespace: 'lazy' }, ({ path, pluginData: from }) => {
        const names = (exported.get(path) ?? []).map((name) => `get ${name}() { return require('${from}').${name}; }`);
        return { contents: `module.exports = { ${names.join(', ')} };` };
      });
    },
  };
}

/** @param {string} entry @returns {import('esbuild').Plugin} */
function apart(entry) {
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /\/explain-findings$/ }, () => ({ path: pathBetween(entry, APART), external: true }));
    },
  };
}

/** @param {string} from @param {string} to both relative to dist/ */
function pathBetween(from, to) {
  const path = relative(dirname(from), to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

/**
 * Keeps `__dirname` and `__filename` of the module, which would be those of the bundle.
 *
 * @param {string} bundle its place relative to dist/
 * @returns {import('esbuild').Plugin}
 */
function ownPlaces(bundle) {
  return {
    name: 'own-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/, namespace: 'file' }, async ({ path }) => {
        const file = relative(dirname(bundle), relative('.', path)).replaceAll('\\', '/').replace(/\.ts$/, '.js');
        const contents = (await readFile(path, 'utf8')).replaceAll(/\b__(dirname|filename)\b/g, (_name, kind) => {
          const place = kind === 'filename' ? file : dirname(file);
          return `require('node:path').join(__dirname, ${JSON.stringify(place)})`;
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}
