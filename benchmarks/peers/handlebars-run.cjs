'use strict';
// What a team writes that has Handlebars and no generator: compile, render all, write what differs.
const { mkdirSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const handlebars = require('handlebars');
const helpers = require(join(process.cwd(), 'helpers.cjs'));

handlebars.registerHelper(helpers);
for (const file of readdirSync('partials')) {
  handlebars.registerPartial(file.replace('.hbs', ''), readFileSync(join('partials', file), 'utf8'));
}
const template = handlebars.compile(readFileSync('templates/module.hbs', 'utf8'), { noEscape: true });
mkdirSync('out', { recursive: true });
for (const file of readdirSync('specs').sort()) {
  const spec = JSON.parse(readFileSync(join('specs', file), 'utf8'));
  const path = join('out', `${spec.name}.ts`);
  const text = template(spec);
  let before;
  try {
    before = readFileSync(path, 'utf8');
  } catch {
    before = undefined;
  }
  if (text !== before) writeFileSync(path, text);
}
