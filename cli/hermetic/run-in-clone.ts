import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareText } from '../../diagnostics/diagnostic';
import { readRegularText } from '../../state/regular-file';
import { nxProgram } from '../run-nx';
import { nxEnvironment } from './nx-environment';
import { filesAsWritten, differences, outputFiles, type Contents, type Difference } from './output-files';
import type { Scratch } from './scratch';
import type { TaskContract } from './task-contract';

/** A path that a process of the task asked for. */
export interface Asked {
  readonly path: string;
  /** True if it wanted to know what is in it, and not only that it is there. */
  readonly content: boolean;
}

/** What a task did in a clone. */
export interface CloneRun {
  readonly code: number;
  /** What it printed. */
  readonly printed: string;
  readonly outputs: Contents;
  /** What was written in the clone, its outputs included. */
  readonly changes: readonly Difference[];
  /** What its Node processes asked for, sorted; packages as `node_modules/<name>`. */
  readonly asked: readonly Asked[];
  /** True if Node processes were among those of the task. */
  readonly isTraced: boolean;
}

/** Runs one task, without those before it, in a clone of the workspace. */
export async function runInClone(
  workspaceRoot: string,
  clone: string,
  contract: TaskContract,
  scratch: Scratch,
): Promise<CloneRun> {
  const traces = `${clone}.traces`;
  mkdirSync(traces);
  const before = filesAsWritten(clone);
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
    printed: taskText(stdout) || stderr.trim(),
    outputs: outputFiles(clone, contract.outputs),
    changes: differences(before, filesAsWritten(clone)),
    asked: readTraces(names.map((name) => readRegularText(join(traces, name)))),
    isTraced: names.length > 0,
  };
}

/** What the task printed, without Nx's frame around it. */
function taskText(stdout: string): string {
  const text = stdout.replace(/\u001b\[[0-9;]*m/g, '');
  return text
    .replace(/^\s*> nx run .*$/m, '')
    .replace(/^ +Run duration:[^]*$/m, '')
    .trim();
}

function readTraces(texts: readonly string[]): Asked[] {
  const lines = texts.flatMap((text) => text.split('\n')).filter((text) => text !== '');
  return mergeAsked(lines.map((line) => ({ path: line.slice(2), content: line.startsWith('r') })));
}

/** Each path once, sorted. */
export function mergeAsked(all: readonly Asked[]): Asked[] {
  const contents = new Map<string, boolean>();
  for (const { path, content } of all) contents.set(path, content || contents.get(path) === true);
  return [...contents].map(([path, content]) => ({ path, content })).sort((a, b) => compareText(a.path, b.path));
}
