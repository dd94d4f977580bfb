// `nx-workflow` in nx.json: projects and targets of workflow files.
import type { CreateNodes, CreateNodesResult, PostTasksExecution } from '@nx/devkit';
import { inNestedWorktree } from '../state/nested-worktree';
import { brokenFileText } from './failing-target';
import { inferWorkflows } from './infer';
import { readPluginOptions, type WorkflowPluginOptions } from './plugin-options';
import { readWorkflowText } from './read-workflow-text';
import { RECORD_THIS_RUN } from './record-this-run';
import { WORKFLOW_FILE } from './workflow';
import { readWorkspaceFacts } from './workspace-facts';

export type { WorkflowPluginOptions };

export const name = 'nx-workflow';

/** Creates the projects and targets of all workflow files. A broken file does not affect the others. */
export const createNodes: CreateNodes<WorkflowPluginOptions> = [
  `**/${WORKFLOW_FILE}`,
  (all, given, context) => {
    const { workspaceRoot, nxJsonConfiguration } = context;
    const isInWorktree = inNestedWorktree(workspaceRoot);
    const files = all.filter((path) => !isInWorktree(toPosix(path)));
    const facts = readWorkspaceFacts(workspaceRoot, nxJsonConfiguration);
    const { options, diagnostics } = readPluginOptions(given, workspaceRoot);
    const texts = files.map((path) => ({ file: toPosix(path), ...readWorkflowText(workspaceRoot, path) }));
    const inferred = new Map(inferWorkflows(texts, facts, options, diagnostics).map((result) => [result.file, result]));
    const nodesOf = (path: string): CreateNodesResult => {
      const result = inferred.get(toPosix(path));
      if (options.strict && result && result.diagnostics.length > 0) {
        throw new Error(brokenFileText(result.file, result.diagnostics));
      }
      return { projects: result?.projects ?? {} };
    };
    if (!options.strict) return files.map((path) => [path, nodesOf(path)]);
    // Collects errors in the form that Nx expects. Slow to load, so only with `strict`.
    const { createNodesFromFiles } = require('@nx/devkit') as typeof import('@nx/devkit');
    return createNodesFromFiles(nodesOf, files, options, context);
  },
];

/**
 * Records a run that `nx-workflow profile record` started, so that nx.json need not list `nx-workflow/records`.
 * Undefined in all other runs: Nx starts a process for each hook.
 */
export const postTasksExecution: PostTasksExecution | undefined =
  process.env[RECORD_THIS_RUN] === undefined ? undefined : recordThisRun;

/** The name that Nx 22 looks for. */
export const createNodesV2 = createNodes;

function recordThisRun(options: unknown, context: Parameters<PostTasksExecution>[1]): ReturnType<PostTasksExecution> {
  const records = require('./records') as typeof import('./records');
  const isRecorded = (context.nxJsonConfiguration.plugins ?? []).some(
    (entry) => (typeof entry === 'string' ? entry : entry.plugin) === records.name,
  );
  return isRecorded ? undefined : records.postTasksExecution(options, context);
}

function toPosix(path: string): string {
  return path.replaceAll('\\', '/');
}
