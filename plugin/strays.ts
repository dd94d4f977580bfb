import { readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isLater } from '../state/folder-time';
import { MANIFEST_NAME } from '../state/manifest-name';

/**
 * True if a codegen output folder contains files that its target did not write: Nx would delete them on a cache hit.
 * After a run no folder is newer than the manifest, so folder times usually tell whether anything was added since.
 * Without a readable manifest, every file counts.
 *
 * @param outputDir relative to the workspace
 */
export function holdsStrays(workspaceRoot: string, outputDir: string): boolean {
  const folder = join(workspaceRoot, outputDir);
  const manifest = join(folder, MANIFEST_NAME);
  try {
    const there = statSync(folder, { throwIfNoEntry: false });
    if (!there?.isDirectory()) return there !== undefined;
    const written = statSync(manifest, { throwIfNoEntry: false });
    if (written && isUntouched(folder, written)) return false;
    const { findStrays } = require('../state/strays') as typeof import('../state/strays');
    return findStrays(folder, new Set(filesOf(manifest))).length > 0;
  } catch {
    // Not a folder, for instance. A run reports it.
    return true;
  }
}

function isUntouched(folder: string, manifest: Stats): boolean {
  const stat = statSync(folder);
  if (isLater(stat, manifest)) return false;
  // A folder without subfolders has two links on most file systems, and one on those that do not count them.
  if (stat.nlink === 2) return true;
  return readdirSync(folder, { withFileTypes: true }).every(
    (entry) => !entry.isDirectory() || isUntouched(join(folder, entry.name), manifest),
  );
}

function filesOf(manifest: string): string[] {
  const { readRegularText } = require('../state/regular-file') as typeof import('../state/regular-file');
  try {
    const { files, compiled } = JSON.parse(readRegularText(manifest)) as Readonly<Record<string, object | undefined>>;
    return [...Object.keys(files ?? {}), ...Object.keys(compiled ?? {})];
  } catch {
    return [];
  }
}
