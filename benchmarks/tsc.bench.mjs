// @ts-check
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OurTypecheck } from './lib/our-typecheck.mjs';
import { placeOurs } from './lib/placed.mjs';
import { run } from './lib/process.mjs';
import { Reference, peerPath } from './lib/reference.mjs';
import { ratio, sum } from './lib/stats.mjs';
import { Workload } from './lib/workload.mjs';

/** @typedef {import('./lib/side-by-side.mjs').Contestant} Contestant */

const OURS = 'nx-workflow, .js and .d.ts, without type check';
const CHECKED = 'nx-workflow, with its type-check target';
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
    const ours = await placeOurs(bench, size, { compiled: true });
    const typecheck = OurTypecheck.find(ours.target);
    await ours.target.run();
    await typecheck?.run();
    for (const compiler of compilers) await compiler.run();

    const nothing = await bench.sideBySide([
      ...compilers.map((compiler) => compiler.contestant(false)),
      { name: OURS, run: () => ours.target.run(), check: () => ours.check() },
    ]);
    /** Of the type check alone, in the round of the run before it. @type {Contestant[]} */
    const checks = typecheck
      ? [{ name: CHECKED, run: () => typecheck.run(), check: (round) => ours.check(round) }]
      : [];
    const one = await bench.sideBySide([
      ...compilers.map((compiler) => compiler.contestant(true)),
      {
        name: OURS,
        before: (round) => workload.change(ours.target.folder, round),
        run: () => ours.target.run(),
        check: (round) => ours.check(round),
      },
      ...checks,
    ]);
    if (typecheck) one.set(CHECKED, sum(one.get(OURS), one.get(CHECKED)));
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
          what: `one changed: ours with type check ÷ ${NATIVE_BUILD}`,
          ratio: against(CHECKED, NATIVE_BUILD),
        },
      ],
      notes: [
        'tsc is given the changed TypeScript; ours begins with the changed spec and renders it first.',
        'tsc also checks types, which ours leaves to a target of its own.',
        ...(typecheck ? [] : ['There is no type-check target yet, so it has no figure.']),
      ],
    };
  },
};

/** A TypeScript project over the generated sources, and one way of building it. */
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

  /** tsc's own print is not ours to know: every script must be there, and the change in it. @param {number} [round] */
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
