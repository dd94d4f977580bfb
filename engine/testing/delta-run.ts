import { rmSync } from 'node:fs';
import { runDelta } from '../delta';
import type { CodegenOptions } from '../options';
import { quickCheck } from '../quick-check';
import type { RunReport } from '../report/report';
import { resolveSettings, type Settings } from '../settings';
import type { Workspace } from './workspace';

/** What a run says that looks at the changed specs alone; undefined where it leaves the work to the stages. */
export async function deltaRun(
  workspace: Workspace,
  options: Partial<CodegenOptions> = {},
): Promise<RunReport | undefined> {
  const settings = settingsOf(workspace, options);
  const scan = quickCheck(settings, '');
  return scan && (await runDelta(settings, scan, () => 0));
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
