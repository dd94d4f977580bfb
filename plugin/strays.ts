import { readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { isLater } from '../state/folder-time';
import { MANIFEST_NAME } from '../state/manifest-name';

/**
 * Whether an output folder of code generation holds files that its target has not made: Nx would delete them on a cache
 * hit. After a run, no folder is younger than the manifest, so that one look tells whether something came since. Without a
 * manifest that can be read, all that is there counts.
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
    // Something is in the way. A run says what.
    return true;
  }
}

function isUntouched(folder: string, manifest: Stats): boolean {
  const stat = statSync(folder);
  if (isLater(stat, manifest)) return false;
  // A folder without folders has two links on most file systems; where they are not counted, one.
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
