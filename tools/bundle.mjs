// @ts-check
// Puts the parts of dist/ that Nx loads into one file each: finding, reading and linking two dozen small modules
// takes longer than what a run of a small library does with them when nothing has changed. Run by `npm run build`, after tsc.
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { build } from 'esbuild';

/** From what is loaded first to what is loaded when something is due. */
const ENTRIES = [
  'executors/codegen/executor',
  'executors/codegen/batch',
  'engine/stages',
  'engine/render/worker',
  'executors/typecheck/executor',
];

/** Loaded by name from a bundle, and only where it is needed: a bundle of its own, or the modules as they are where the time of loading them does not count. */
const SEPARATE = ['engine/stages', 'engine/typecheck/made-by'];

for (const entry of ENTRIES) {
  await build({
    entryPoints: [`${entry}.ts`],
    outfile: `dist/${entry}.js`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    charset: 'utf8',
    legalComments: 'none',
    // Fifteen kilobytes of the download; names stay, for stacks.
    minifyWhitespace: true,
    logLevel: 'warning',
    plugins: [ownPlaces(dirname(entry)), apart(entry)],
  });
}

/**
 * In a bundle, `__dirname` and `__filename` are the bundle's; here they stay those of the module.
 *
 * @param {string} bundleFolder relative to the root of the sources
 * @returns {import('esbuild').Plugin}
 */
function ownPlaces(bundleFolder) {
  return {
    name: 'own-places',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = relative(bundleFolder, path).replaceAll('\\', '/').replace(/\.ts$/, '.js');
        const contents = (await readFile(path, 'utf8')).replaceAll(/\b__(dirname|filename)\b/g, (_name, kind) => {
          const place = kind === 'filename' ? file : dirname(file);
          return `require('node:path').join(__dirname, ${JSON.stringify(place)})`;
        });
        return { contents, loader: 'ts' };
      });
    },
  };
}

/**
 * Leaves what is a bundle of its own out of this one.
 *
 * @param {string} entry
 * @returns {import('esbuild').Plugin}
 */
function apart(entry) {
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /\/(stages|made-by)$/ }, ({ kind, path, resolveDir }) => {
        const module = relative('.', resolve(resolveDir, path)).replaceAll('\\', '/');
        if (kind === 'entry-point' || !SEPARATE.includes(module) || module === entry) return undefined;
        const place = relative(dirname(entry), module).replaceAll('\\', '/');
        return { path: place.startsWith('.') ? place : `./${place}`, external: true };
      });
    },
  };
}
