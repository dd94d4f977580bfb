import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PostTasksExecutionContext, ProjectGraph } from '@nx/devkit';
import { stateFolder } from '../state/folder';
import { keptRuns, writeRun } from '../state/run-records';
import { toRunRecord } from './run-record';

/**
 * Writes the record of a run into the state folder. A run must not fail for its record: whatever goes
 * wrong ends in one warning.
 */
export function recordRun(context: PostTasksExecutionContext): void {
  if (Object.keys(context.taskResults ?? {}).length === 0) return;
  const folder = stateFolder(context.workspaceRoot);
  try {
    const { NX_VERSION } = require('@nx/devkit') as typeof import('@nx/devkit');
    const versions = { nx: NX_VERSION, 'nx-workflow': ownVersion(), node: process.versions.node };
    writeRun(folder, toRunRecord(context, readGraph(), versions), keptRuns());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const { logger } = require('@nx/devkit') as typeof import('@nx/devkit');
    logger.warn(`nx-workflow: no record of this run was written to ${folder}: ${reason}`);
  }
}

/** The graph that Nx left on disk for this run. */
function readGraph(): ProjectGraph | undefined {
  try {
    const { readCachedProjectGraph } = require('@nx/devkit') as typeof import('@nx/devkit');
    return readCachedProjectGraph();
  } catch {
    return undefined;
  }
}

function ownVersion(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? 'unknown';
  }
  return 'unknown';
}
