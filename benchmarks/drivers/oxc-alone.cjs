// @ts-check
'use strict';
// oxc-transform alone on the TypeScript files of a folder: loads it, then makes JavaScript, declarations and source map of
// each file, sequentially in one thread. With `write`, the three files of each are written too.
// Prints milliseconds. usage: node oxc-alone.cjs SOURCES [write]   in a folder that has oxc-transform installed
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join, resolve } = require('node:path');

const [folder = '', mode] = process.argv.slice(2);
const sources = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
const out = resolve('oxc-out');
mkdirSync(out, { recursive: true });

const began = performance.now();
const { transformSync } = createRequire(resolve('package.json'))('oxc-transform');
for (const { file, text } of sources) {
  const options = { sourcemap: true, target: 'es2022', typescript: { declaration: { stripInternal: false } } };
  const { code, declaration, map, errors } = transformSync(file, text, options);
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  if (mode !== 'write') continue;
  const stem = join(out, file.slice(0, -3));
  writeFileSync(`${stem}.js`, code);
  writeFileSync(`${stem}.d.ts`, declaration);
  writeFileSync(`${stem}.js.map`, JSON.stringify(map));
}
console.log(performance.now() - began);
