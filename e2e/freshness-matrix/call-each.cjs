// Calls the command line once for each list of arguments, in one process, and prints the results.
const { join } = require('node:path');

const { main } = require(join(process.cwd(), 'node_modules/nx-workflow/dist/cli/main.js'));
const print = process.stdout.write.bind(process.stdout);

/** @param {string[]} args */
async function call(args) {
  let output = '';
  process.stdout.write = process.stderr.write = (/** @type {unknown} */ text) => {
    output += String(text);
    return true;
  };
  process.exitCode = undefined;
  main(args);
  while (process.exitCode === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  return { code: process.exitCode, output };
}

void (async () => {
  const results = [];
  for (const args of JSON.parse(process.argv[2] ?? '[]')) results.push(await call(args));
  process.exitCode = 0;
  print(`${JSON.stringify(results)}\n`);
})();
