import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { MANIFEST_NAME, type Manifest } from '../graph/manifest';
import { ignoredFiles } from '../../state/ignored-files';
import { undeclaredReads, type DeclaredInputs } from '../graph/declared-inputs';
import type { CheckedTarget } from './checked-target';

/**
 * Errors for files that the compiler read but that are not inputs of the check: its result is cached, so changes would
 * be missed.
 *
 * @param files relative to the workspace
 */
export function undeclaredFiles(
  files: readonly string[],
  { id, settings }: CheckedTarget,
  manifest: Manifest,
  declared: DeclaredInputs | undefined,
): Diagnostic[] {
  if (!declared) return [];
  const own = new Set(Object.keys(manifest.files).map((path) => posix.join(settings.outputDir, path)));
  const others = files.filter((file) => !own.has(file));
  return undeclaredReads(others, declared, 'the check reads', ignoredFiles(settings.workspaceRoot).isIgnored).map(
    (one) => {
      const file = one.file ?? '';
      const hint = isGenerated(settings.workspaceRoot, file)
        ? `it is generated: name its task in "dependsOn" or "after" of ${id}`
        : `add "{workspaceRoot}/${file}" to the check's inputs: "typecheck": { "inputs": […] } of the compiler of ${id}`;
      return { ...one, hint };
    },
  );
}

function isGenerated(workspaceRoot: string, file: string): boolean {
  for (let folder = posix.dirname(file); folder !== '.'; folder = posix.dirname(folder)) {
    if (existsSync(join(workspaceRoot, folder, MANIFEST_NAME))) return true;
  }
  return false;
}
