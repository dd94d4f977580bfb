import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { readRegularText } from '../../state/regular-file';
import { nxProgram } from '../run-nx';
import { nxEnvironment } from './nx-environment';
import { fileStamps, differences, outputFiles, type FileStates, type Difference } from './output-files';
import type { Scratch } from './scratch';
import type { TaskContract } from './task-contract';

/** A path that a process of the task accessed. */
export interface Access {
  readonly path: string;
  /** True if the content was read, false if only the existence was checked. */
  readonly readsContent: boolean;
}

/** The result of a task in a clone. */
export interface CloneRun {
  readonly code: number;
  readonly output: string;
  readonly outputs: FileStates;
  /** All files that were written in the clone, including outputs. */
  readonly changes: readonly Difference[];
  /** Accesses of its Node processes, sorted; packages as `node_modules/<name>`. */
  readonly accesses: readonly Access[];
  /** True if the task had Node processes. */
  readonly isTraced: boolean;
}

/** Runs one task, without its dependencies, in a clone of the workspace. */
export async function runInClone(
  workspaceRoot: string,
  clone: string,
  contract: TaskContract,
  scratch: Scratch,
): Promise<CloneRun> {
  const traces = `${clone}.traces`;
  mkdirSync(traces);
  const before = fileStamps(clone);
  const args = ['run', contract.id, '--skip-nx-cache', '--excludeTaskDependencies', '--outputStyle=static'];
  const env = nxEnvironment(scratch);
  const hook = join(__dirname, 'trace-reads.js').replaceAll('\\', '/');
  const { code, stdout, stderr } = await scratch.node([nxProgram(workspaceRoot), ...args], clone, {
    ...env,
    NODE_OPTIONS: `${env['NODE_OPTIONS'] ?? ''} --require ${JSON.stringify(hook)}`.trim(),
    NX_WORKFLOW_TRACE_FOLDER: traces,
    NX_WORKFLOW_TRACE_ROOTS: JSON.stringify([clone, workspaceRoot]),
  });
  const names = readdirSync(traces);
  return {
    code,
    output: taskText(stdout) || stderr.trim(),
    outputs: outputFiles(clone, contract.outputs),
    changes: differences(before, fileStamps(clone)),
    accesses: readTraces(names.map((name) => readRegularText(join(traces, name)))),
    isTraced: names.length > 0,
  };
}

/** The output of the task, without Nx's header and footer. */
function taskText(stdout: string): string {
  const text = stdout.replace(/\u001b\[[0-9;]*m/g, '');
  return text
    .replace(/^\s*> nx run .*$/m, '')
    .replace(/^ +Run duration:[^]*$/m, '')
    .trim();
}

function readTraces(texts: readonly string[]): Access[] {
  const lines = texts.flatMap((text) => text.split('\n')).filter((text) => text !== '');
  return mergeAccesses(lines.map((line) => ({ path: line.slice(2), readsContent: line.startsWith('r') })));
}

/** Merges accesses by path, sorted. */
export function mergeAccesses(all: readonly Access[]): Access[] {
  const reads = new Map<string, boolean>();
  for (const { path, readsContent } of all) reads.set(path, readsContent || reads.get(path) === true);
  return [...reads].map(([path, readsContent]) => ({ path, readsContent })).sort((a, b) => compareText(a.path, b.path));
}
