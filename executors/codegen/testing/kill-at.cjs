// Loaded before everything else: lists the changes that this process makes to the file system, and ends it as
// SIGKILL does before the one that KILL_AT names. With KILL_HALFWAY, that one is a write of which half is done.
const fs = require('node:fs');

const at = Number(process.env.KILL_AT ?? '0');
/** @type {string[]} */
const steps = [];
globalThis.fileSystemSteps = steps;

for (const name of ['writeFileSync', 'renameSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'unlinkSync', 'utimesSync']) {
  const original = fs[name];
  fs[name] = (...args) => {
    steps.push(name);
    if (steps.length === at) {
      if (process.env.KILL_HALFWAY && name === 'writeFileSync') {
        const data = Buffer.from(args[1]);
        original(args[0], data.subarray(0, data.length / 2));
      }
      process.kill(process.pid, 'SIGKILL');
      // The signal arrives at once, but not within this call.
      for (;;);
    }
    return original(...args);
  };
}
