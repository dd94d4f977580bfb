import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Prints the loaded modules other than Node's own. */
const SCRIPT = `
const Module = require('node:module');
const load = Module._load;
const loaded = [];
Module._load = function (name) {
  if (!name.startsWith('node:') && !Module.isBuiltin(name)) loaded.push(name);
  return load.apply(this, arguments);
};
require(process.argv[1]);
process.stdout.write(JSON.stringify(loaded.slice(1)));
`;

// A run with nothing to do loads only these files. A library would cost as much as checking all files.
test.each([
  ['executor', []],
  ['batch', ['./executor']],
])('the %s loads only %j and no library', (name, others) => {
  const file = resolve(__dirname, '../../dist/executors/codegen', `${name}.js`);
  const loaded = execFileSync(process.execPath, ['-e', SCRIPT, file], { encoding: 'utf8' });
  expect(JSON.parse(loaded)).toEqual(others);
});
