import type { ProjectGraph } from '@nx/devkit';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { strayFilesByManifest } from '../engine/output/stray';
import { codegenTargets, findTarget } from './task/named-target';

interface GivenOptions {
  readonly options?: { readonly outputDir?: unknown };
  readonly configurations?: Readonly<Record<string, GivenOptions['options']>>;
}

/** Reports files in the output folders of codegen targets, in any configuration, that their targets did not write. */
export function checkOutputFolders(graph: ProjectGraph, workspaceRoot: string): Diagnostic[] {
  const folders = codegenTargets(graph).flatMap((id) => {
    const { options, configurations = {} } = findTarget(graph, id).config as GivenOptions;
    return [options, ...Object.values(configurations)].flatMap((given) =>
      typeof given?.outputDir === 'string' ? [given.outputDir] : [],
    );
  });
  return [...new Set(folders)].flatMap((outputDir) => strayFilesByManifest(workspaceRoot, outputDir));
}
