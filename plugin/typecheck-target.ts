import type { TargetConfiguration } from '@nx/devkit';
import { addedFields } from './added-targets';
import { joinPath, resolveTokens, type TokenValues } from './paths';
import type { PlacedWorkflow } from './placed-workflow';
import type { TargetOutputs } from './target-io';
import type { Typecheck } from './typecheck';
import { TYPECHECK_EXECUTOR, type Task } from './workflow';

/** The codegen target whose code is checked. */
export interface CheckedTarget {
  readonly task: Task;
  readonly values: TokenValues;
  readonly placed: PlacedWorkflow;
  /** Targets whose outputs the generated code may import, as entries of `dependsOn`. */
  readonly dependsOn: readonly NonNullable<TargetConfiguration['dependsOn']>[number][];
  /** Those outputs, as inputs. */
  readonly imported: readonly NonNullable<TargetConfiguration['inputs']>[number][];
}

/**
 * The target `<task>-typecheck`. Its inputs are the generated sources, the files that they may import, the package.json
 * files that determine the module type of `.ts` files, and its tsconfig. It names no external package, so that Nx
 * hashes all of them: generated code may import types of any package.
 */
export function typecheckTarget(check: Typecheck, checked: CheckedTarget): TargetConfiguration {
  const { task, values, placed } = checked;
  const outputs = placed.outputs(task, values.root);
  const sources = sourceGlobs(outputs);
  const tsconfig = check.tsconfig === undefined ? undefined : resolveTokens(check.tsconfig, values);
  const shown = {
    description: `Type-check the generated code of ${task.name}`,
    technologies: ['nx-workflow', 'typescript'],
  };
  return {
    executor: TYPECHECK_EXECUTOR,
    options: { codegen: task.name, ...(tsconfig === undefined ? {} : { tsconfig }) },
    dependsOn: [task.name, ...checked.dependsOn],
    inputs: [
      ...packageFiles(outputs),
      ...(tsconfig === undefined ? [] : [`{workspaceRoot}/${tsconfig}`]),
      ...(check.inputs as NonNullable<TargetConfiguration['inputs']>),
      ...sources.map((glob) => ({ dependentTasksOutputFiles: glob })),
      ...checked.imported,
    ],
    outputs: [],
    cache: true,
    ...addedFields(task, 'typecheck', shown, values, placed),
  };
}

/** Globs, relative to the workspace, for the TypeScript files that a codegen target generates. */
export function sourceGlobs({ generated }: TargetOutputs): string[] {
  return generated.map((folder) => `${folder}/**/*.{ts,mts,cts,tsx}`);
}

/** Every package.json from the workspace root down to the output folders. */
function packageFiles({ generated }: TargetOutputs): string[] {
  const roots = generated.flatMap((outputDir) => {
    const folders = outputDir.split('/').slice(0, -1);
    return ['.', ...folders.map((_folder, index) => folders.slice(0, index + 1).join('/'))];
  });
  return [...new Set(roots)].map((root) => `{workspaceRoot}/${joinPath(root, 'package.json')}`);
}
