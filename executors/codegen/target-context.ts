import { relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { declaredInputs, type DeclaredInputs } from '../../engine/graph/declared-inputs';

/** The parts of Nx's context that the executors and the command line need. */
export type TargetContext = Pick<
  ExecutorContext,
  | 'root'
  | 'projectName'
  | 'projectsConfigurations'
  | 'projectGraph'
  | 'nxJsonConfiguration'
  | 'targetName'
  | 'configurationName'
>;

/**
 * The target's inputs according to Nx; undefined without a project graph, and then undeclared reads are not reported.
 */
export function declaredFor(context: TargetContext): DeclaredInputs | undefined {
  const { projectGraph, projectName, targetName, nxJsonConfiguration } = context;
  const node = projectGraph?.nodes[projectName ?? ''];
  const target = node?.data.targets?.[targetName ?? ''];
  if (!projectGraph || !node || !target) return undefined;
  return declaredInputs({
    inputs: target.inputs,
    namedInputs: { ...nxJsonConfiguration?.namedInputs, ...node.data.namedInputs },
    projectRoot: relative('.', node.data.root) || '.',
    dependencyRoots: dependencyRoots(projectGraph, node.name),
  });
}

function dependencyRoots(graph: NonNullable<TargetContext['projectGraph']>, project: string): string[] {
  const seen = new Set<string>([project]);
  const queue = [project];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const { target } of graph.dependencies[name] ?? []) {
      if (!graph.nodes[target] || seen.has(target)) continue;
      seen.add(target);
      queue.push(target);
    }
  }
  seen.delete(project);
  return [...seen].map((name) => graph.nodes[name]?.data.root ?? '').sort();
}
