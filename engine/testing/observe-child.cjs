// Loads modules of a workspace and runs their exports, each with its own observer, in a process without jest's module
// loader. Prints the observed reads.
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const [root = '', names = '[]', preload] = process.argv.slice(2);
if (preload) createRequire(join(root, 'any.js'))(preload);
const { ReadObserver } = require('../../dist/engine/user-code/read-observer.js');

/** @param {string} name */
async function look(name) {
  const observation = ReadObserver.start(root);
  const file = join(root, name);
  /** @type {{ run?: () => unknown }} */
  const loaded = await observation.run(() =>
    name.endsWith('.mjs') ? import(pathToFileURL(file).href) : createRequire(file)(file),
  );
  let outcome;
  try {
    outcome = await observation.run(() => loaded.run?.());
  } catch (error) {
    outcome = String(error);
  }
  return { seen: observation.seenReads(), outcome };
}

async function main() {
  const found = [];
  for (const name of JSON.parse(names)) found.push(await look(name));
  process.stdout.write(JSON.stringify(found));
  process.exit(0);
}

void main();
