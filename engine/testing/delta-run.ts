import { rmSync } from 'node:fs';
import { readBaseline } from '../graph/baseline';
import { loadPart } from '../graph/load-part';
import { scan } from '../graph/scan';
import type { CodegenOptions } from '../options';
import type { RunReport } from '../report/report';
import { runStages } from '../stages';
import { resolveSettings, type Settings } from '../settings';
import type { Workspace } from './workspace';

/**
 * Runs with a partial graph; undefined if the whole graph is needed.
 *
 * @param behindScan called after the scan and before anything else
 */
export async function deltaRun(
  workspace: Workspace,
  options: Partial<CodegenOptions> = {},
  behindScan: () => unknown = () => undefined,
): Promise<RunReport | undefined> {
  const settings = settingsOf(workspace, options);
  const baseline = readBaseline(settings);
  const scanned = baseline && scan(settings, undefined, baseline);
  await behindScan();
  return scanned && loadPart(settings, undefined, scanned) ? runStages(settings, {}, () => 0, scanned) : undefined;
}

/** The settings of a workspace for runs in this process. */
export function settingsOf(workspace: Workspace, options: Partial<CodegenOptions> = {}): Settings {
  const about = { workspaceRoot: workspace.root, projectRoot: '.', projectName: 'demo' };
  const env = { NX_WORKFLOW_CACHE_DIR: workspace.state };
  const settings = resolveSettings({ ...workspace.options, ...options }, { ...about, env });
  if (Array.isArray(settings)) throw new Error(JSON.stringify(settings));
  return settings;
}

/** Expects that a clean run without state gives the current outputs. */
export async function expectClean(workspace: Workspace, options: Partial<CodegenOptions> = {}): Promise<void> {
  const before = workspace.outputs();
  workspace.remove(workspace.options.outputDir);
  rmSync(workspace.state, { recursive: true, force: true });
  await workspace.succeed(options);
  expect(before).toEqual(workspace.outputs());
}
