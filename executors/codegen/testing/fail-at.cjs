// Loaded before everything else: lets one call of the file system fail, of those that a run makes below the
// folder FAULTS_BELOW. FAIL_AT counts them from 1 in each run, which FAULT_RUN names; FAIL_CODE is the error.
const fs = require('node:fs');

const READS = ['openSync', 'readFileSync', 'readdirSync', 'statSync', 'lstatSync', 'realpathSync'];
const WRITES = ['writeFileSync', 'renameSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'unlinkSync'];
/** @type {Record<string, string>} */
const SYSCALLS = {
  openSync: 'open',
  readFileSync: 'read',
  writeFileSync: 'open',
  readdirSync: 'scandir',
  realpathSync: 'lstat',
};

/** @type {string[]} */
const steps = [];
globalThis.fileSystemSteps = steps;
let run = '';

for (const name of [...READS, ...WRITES]) {
  const original = fs[name];
  fs[name] = Object.assign((/** @type {unknown[]} */ ...args) => {
    const { FAULTS_BELOW: below, FAULT_RUN: current = '', FAIL_AT: at, FAIL_CODE: code = 'EIO' } = process.env;
    const path = String(args[0]);
    if (!below || !path.startsWith(below) || path.includes('/node_modules/')) return original(...args);
    if (run !== current) {
      run = current;
      steps.length = 0;
    }
    steps.push(name);
    if (steps.length === Number(at)) {
      const syscall = SYSCALLS[name] ?? name.replace('Sync', '');
      throw Object.assign(new Error(`${code}: injected, ${syscall} '${path}'`), { code, syscall, path, errno: -1 });
    }
    return original(...args);
  }, original);
}
