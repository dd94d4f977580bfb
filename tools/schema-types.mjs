// Writes the TypeScript types of our JSON Schemas; `--check` fails if the committed file differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { compile } from 'json-schema-to-typescript';

const { generators } = JSON.parse(readFileSync('generators.json', 'utf8'));
const TARGETS = [
  { schema: 'executors/codegen/schema.json', types: 'engine/options.ts', name: 'CodegenOptions' },
  { schema: 'executors/typecheck/schema.json', types: 'executors/typecheck/options.ts', name: 'TypecheckOptions' },
  ...visible(generators).map((generator) => ({
    schema: `generators/${generator}/schema.json`,
    types: `generators/${generator}/options.ts`,
    name: `${generator[0]?.toUpperCase()}${generator.slice(1)}Options`,
  })),
];

/** The entries with options. @param {Record<string, { hidden?: boolean }>} all */
function visible(all) {
  return Object.keys(all).filter((name) => all[name]?.hidden !== true);
}

let stale = false;
for (const { schema, types, name } of TARGETS) {
  const text = JSON.parse(readFileSync(schema, 'utf8'));
  // `examples` and the title are for editors only.
  delete text.title;
  const code = await compile(text, name, {
    bannerComment: `// Made from ${schema} by \`npm run schema-types\`; do not edit.`,
    style: { printWidth: 120, singleQuote: true, trailingComma: 'all' },
    strictIndexSignatures: true,
  });
  const fixed = code.replace(`export interface ${text.$id}`, `export interface ${name}`);
  if (process.argv.includes('--check')) {
    if (readFileSync(types, 'utf8') !== fixed) {
      console.error(`${types} does not match ${schema}: run \`npm run schema-types\``);
      stale = true;
    }
  } else writeFileSync(types, fixed);
}
process.exitCode = stale ? 1 : 0;
