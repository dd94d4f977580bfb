// @ts-check
// Compiles the generated C++ of all families with $CXX, g++ or clang++, the first one found, and compares the size of the
// objects with their budgets. Without a compiler it prints a note and passes: the sources are the product, the objects
// are specific to this machine.
// Usage, from the workspace's root: node cpp-objects.mjs <root of the example>
import glob from 'fast-glob';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';
import { promisify } from 'node:util';
import { exceeded, readBudgets } from './lib/budgets.mjs';
import { findCompiler, FLAGS, objectSizes } from './lib/cpp.mjs';
import { compareText } from './lib/result.mjs';

const task = 'cpp-objects';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const run = promisify(execFile);

const budgets = readBudgets(projectRoot);
const compiler = findCompiler();
if (compiler === undefined) {
  rmSync(output, { recursive: true, force: true });
  console.log(`${task}: no C++ compiler found ($CXX, g++, clang++), nothing was compiled`);
} else {
  const objects = await compileAll(compiler);
  if (process.exitCode === undefined) compareSizes(objects);
}

/** @param {import('./lib/cpp.mjs').Compiler} compiler @returns {Promise<string[]>} the objects */
async function compileAll({ command, args, version }) {
  const sources = glob
    .sync(posix.join(glob.escapePath(projectRoot), 'patterns/*/build/code-generation/cpp/*.cpp'))
    .sort(compareText);
  const runtime = posix.join(projectRoot, 'build/cpp-runtime/k1_runtime.hpp');
  const jobs = sources.map((source) => {
    const family = /** @type {string} */ (source.split('/').at(-5));
    const object = posix.join(output, family, `${posix.parse(source).name}.o`);
    const headers = [source.replace(/cpp$/, 'hpp'), runtime];
    const hash = createHash('sha256').update(JSON.stringify([version, args, FLAGS]));
    for (const file of [source, ...headers]) hash.update(readFileSync(file));
    return { source, object, key: hash.digest('hex') };
  });
  removeStaleObjects(jobs.flatMap(({ object }) => [object, `${object}.key`]));
  const waiting = jobs.filter(({ object, key }) => !existsSync(object) || readKey(object) !== key);
  const total = waiting.length;
  /** @type {string[]} */
  const failures = [];
  const work = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) {
      mkdirSync(posix.dirname(job.object), { recursive: true });
      rmSync(`${job.object}.key`, { force: true });
      try {
        await run(command, [...args, ...FLAGS, '-c', job.source, '-o', job.object]);
        writeFileSync(`${job.object}.key`, `${job.key}\n`);
      } catch (error) {
        failures.push(`${job.source}: ${/** @type {any} */ (error).stderr || error}`);
      }
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  for (const failure of failures.sort(compareText)) console.error(failure);
  const done = total - failures.length;
  console.log(`${task}: ${done} compiled, ${jobs.length - total} fresh, ${failures.length} failed (${version})`);
  if (failures.length > 0) process.exitCode = 1;
  return jobs.map(({ object }) => object);
}

/** @param {string[]} objects */
function compareSizes(objects) {
  const sizes = objects.length === 0 ? new Map() : objectSizes(objects);
  if (!sizes) return console.log(`${task}: no program "size" found, the budgets of compiled code were not checked`);
  const all = { codeBytes: 0, staticBytes: 0 };
  /** @type {string[]} */
  const over = [];
  for (const [object, { codeBytes, staticBytes }] of sizes) {
    all.codeBytes += codeBytes;
    all.staticBytes += staticBytes;
    over.push(
      ...exceeded(budgets.compiledPattern, { codeBytes, staticBytes }).map((text) => `${object} error it ${text}`),
    );
  }
  over.push(...exceeded(budgets.compiledLibrary, all).map((text) => `${output} error the library ${text}`));
  for (const line of over) console.error(line);
  console.log(`${task}: ${all.codeBytes} bytes of code, ${all.staticBytes} of static memory`);
  if (over.length > 0) process.exitCode = 1;
}

/** @param {string[]} kept */
function removeStaleObjects(kept) {
  const known = new Set(kept);
  for (const file of glob.sync(posix.join(glob.escapePath(output), '**/*'))) if (!known.has(file)) rmSync(file);
}

/** @param {string} object */
function readKey(object) {
  return existsSync(`${object}.key`) ? readFileSync(`${object}.key`, 'utf8').trim() : undefined;
}
