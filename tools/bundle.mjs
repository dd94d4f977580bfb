// @ts-check
// Puts the parts of dist/ that Nx loads into one file each: finding, reading and linking two dozen small modules
// takes longer than what a run of a small library does with them when nothing has changed. Run by `npm run build`, after tsc.
import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';

/** From what is loaded first to what is loaded when something is due. */
const ENTRIES = [
  'executors/codegen/executor',
  'executors/codegen/batch',
  'executors/codegen/stages',
  'executors/codegen/render/worker',
];

/** Loaded by name from a bundle, and only where it is needed: a bundle of its own, in the same folder. */
const SEPARATE = './stages';

for (const entry of ENTRIES) {
  await build({
    entryPoints: [`${entry}.ts`],
    outfile: `dist/${entry}.js`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    packages: 'external',
    external: entry.endsWith('stages') ? [] : [SEPARATE],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [ownPlaces(dirname(entry))],
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
