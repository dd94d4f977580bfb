// Preload: records this process's changes to the file system, and kills it like SIGKILL before the change number
// KILL_AT. With KILL_HALFWAY, that change is a write of which half is done. A change is recorded as the function and
// the last two parts of its path, without parts that differ between runs.
const fs = require('node:fs');

const at = Number(process.env.KILL_AT ?? '0');
/** @type {string[]} */
const steps = [];
globalThis.fileSystemSteps = steps;

/** @param {unknown} path */
const shown = (path) =>
  typeof path === 'number'
    ? ''
    : String(path)
        .split(/[\\/]/)
        .slice(-2)
        .join('/')
        .replace(/[0-9a-f]{32,}|\d+\.\d+-[0-9a-f]+/g, '_');

const CHANGES = [
  'writeFileSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'mkdirSync',
  'unlinkSync',
  'utimesSync',
  'writeSync',
  'copyFileSync',
];
for (const name of CHANGES) {
  const original = fs[name];
  fs[name] = (...args) => {
    steps.push(`${name} ${shown(['renameSync', 'copyFileSync'].includes(name) ? args[1] : args[0])}`);
    if (steps.length === at) {
      if (process.env.KILL_HALFWAY && name === 'writeFileSync') {
        const data = Buffer.from(args[1]);
        original(args[0], data.subarray(0, data.length / 2));
      }
      process.kill(process.pid, 'SIGKILL');
      // The signal arrives shortly after this call.
      for (;;);
    }
    return original(...args);
  };
}
