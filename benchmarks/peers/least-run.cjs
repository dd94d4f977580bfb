'use strict';
// The least that a generator with our guarantees does: no stale file is trusted, and a run writes all files or none.
// Cold, that is the plain script with a hash of each spec and each file, and with files that are moved into place at the
// end. With one changed, it is told which spec that is, and does nothing but render and write that file.
const { createHash } = require('node:crypto');
const { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const handlebars = require('handlebars');
const helpers = require(join(process.cwd(), 'helpers.cjs'));

const one = process.env.BENCH_ONE;
handlebars.registerHelper(helpers);
for (const file of readdirSync('partials')) {
  handlebars.registerPartial(file.replace('.hbs', ''), readFileSync(join('partials', file), 'utf8'));
}
const template = handlebars.compile(readFileSync('templates/module.hbs', 'utf8'), { noEscape: true });
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
const staging = join('out', '.staging');
mkdirSync(staging, { recursive: true });
const made = [];
for (const file of one ? [`${one}.json`] : readdirSync('specs').sort()) {
  const bytes = readFileSync(join('specs', file));
  const spec = JSON.parse(bytes.toString('utf8'));
  const text = template(spec);
  const name = `${spec.name}.ts`;
  made.push({ name, spec: sha256(bytes), text: sha256(text) });
  writeFileSync(join(staging, name), text);
}
for (const { name } of made) renameSync(join(staging, name), join('out', name));
writeFileSync(join('out', '.manifest.json'), JSON.stringify(made));
