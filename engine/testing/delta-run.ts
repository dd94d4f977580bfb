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
 * What a run says that looks at a part of the graph; undefined where it has to look at all of it.
 *
 * @param behindScan called when the run has seen what has changed, and nothing else yet
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

/** The settings of a workspace, as a run in this process takes them. */
export function settingsOf(workspace: Workspace, options: Partial<CodegenOptions> = {}): Settings {
  const about = { workspaceRoot: workspace.root, projectRoot: '.', projectName: 'demo' };
  const env = { NX_WORKFLOW_CACHE_DIR: workspace.state };
  const settings = resolveSettings({ ...workspace.options, ...options }, { ...about, env });
  if (Array.isArray(settings)) throw new Error(JSON.stringify(settings));
  return settings;
}

/** Makes everything anew by a run that knows nothing of earlier ones: it must give what is there. */
export async function expectClean(workspace: Workspace, options: Partial<CodegenOptions> = {}): Promise<void> {
  const before = workspace.outputs();
  workspace.remove(workspace.options.outputDir);
  rmSync(workspace.state, { recursive: true, force: true });
  await workspace.succeed(options);
  expect(before).toEqual(workspace.outputs());
}
