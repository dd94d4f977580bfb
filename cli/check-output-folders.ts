import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { strayFilesByManifest } from '../engine/output/stray';
import { codegenTargets, findTarget } from './task/named-target';

/** Files in the output folders of codegen targets, in any configuration, that their targets have not made. */
export function checkOutputFolders(graph: ProjectGraph, workspaceRoot: string): Diagnostic[] {
  const folders = codegenTargets(graph).flatMap((id) => {
    const { options, configurations = {} } = findTarget(graph, id).config;
    const given: readonly unknown[] = [options, ...Object.values(configurations)];
    return given.flatMap((one) => {
      const { outputDir } = (one ?? {}) as { readonly outputDir?: unknown };
      return typeof outputDir === 'string' ? [outputDir] : [];
    });
  });
  return [...new Set(folders)].flatMap((outputDir) => strayFilesByManifest(workspaceRoot, outputDir));
}
