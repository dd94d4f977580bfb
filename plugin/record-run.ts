import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PostTasksExecutionContext } from '@nx/devkit';
import { stateFolder } from '../state/folder';
import { readRegularText } from '../state/regular-file';
import { keptRuns, writeRun } from '../state/run-records';
import { graphOfRun } from './graph-of-run';
import { nxVersion } from './nx-version';
import { toRunRecord } from './run-record';

/**
 * Writes the record of a run to the state folder. A run must not fail because of its record: any error
 * becomes a warning.
 */
export function recordRun(context: PostTasksExecutionContext): void {
  if (Object.keys(context.taskResults ?? {}).length === 0) return;
  const { workspaceRoot } = context;
  const folder = stateFolder(workspaceRoot);
  try {
    const versions = { nx: nxVersion(workspaceRoot), 'nx-workflow': ownVersion(), node: process.versions.node };
    writeRun(folder, toRunRecord(context, graphOfRun(workspaceRoot), versions), keptRuns());
  } catch (error) {
    const { message: reason } = error as Error;
    const { logger } = require('@nx/devkit') as typeof import('@nx/devkit');
    logger.warn(`nx-workflow: no record of this run was written to ${folder}: ${reason}`);
  }
}

function ownVersion(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) return (JSON.parse(readRegularText(file)) as { version?: string }).version ?? 'unknown';
  }
  return 'unknown';
}
