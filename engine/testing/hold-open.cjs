// Keeps a file open like a virus scanner, until shortly after a run has begun to stage files next to it.
// usage: node hold-open.cjs FILE READY
const { closeSync, openSync, readdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');

const [, , file = '', ready = ''] = process.argv;
const handle = openSync(file, 'r');
writeFileSync(ready, '');
const look = setInterval(() => {
  if (!readdirSync(dirname(file)).some((name) => name.startsWith('.codegen-staging-'))) return;
  clearInterval(look);
  setTimeout(() => closeSync(handle), 300);
}, 5);
