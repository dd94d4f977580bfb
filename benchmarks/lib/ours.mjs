// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linkModules } from './installed.mjs';
import { DRIVERS } from './places.mjs';
import { runNode } from './process.mjs';
import { EXTENSIONS } from './reference.mjs';
import { setAside } from './set-aside.mjs';

/** @typedef {import('./reference.mjs').TemplateName} TemplateName */

/**
 * @typedef {object} CodegenTarget
 * @property {readonly TemplateName[]} [templates]
 * @property {boolean} [compiled] also makes JavaScript, declarations and source maps
 * @property {number | 'auto'} [workers]
 */

/** The lines of the executor's log, with milliseconds and counts. */
const LINES = {
  templates: /\[OPT-1\] templates:.*\(([\d.]+) ms\)/,
  generation: /\[OPT-2\] generation:.*\(([\d.]+) ms\)/,
  compilation: /\[OPT-3\] compilation:.*\(([\d.]+) ms\)/,
  total: /\[PERF\] total ([\d.]+) ms/,
};

/** The options of a target for a {@link import('./workload.mjs').Workload}. @param {CodegenTarget} target */
export function optionsOf({ templates = ['module'], compiled = false, workers = 'auto' }) {
  return {
    patterns: ['{projectRoot}/specs/*.json'],
    templates: ['{projectRoot}/templates/*.hbs'],
    partials: ['{projectRoot}/partials/*.hbs'],
    helpers: '{projectRoot}/helpers.cjs',
    emit: templates.map((template) => ({ template, to: `{{name}}${EXTENSIONS[template]}` })),
    outputDir: '{projectRoot}/out',
    ...(compiled ? { compile: [{ compiler: 'typescript' }] } : {}),
    workers,
  };
}

/** A workspace with one codegen target for a workload, run in a plain Node process. */
export class OurTarget {
  /**
   * @param {string} folder folder with the workload
   * @param {string} installed
   * @param {Record<string, unknown>} options of the executor
   * @param {readonly string[]} [more] inputs that the options do not tell
   */
  constructor(folder, installed, options, more = []) {
    this.folder = folder;
    this.options = options;
    this.out = join(folder, 'out');
    /** Outside the workspace, because files in it could count as reads. */
    this.state = `${folder}-state`;
    this.target = join(folder, 'target.json');
    /** The executor's log of the last run. */
    this.log = '';
    linkModules(installed, folder);
    writeFileSync(this.target, JSON.stringify({ options, context: contextOf(options, undefined, more) }));
  }

  /** Resets to the state of a fresh clone, without outputs and state. */
  clear() {
    for (const path of [this.out, this.state]) setAside(path, this.folder);
  }

  /** @returns {Promise<number>} milliseconds of the whole process */
  async run() {
    const { ms, stdout } = await runNode([join(DRIVERS, 'codegen.cjs')], { cwd: this.folder, env: this.environment() });
    this.log = stdout;
    return ms;
  }

  /** The same, with the peak memory of the process in MiB. @returns {Promise<{ ms: number, mib: number }>} */
  async runForMemory() {
    const file = join(this.folder, 'memory.txt');
    const env = { ...this.environment(), BENCH_MEMORY: file };
    const { ms } = await runNode([join(DRIVERS, 'codegen.cjs')], { cwd: this.folder, env });
    return { ms, mib: Number(readFileSync(file, 'utf8')) / 1024 };
  }

  /** The figures of a phase in the log of the last run. @param {keyof typeof LINES} phase */
  reported(phase) {
    const found = LINES[phase].exec(this.log)?.[1];
    if (found === undefined) throw new Error(`no line of the phase "${phase}" in the log:\n${this.log}`);
    return Number(found);
  }

  hasManifest() {
    return existsSync(join(this.out, '.codegen-manifest.json'));
  }

  environment() {
    return { BENCH_TARGET: this.target, NX_WORKFLOW_CACHE_DIR: this.state };
  }
}

/**
 * The part of Nx's context that an executor sees, with inputs as the plugin infers them.
 *
 * @param {Record<string, unknown>} options options of the codegen target
 * @param {Record<string, unknown>} [typecheck] options of the type check target, if that is to run
 * @param {readonly string[]} [more] inputs that the options do not tell
 */
export function contextOf(options, typecheck, more = []) {
  const read = [options.patterns, options.load, options.templates, options.partials, options.helpers, more];
  const inputs = read.filter((one) => one !== undefined).flat();
  const codegen = { executor: 'nx-workflow:codegen', inputs, outputs: ['{projectRoot}/out'], options };
  const check = { executor: 'nx-workflow:typecheck', inputs: ['{workspaceRoot}/package.json'], options: typecheck };
  const targets = { codegen, ...(typecheck ? { typecheck: check } : {}) };
  const project = { name: 'workload', root: '.', targets };
  return {
    projectName: 'workload',
    targetName: typecheck ? 'typecheck' : 'codegen',
    target: typecheck ? check : codegen,
    nxJsonConfiguration: {},
    projectsConfigurations: { version: 2, projects: { workload: project } },
    projectGraph: { nodes: { workload: { name: 'workload', type: 'app', data: project } }, dependencies: {} },
  };
}
