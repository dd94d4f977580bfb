/** Generates the whole library with the built executor, and loads the output. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { compileFunction } from 'node:vm';
import glob from 'fast-glob';
import { parse } from 'jsonc-parser';
import ts from 'typescript';

export const ROOT = resolve(__dirname, '../../..');
export const EXAMPLE = resolve(__dirname, '..');

export interface Frame {
  time: number;
  dt: number;
  now_us: number;
}
export type Parameters = Record<string, number>;
export type Audio = Record<string, any>;
export interface Runtime {
  createParameters(): Parameters;
  createAudioSnapshot(): Audio;
  noise(x: number, y: number, seed: number): number;
}
export interface Pattern {
  meta: Record<string, any> & { id: string; parameters: string[] };
  createState(): any;
  render(frame: Frame, parameters: Parameters, audio: Audio, state: any, leds: Float32Array): Float32Array;
}
export interface Generated {
  /** Absolute path of the output folder. */
  folder: string;
  runtime: Runtime;
  pattern(id: string): Pattern;
}

/** Spec files, relative to the workspace. */
export const specFiles = glob.sync('examples/k1-node1/patterns/*/*.yaml', { cwd: ROOT }).sort();

/** The options of a task of the workflow. */
export function taskOptions(task: string): Record<string, any> {
  return parse(readFileSync(join(EXAMPLE, 'nx-workflow.json'), 'utf8')).tasks[task].options;
}

/** The options of the workflow's code generation, for all families at once. */
export function codegenOptions(outputDir: string, patterns: readonly string[] = specFiles): Record<string, any> {
  return { ...taskOptions('code-generation'), patterns, outputDir };
}

/** Runs the built executor in a process of its own, since jest cannot load its transformer. */
export function runCodegen(options: Record<string, unknown>): { success: boolean; output: string } {
  if (!existsSync(join(ROOT, 'dist/executors'))) throw new Error('the executor is not built: run `npm run build`');
  const script = `import { runCodegen } from './examples/k1-node1/tasks/lib/run-codegen.mjs';
    process.exitCode = (await runCodegen(JSON.parse(process.argv[1]), 'examples/k1-node1')) ? 0 : 1;`;
  const args = ['--input-type=module', '--eval', script, JSON.stringify(options)];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  return { success: status === 0, output: stdout + stderr };
}

/** @param name the test file's name, for a folder of its own */
export function generate(name: string): Generated {
  const outputDir = `.cache/k1-tests/${name}`;
  rmSync(join(ROOT, outputDir), { recursive: true, force: true });
  generateAs(codegenOptions(outputDir));
  return load(outputDir);
}

/** Runs the built executor and expects it to succeed. */
export function generateAs(options: Record<string, unknown>): void {
  const { success, output } = runCodegen(options);
  if (!success) throw new Error(output);
}

/** Loads the output from a folder, relative to the workspace root. */
export function load(outputDir: string): Generated {
  const folder = join(ROOT, outputDir);
  const loadModule = loader();
  return {
    folder,
    runtime: loadModule(join(folder, 'ts/runtime.mjs')) as Runtime,
    pattern: (id) => loadModule(join(folder, `ts/${id.replaceAll('_', '-')}.mjs`)) as Pattern,
  };
}

/** Evaluates compiled ES modules inside jest, which cannot load them without a Node flag. */
function loader(): (file: string) => unknown {
  const modules = new Map<string, { exports: unknown }>();
  return function load(file: string): unknown {
    let module = modules.get(file);
    if (!module) {
      module = { exports: {} };
      modules.set(file, module);
      const options = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
      const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options });
      const run = compileFunction(outputText, ['require', 'module', 'exports'], { filename: file });
      run((name: string) => load(resolve(dirname(file), name)), module, module.exports);
    }
    return module.exports;
  };
}
