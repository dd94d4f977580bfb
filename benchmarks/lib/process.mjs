// @ts-check
import { spawn } from 'node:child_process';

/**
 * @typedef {object} ProcessResult
 * @property {number} ms milliseconds of the monotonic clock, from the call to the end of the process and its output
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program to its end, without a shell. Throws if it fails, because a failed run has no figure.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: Readonly<Record<string, string>> }} options `env` is added to {@link cleanEnvironment}
 * @returns {Promise<ProcessResult>}
 */
export function run(program, args, { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const child = spawn(program, args, {
      cwd,
      env: { ...cleanEnvironment(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const ms = performance.now() - began;
      if (code === 0) resolve({ ms, stdout, stderr });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${signal ?? code}\n${stdout}${stderr}`));
    });
  });
}

/** @param {readonly string[]} args @param {{ cwd: string, env?: Readonly<Record<string, string>> }} options */
export function runNode(args, options) {
  return run(process.execPath, args, options);
}

/**
 * The environment without variables of an outer Nx, npm or test runner: an Nx cache in the home folder, a loader in
 * NODE_OPTIONS or coverage would distort the measurement.
 *
 * @returns {Record<string, string>}
 */
export function cleanEnvironment() {
  const mine = /^(NX_|JEST_|npm_|TURBO_|WIREIT_|NODE_OPTIONS$|NODE_V8_COVERAGE$|FORCE_COLOR$|BENCH_)/;
  const kept = Object.entries(process.env).filter(([name]) => !mine.test(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ''])), NO_COLOR: '1' };
}
