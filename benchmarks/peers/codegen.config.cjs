'use strict';
// graphql-codegen with a preset of our own: one output for each spec of the current folder, all of one schema
// and one plugin, which are loaded once.
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const handlebars = require('handlebars');

const folder = process.cwd();
const read = (...path) => readFileSync(join(folder, ...path), 'utf8');

function loadTemplate() {
  const engine = handlebars.create();
  engine.registerHelper(require(join(folder, 'helpers.cjs')));
  for (const file of readdirSync(join(folder, 'partials'))) {
    engine.registerPartial(file.replace('.hbs', ''), read('partials', file));
  }
  return engine.compile(read('templates', 'module.hbs'), { noEscape: true });
}

let template;
const plugin = (_schema, _documents, { file }) => {
  template ??= loadTemplate();
  return template(JSON.parse(read('specs', file)));
};

const preset = {
  buildGeneratesSection: (options) =>
    readdirSync(join(folder, 'specs'))
      .sort()
      .map((file) => ({
        filename: join(options.baseOutputDir, file.replace('.json', '.ts')),
        documents: [],
        plugins: [{ modules: { file } }],
        pluginMap: { modules: { plugin } },
        schema: options.schema,
        schemaAst: options.schemaAst,
        config: options.config,
        skipDocumentsValidation: true,
      })),
};

module.exports = {
  schema: 'type Query { ok: Boolean }',
  silent: true,
  generates: { 'out/': { preset } },
};
