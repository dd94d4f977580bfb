import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** Prints what is loaded besides Node's own modules. */
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

// Where nothing has changed, this is all that a run loads. A library costs as much as the whole look at the files.
test.each([
  ['executor', []],
  ['batch', ['./executor']],
])('the %s that Nx loads needs %j beside itself, and no library', (name, others) => {
  const file = resolve(__dirname, '../../dist/executors/codegen', `${name}.js`);
  const loaded = execFileSync(process.execPath, ['-e', SCRIPT, file], { encoding: 'utf8' });
  expect(JSON.parse(loaded)).toEqual(others);
});
