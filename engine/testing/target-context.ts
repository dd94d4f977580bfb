import type { TargetContext } from '../../executors/codegen/target-context';

/** Nx's context for a target with these inputs, in a project at the workspace root. */
export function contextOf(inputs: readonly unknown[]): Partial<TargetContext> {
  const node = { name: 'demo', type: 'app', data: { root: '.', targets: { generate: { inputs } } } };
  return {
    targetName: 'generate',
    projectGraph: { nodes: { demo: node }, dependencies: { demo: [] }, externalNodes: {} },
    nxJsonConfiguration: {},
  } as unknown as Partial<TargetContext>;
}
