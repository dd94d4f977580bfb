// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OurTypecheck, useTypescript } from './lib/our-typecheck.mjs';
import { placeOurs } from './lib/placed.mjs';
import { run } from './lib/process.mjs';
import { Reference, peerPath } from './lib/reference.mjs';
import { ratio } from './lib/stats.mjs';
import { Workload } from './lib/workload.mjs';

/** @typedef {import('./lib/side-by-side.mjs').Contestant} Contestant */

const OURS = 'nx-workflow, .js and .d.ts, without type check';
const CHECKED = 'nx-workflow, then its type check by tsc 5.9';
const CHECKED_NATIVE = 'nx-workflow, then its type check by TypeScript 7';
const TSC_BUILD = 'tsc 5.9 -b';
const NATIVE_BUILD = 'TypeScript 7 -b, through Node';

/** @type {import('./lib/bench.mjs').Benchmark} */
export default {
  about:
    'One of N generated TypeScript files changed: rendering and compiling it, against what tsc takes to build and check.',
  peers: true,
  async run(bench) {
    const size = bench.quick ? 3 : 1000;
    const workload = new Workload(size);
    const native = peerPath(`@typescript/typescript-${process.platform}-${process.arch}/lib/tsc`);
    const tsc5 = peerPath('typescript/bin/tsc');
    const tsc7 = peerPath('typescript-7/bin/tsc');
    const compilers = [
      new Compiler(bench, workload, 'tsc 5.9 --incremental', [process.execPath, tsc5, '-p', '.']),
      new Compiler(bench, workload, TSC_BUILD, [process.execPath, tsc5, '-b']),
      new Compiler(bench, workload, 'TypeScript 7 --incremental, through Node', [process.execPath, tsc7, '-p', '.']),
      new Compiler(bench, workload, NATIVE_BUILD, [process.execPath, tsc7, '-b']),
      ...(existsSync(native) ? [new Compiler(bench, workload, 'TypeScript 7 -b, bare binary', [native, '-b'])] : []),
    ];
    const ours = [
      await placeContestant(bench, OURS, size),
      await placeContestant(bench, CHECKED, size, { checks: true }),
      await placeContestant(bench, CHECKED_NATIVE, size, { checks: true, typescript: peerPath('typescript-7') }),
    ];
    const runs = bench.atMost(3);
    const all = [...compilers, ...ours];
    for (const contestant of all) await contestant.run();
    const nothing = await bench.sideBySide(
      all.map((one) => one.contestant(false)),
      { runs: bench.atMost(2) },
    );
    const one = await bench.sideBySide(
      all.map((one) => one.contestant(true)),
      { runs },
    );
    const names = [...one.keys()];
    const against = (/** @type {string} */ above, /** @type {string} */ below) => ratio(one.get(above), one.get(below));
    return {
      tables: [
        {
          title: `N = ${size}, whole process`,
          unit: 'ms',
          columns: ['nothing changed', 'one changed'],
          rows: names.map((name) => ({ name, cells: [nothing.get(name), one.get(name)] })),
        },
      ],
      figures: [
        { id: 'tsc.build-5.9', what: `one changed: ${TSC_BUILD} ÷ ours`, ratio: against(TSC_BUILD, OURS) },
        { id: 'tsc.build-7', what: `one changed: ${NATIVE_BUILD} ÷ ours`, ratio: against(NATIVE_BUILD, OURS) },
        {
          id: 'tsc.typecheck-7',
          what: `one changed: ours, then its type check by TypeScript 7 ÷ ${NATIVE_BUILD}`,
          ratio: against(CHECKED_NATIVE, NATIVE_BUILD),
        },
      ],
      notes: [
        'tsc is given the changed TypeScript; ours begins with the changed spec and renders it first.',
        'tsc also checks types, which ours leaves to a target of its own: a second process, timed with the first.',
      ],
    };
  },
};

/**
 * Our target in a workspace of its own, alone or followed by the type check, in two processes as in Nx.
 *
 * @param {import('./lib/bench.mjs').Bench} bench @param {string} name @param {number} size
 * @param {{ checks?: boolean, typescript?: string }} [options]
 */
async function placeContestant(bench, name, size, { checks = false, typescript } = {}) {
  const { target, workload, check } = await placeOurs(bench, size, { compiled: true });
  if (typescript !== undefined) useTypescript(target.folder, await bench.installed(), typescript);
  const typecheck = checks ? new OurTypecheck(target) : undefined;
  const run = async () => (await target.run()) + ((await typecheck?.run()) ?? 0);
  return {
    run,
    /** @param {boolean} changes @returns {Contestant} */
    contestant: (changes) => ({
      name,
      run,
      before: (round) => void (changes && workload.change(target.folder, round)),
      check: (round) => check(changes ? round : undefined),
    }),
  };
}

/** A TypeScript project with the generated sources, and one way of building it. */
class Compiler {
  /**
   * @param {import('./lib/bench.mjs').Bench} bench @param {Workload} workload
   * @param {string} name @param {readonly string[]} command
   */
  constructor(bench, workload, name, command) {
    this.name = name;
    this.command = command;
    this.reference = new Reference(workload);
    this.folder = bench.scratch.folder(name);
    mkdirSync(join(this.folder, 'src'));
    for (const [file, text] of this.reference.files()) writeFileSync(join(this.folder, 'src', file), text);
    const compilerOptions = {
      target: 'es2022',
      module: 'nodenext',
      rootDir: 'src',
      outDir: 'out',
      strict: true,
      declaration: true,
      sourceMap: true,
      incremental: true,
      isolatedModules: true,
      skipLibCheck: true,
      types: [],
      lib: ['es2022'],
    };
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['src'] }));
    writeFileSync(join(this.folder, 'package.json'), '{ "name": "workload", "type": "module" }');
  }

  async run() {
    const [program = '', ...args] = this.command;
    return (await run(program, args, { cwd: this.folder })).ms;
  }

  /** @param {boolean} changes @returns {Contestant} */
  contestant(changes) {
    const { workload } = this.reference;
    const file = `${workload.changed(0).name}.ts`;
    return {
      name: this.name,
      before: (round) => {
        if (changes) writeFileSync(join(this.folder, 'src', file), this.reference.files(round).get(file) ?? '');
      },
      run: () => this.run(),
      check: (round) => this.check(changes ? round : undefined),
    };
  }

  /** tsc's formatting is unspecified, so this checks only that every script exists and has the change. @param {number} [round] */
  check(round) {
    const made = readdirSync(join(this.folder, 'out'));
    const scripts = made.filter((file) => file.endsWith('.js')).length;
    const types = made.filter((file) => file.endsWith('.d.ts')).length;
    const { workload } = this.reference;
    if (scripts !== workload.count || types !== workload.count) return { word: 'wrong', why: `${scripts} scripts` };
    if (round === undefined) return undefined;
    const { name, parameters } = workload.changed(round);
    const value = Number(parameters.find(({ type }) => type === 'real')?.default).toFixed(3);
    const script = readFileSync(join(this.folder, 'out', `${name}.js`), 'utf8');
    return script.includes(value) ? undefined : { word: 'stale', why: `${name}.js lacks ${value}` };
  }
}
