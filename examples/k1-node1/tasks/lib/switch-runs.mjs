// @ts-check
import glob from 'fast-glob';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { posix, resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { compareText } from './result.mjs';
import { runCodegen } from './run-codegen.mjs';

/**
 * The output of one generation. `switches`: the optimisations that were on; `phase`: the state that it started from.
 *
 * @typedef {{ switches: string, phase: 'cold' | 'warm' | 'edited', files: Map<string, Buffer>, hash: string }} SwitchRun
 */

const SWITCHES = ['templateCache', 'parallelGeneration', 'incrementalCompilation'];

/**
 * Generates specs with every combination of the three switches: cold, warm (unchanged), and edited (one spec renamed).
 *
 * @param {Record<string, unknown>} options of the code generation task
 * @param {Record<string, any>} specs by id, at least one
 * @param {string} work working folder, emptied first
 * @param {string} projectRoot
 * @returns {Promise<SwitchRun[]>}
 */
export async function switchRuns(options, specs, work, projectRoot) {
  const [folder, out] = [posix.join(work, 'specs'), posix.join(work, 'out')];
  const [edited = ''] = Object.keys(specs).sort(compareText);
  const before = process.env.NX_WORKFLOW_CACHE_DIR;
  process.env.NX_WORKFLOW_CACHE_DIR = resolve(work, 'state');
  /** @type {SwitchRun[]} */
  const runs = [];
  for (let bits = 0; bits < 2 ** SWITCHES.length; bits++) {
    const on = SWITCHES.filter((_, at) => (bits & (1 << at)) !== 0);
    rmSync(work, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [id, spec] of Object.entries(specs)) writeSpec(folder, id, spec);
    const own = {
      ...options,
      patterns: [posix.join(folder, '*.json')],
      outputDir: out,
      optimizations: Object.fromEntries(SWITCHES.map((name) => [name, on.includes(name)])),
      // More than one, so that worker threads start even for the few files of one family.
      workers: on.includes('parallelGeneration') ? 2 : 1,
    };
    for (const phase of /** @type {const} */ (['cold', 'warm', 'edited'])) {
      // The smallest edit that changes the output.
      if (phase === 'edited') writeSpec(folder, edited, { ...specs[edited], name: `${specs[edited].name} edited` });
      if (!(await runCodegen(own, projectRoot)))
        throw new Error(`with ${on.join(', ') || 'no optimisation'}, ${phase}: nothing was generated, see above`);
      const files = filesOf(out);
      runs.push({ switches: on.join(' + ') || 'none', phase, files, hash: hashOf(files) });
    }
  }
  rmSync(work, { recursive: true, force: true });
  if (before === undefined) delete process.env.NX_WORKFLOW_CACHE_DIR;
  else process.env.NX_WORKFLOW_CACHE_DIR = before;
  return runs;
}

const MANIFEST = '.codegen-manifest.json';

/**
 * A patch of the first difference between two sets of files; undefined if they are equal. The manifest is compared last,
 * because it changes with every other file and explains less.
 *
 * @param {Map<string, Buffer>} expected
 * @param {Map<string, Buffer>} actual
 * @returns {{ file: string, patch: string } | undefined}
 */
export function firstDifference(expected, actual) {
  const names = [...new Set([...expected.keys(), ...actual.keys()])].sort(compareText);
  const inOrder = [...names.filter((name) => name !== MANIFEST), MANIFEST];
  const file = inOrder.find((name) => !sameBytes(expected.get(name), actual.get(name)));
  if (file === undefined) return undefined;
  const text = (/** @type {Map<string, Buffer>} */ files) => files.get(file)?.toString('utf8') ?? '';
  const patch = createTwoFilesPatch('expected', 'actual', text(expected), text(actual), '', '', { context: 1 });
  return { file, patch: patch.split('\n').slice(3, 15).join('\n') };
}

/** @param {Buffer | undefined} a @param {Buffer | undefined} b */
function sameBytes(a, b) {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/** All files of a folder, by path. @param {string} folder @param {{ manifest?: boolean }} [options] */
export function filesOf(folder, { manifest = true } = {}) {
  const names = glob.sync('**/*', { cwd: folder, dot: true, ignore: manifest ? [] : [MANIFEST] });
  return new Map(names.sort(compareText).map((name) => [name, readFileSync(posix.join(folder, name))]));
}

/** @param {Map<string, Buffer>} files */
function hashOf(files) {
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(`${name}\0${content.length}\0`).update(content);
  return hash.digest('hex');
}

/** @param {string} folder @param {string} id @param {any} spec */
function writeSpec(folder, id, spec) {
  writeFileSync(posix.join(folder, `${id}.json`), JSON.stringify(spec));
}
