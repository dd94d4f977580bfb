import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_NAME } from '../engine/graph/manifest';
import { RECORD_THIS_RUN } from '../plugin/record-this-run';
import { readCodegenRecords, type CodegenRecord } from '../state/codegen-records';
import { readRegularText } from '../state/regular-file';
import { readLastRun, type RunRecord } from '../state/run-records';
import { makeTemporaryFolder } from '../state/temporary-folder';
import { CODEGEN_EXECUTOR } from './task/named-target';
import { taskToRun } from './task/task-to-run';
import { UsageError, type Invocation } from './command';
import { runNx } from './run-nx';
import { loadProjectGraph } from './workspace';

export interface MeasuredRun {
  readonly run: RunRecord;
  readonly codegen: readonly CodegenRecord[];
}

/**
 * Runs Nx as on a fresh machine: without cache and daemon, and with a new state folder, so that the template cache is
 * empty and records of other runs are not affected.
 *
 * @returns undefined if the run failed
 */
export async function measureRun(workspaceRoot: string, command: readonly string[]): Promise<MeasuredRun | undefined> {
  const state = makeTemporaryFolder('baseline');
  try {
    const env = {
      NX_DAEMON: 'false',
      NX_TUI: 'false',
      NX_WORKFLOW_CACHE_DIR: state,
      NX_WORKFLOW_KEEP_RUNS: '1',
      [RECORD_THIS_RUN]: '1',
    };
    const { code } = await runNx(workspaceRoot, command, env);
    if (code !== 0) return undefined;
    const run = readLastRun(state);
    if (!run) throw new UsageError('the run wrote no record', '"nx-workflow" must be among the plugins in nx.json');
    return { run, codegen: readCodegenRecords(state, run.startTime, run.endTime) };
  } finally {
    rmSync(state, { recursive: true, force: true });
  }
}

/** The output folders of all codegen tasks that an Nx command would run, relative to the workspace. */
export async function generatedFolders(invocation: Invocation, command: readonly string[]): Promise<string[]> {
  const { workspaceRoot } = invocation;
  const folder = makeTemporaryFolder('tasks');
  try {
    const file = join(folder, 'graph.json');
    const { code } = await runNx(workspaceRoot, [...command, `--graph=${file}`], {
      NX_DAEMON: 'false',
      NX_TUI: 'false',
    });
    if (code !== 0 || !existsSync(file)) throw new UsageError(`"nx ${command.join(' ')}" runs no tasks`);
    const { tasks } = JSON.parse(readRegularText(file)) as {
      tasks: { tasks: Record<string, { target: { project: string; target: string } }> };
    };
    const graph = await loadProjectGraph(workspaceRoot);
    const own = Object.entries(tasks.tasks).filter(
      ([, { target }]) => graph.nodes[target.project]?.data.targets?.[target.target]?.executor === CODEGEN_EXECUTOR,
    );
    const plain = { ...invocation, passthroughArgs: [] };
    return own.map(([id]) => taskToRun(graph, id, plain).settings.outputDir);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Removes generated folders, except those without a manifest, which may not be generated. */
export function removeGenerated(workspaceRoot: string, folders: readonly string[]): void {
  for (const folder of folders) {
    const path = join(workspaceRoot, folder);
    if (existsSync(join(path, MANIFEST_NAME))) rmSync(path, { recursive: true, force: true });
  }
}
