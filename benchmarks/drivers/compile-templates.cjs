// @ts-check
'use strict';
// Handlebars without a cache: loads it, compiles three templates and four partials, and renders each template once with
// the first spec. Prints milliseconds without Node's startup.
// usage: node compile-templates.cjs HANDLEBARS   in a folder with a workload
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const began = performance.now();
const handlebars = require(String(process.argv[2]));
handlebars.registerHelper(require(join(process.cwd(), 'helpers.cjs')));
for (const file of readdirSync('partials')) {
  handlebars.registerPartial(file.replace('.hbs', ''), readFileSync(join('partials', file), 'utf8'));
}
const spec = JSON.parse(readFileSync(join('specs', String(readdirSync('specs')[0])), 'utf8'));
for (const file of readdirSync('templates')) {
  handlebars.compile(readFileSync(join('templates', file), 'utf8'), { noEscape: true })(spec);
}
console.log(performance.now() - began);
