// @ts-check
'use strict';
// The minimal work for a document of many items, without a generator and without state.
// `parse`: reads it, and hashes all bytes and the data of each item, to detect changes.
// `all`: parses it, compiles the templates, renders and writes all files.
// usage: node document-alone.cjs parse|all HANDLEBARS   in a folder with a document and its workload
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const [mode, handlebars] = process.argv.slice(2);
const isOpenapi = existsSync('api.json');
const bytes = readFileSync(isOpenapi ? 'api.json' : 'schema.graphql');
const text = bytes.toString('utf8');
/** @type {Record<string, any>} */
const items = isOpenapi
  ? JSON.parse(text).components.schemas
  : Object.fromEntries(require(join(process.cwd(), 'load.cjs'))({ text }));

if (mode === 'parse') {
  const hash = (/** @type {string | Buffer} */ data) => createHash('sha256').update(data).digest('hex');
  const hashes = [hash(bytes), ...Object.values(items).map((item) => hash(JSON.stringify(item)))];
  if (hashes.length < 2) throw new Error('the document holds nothing');
} else {
  renderAll(require(String(handlebars)));
}

/** @param {any} engine */
function renderAll(engine) {
  if (existsSync('helpers.cjs')) engine.registerHelper(require(join(process.cwd(), 'helpers.cjs')));
  const sources = readdirSync('templates').map((file) => [file.replace('.hbs', ''), join('templates', file)]);
  const templates = Object.fromEntries(
    sources.map(([name, file]) => [name, engine.compile(readFileSync(file, 'utf8'), { noEscape: true })]),
  );
  const folder = isOpenapi ? 'out/models' : 'out';
  mkdirSync(folder, { recursive: true });
  for (const [key, item] of Object.entries(items)) {
    const template = isOpenapi ? templates.model : templates[item.kind];
    writeFileSync(join(folder, `${key}.ts`), template(item, { data: { key } }));
  }
  writeFileSync('out/index.ts', templates.index({ patterns: items }));
}
