// Preload: makes one file system call below the folder FAULTS_BELOW fail. FAIL_AT counts calls from 1 per run,
// FAULT_RUN names the run, and FAIL_CODE is the error code.
const fs = require('node:fs');

const READS = ['openSync', 'fstatSync', 'readFileSync', 'readdirSync', 'statSync', 'lstatSync', 'realpathSync'];
const WRITES = ['writeFileSync', 'renameSync', 'rmSync', 'rmdirSync', 'mkdirSync', 'unlinkSync'];
/** @type {Record<string, string>} */
const SYSCALLS = {
  openSync: 'open',
  fstatSync: 'fstat',
  readFileSync: 'read',
  writeFileSync: 'open',
  readdirSync: 'scandir',
  realpathSync: 'lstat',
};

/** @type {string[]} */
const steps = [];
/** Paths of open files by descriptor. @type {Map<unknown, string>} */
const opened = new Map();
globalThis.fileSystemSteps = steps;
let run = '';

for (const name of [...READS, ...WRITES]) {
  const original = fs[name];
  fs[name] = Object.assign((/** @type {unknown[]} */ ...args) => {
    const { FAULTS_BELOW: below, FAULT_RUN: current = '', FAIL_AT: at, FAIL_CODE: code = 'EIO' } = process.env;
    const path = opened.get(args[0]) ?? String(args[0]);
    const call = () => {
      const result = original(...args);
      if (name === 'openSync') opened.set(result, path);
      return result;
    };
    if (!below || !path.startsWith(below) || path.includes('/node_modules/')) return call();
    if (run !== current) {
      run = current;
      steps.length = 0;
    }
    steps.push(name);
    if (steps.length === Number(at)) {
      const syscall = SYSCALLS[name] ?? name.replace('Sync', '');
      // Errors on an open file have no path.
      const place = opened.has(args[0]) ? {} : { path };
      const text = `${code}: injected, ${syscall}${opened.has(args[0]) ? '' : ` '${path}'`}`;
      throw Object.assign(new Error(text), { code, syscall, errno: -1, ...place });
    }
    return call();
  }, original);
}
