// `nx-workflow/inference` in nx.json: targets, and no record of runs.
import type { CreateNodes, CreateNodesResult } from '@nx/devkit';
import { brokenFileText } from './broken';
import { inferWorkflows } from './infer';
import { readWorkflowText } from './read-workflow-text';
import { WORKFLOW_FILE } from './workflow';
import { readWorkspaceFacts } from './workspace-facts';

/** The plugin's options in nx.json. */
export interface WorkflowPluginOptions {
  /** The target that runs a whole workflow; `<name>-<phase>` runs a phase. Default: `workflow`. */
  workflowTargetName?: string;
  /** Throw on a broken workflow file, instead of making its targets fail. Default: false. */
  strict?: boolean;
}

export const name = 'nx-workflow';

/** Makes projects and targets of all workflow files. One broken file leaves all others as they are. */
export const createNodes: CreateNodes<WorkflowPluginOptions> = [
  `**/${WORKFLOW_FILE}`,
  (files, options, context) => {
    const { workspaceRoot, nxJsonConfiguration } = context;
    const facts = readWorkspaceFacts(workspaceRoot, nxJsonConfiguration);
    const texts = files.map((path) => ({ file: toPosix(path), ...readWorkflowText(workspaceRoot, path) }));
    const inferred = new Map(inferWorkflows(texts, facts, options).map((result) => [result.file, result]));
    const nodesOf = (path: string): CreateNodesResult => {
      const result = inferred.get(toPosix(path));
      if (options?.strict && result && result.diagnostics.length > 0) {
        throw new Error(brokenFileText(result.file, result.diagnostics));
      }
      return { projects: result?.projects ?? {} };
    };
    if (!options?.strict) return files.map((path) => [path, nodesOf(path)]);
    // Collects what is thrown as Nx wants it. Heavy to load, so only where something may be thrown.
    const { createNodesFromFiles } = require('@nx/devkit') as typeof import('@nx/devkit');
    return createNodesFromFiles(nodesOf, files, options, context);
  },
];

/** The same under the name that Nx 22 looks for. */
export const createNodesV2 = createNodes;

function toPosix(path: string): string {
  return path.replaceAll('\\', '/');
}
