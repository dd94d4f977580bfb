// `nx-workflow` in nx.json: projects and targets of workflow files.
import type { CreateNodes, CreateNodesResult, PostTasksExecution } from '@nx/devkit';
import { inNestedWorktree } from '../state/nested-worktree';
import { brokenFileText } from './broken';
import { inferWorkflows } from './infer';
import { readPluginOptions, type WorkflowPluginOptions } from './plugin-options';
import { readWorkflowText } from './read-workflow-text';
import { RECORD_THIS_RUN } from './record-this-run';
import { WORKFLOW_FILE } from './workflow';
import { readWorkspaceFacts } from './workspace-facts';

export type { WorkflowPluginOptions };

export const name = 'nx-workflow';

/** Makes projects and targets of all workflow files. One broken file leaves all others as they are. */
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
    // Collects what is thrown as Nx wants it. Heavy to load, so only where something may be thrown.
    const { createNodesFromFiles } = require('@nx/devkit') as typeof import('@nx/devkit');
    return createNodesFromFiles(nodesOf, files, options, context);
  },
];

/**
 * Records the run that `nx-workflow profile record` starts, so that nx.json need not name the plugin of records. Any
 * other run has no hook, which would cost it a process.
 */
export const postTasksExecution: PostTasksExecution | undefined =
  process.env[RECORD_THIS_RUN] === undefined ? undefined : recordThisRun;

/** The same under the name that Nx 22 looks for. */
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
