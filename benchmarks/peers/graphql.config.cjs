'use strict';
// graphql-codegen over schema.graphql of the current folder, with a preset of our own: one output for each type, all
// of one schema, by templates that are compiled once.
const { readFileSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const handlebars = require('handlebars');

const folder = process.cwd();

const compile = (name) =>
  handlebars.compile(readFileSync(join(folder, 'templates', `${name}.hbs`), 'utf8'), { noEscape: true });

/** What graphql-codegen leaves in the folder when a type has another name. */
function removeOthers(out, files) {
  const made = new Set(files);
  let found = [];
  try {
    found = readdirSync(out);
  } catch {
    // Nothing made yet.
  }
  for (const file of found) if (!made.has(file)) rmSync(join(out, file));
}

const preset = {
  buildGeneratesSection: ({ baseOutputDir, schema, schemaAst, config }) => {
    const types = require(join(folder, 'load.cjs')).typesOf(schema);
    const templates = { object: compile('object'), enum: compile('enum'), index: compile('index') };
    const output = (name, plugin) => ({
      filename: join(baseOutputDir, `${name}.ts`),
      documents: [],
      plugins: [{ types: {} }],
      pluginMap: { types: { plugin } },
      schema,
      schemaAst,
      config,
      skipDocumentsValidation: true,
    });
    removeOthers(baseOutputDir, ['index.ts', ...[...types.keys()].map((name) => `${name}.ts`)]);
    return [
      ...[...types].map(([key, data]) => output(key, () => templates[data.kind](data, { data: { key } }))),
      output('index', () => templates.index({ patterns: Object.fromEntries(types) })),
    ];
  },
};

module.exports = {
  schema: 'schema.graphql',
  silent: true,
  config: { sort: false },
  generates: { 'out/': { preset } },
};
