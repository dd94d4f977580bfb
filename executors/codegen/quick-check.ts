import { readFileSync, statSync } from 'node:fs';
import { writeFileAtomic } from '../../state/atomic-write';
import { canonicalJson, sha256 } from '../../state/hash';
import { discover } from './plan/discover';
import { CLOCK_TICK, indexPath, statOrNothing } from './plan/file-index';
import { IndexFile, type FreshState } from './plan/index-file';
import { inputNamesKey, modulesOf, toolsOf, type Modules } from './plan/input-names';
import type { InputNames } from './plan/inputs';
import { MANIFEST_NAME } from './plan/manifest-name';
import { agree } from './plan/witnesses';
import type { Settings } from './settings';

/** How many generated files and compilations are fresh. */
export interface FreshCounts {
  readonly files: number;
  readonly compiled: number;
}

/**
 * Whether the last run left nothing to do and nothing has changed since, by stats alone: the options, the names
 * of all inputs, the tools' versions and the manifest's bytes are those of the index, the output folder itself
 * has not been touched, and every file agrees with its entry. Undefined where any of that is not so, and then
 * nothing is known: the manifest is to be read.
 *
 * @param declaredKey key over the target's declared inputs, which a read file might have fallen out of
 */
export function quickCheck(settings: Settings, declaredKey: string): FreshCounts | undefined {
  if (!settings.switches.incrementalCompilation) return undefined;
  const path = indexPath(settings.workspaceRoot, settings.stateFolder, settings.outputDir);
  let bytes: Buffer;
  let manifest: Buffer;
  let written: number;
  const folder = `${settings.workspaceRoot}/${settings.outputDir}`;
  try {
    written = statSync(path).mtimeMs - CLOCK_TICK;
    bytes = readFileSync(path);
    manifest = readFileSync(`${folder}/${MANIFEST_NAME}`);
  } catch {
    return undefined;
  }
  const index = IndexFile.decode(bytes);
  if (typeof index === 'string') return undefined;
  const { fresh } = index.header;
  if (!fresh || index.header.manifest !== sha256(manifest)) return undefined;
  if (!sameFolder(folder, fresh.folder)) return undefined;
  const modules = modulesOf(settings);
  if (fresh.choices !== choicesKey(settings, declaredKey, modules)) return undefined;
  const isSame = fresh.witnesses !== undefined && agree(fresh.witnesses, written);
  if (!isSame && fresh.names !== inputNamesKey(discover(settings), toolsOf(settings, modules))) return undefined;
  let late = false;
  // A relative path is quicker: the system walks down to the file from the current folder.
  const base = process.cwd() === settings.workspaceRoot ? '' : `${settings.workspaceRoot}/`;
  for (let at = 0; at < index.paths.length; at++) {
    const file = base + index.paths[at]!;
    const stat = statOrNothing(file);
    if (!stat?.isFile() || !index.agrees(at, stat)) return undefined;
    if (index.touched(at) < written) continue;
    // Touched in the tick in which the index was written: only the content tells.
    if (sha256(readFileSync(file)) !== index.sha256(at)) return undefined;
    late = true;
  }
  if (late) renew(path, bytes);
  return { files: fresh.files, compiled: fresh.compiled };
}

/** What {@link quickCheck} will compare with, once a run has left nothing to do. */
export function freshState(
  settings: Settings,
  { key, modules, witnesses }: InputNames,
  declaredKey: string,
  counts: FreshCounts,
): FreshState | undefined {
  try {
    const { mtimeMs, ctimeMs, ino } = statSync(`${settings.workspaceRoot}/${settings.outputDir}`);
    const folder = { mtime: mtimeMs, ctime: ctimeMs, inode: ino };
    const choices = choicesKey(settings, declaredKey, modules);
    return { choices, names: key, ...(witnesses ? { witnesses } : {}), folder, ...counts };
  } catch {
    return undefined;
  }
}

/** Of the options, all but those that change neither bytes nor their place. */
function choicesKey(settings: Settings, declaredKey: string, { files, packages }: Modules): string {
  const { workers: _workers, verbose: _verbose, onError: _onError, switches: _switches, ...rest } = settings;
  return sha256([canonicalJson(rest), declaredKey, ...files, '', ...packages].join('\n'));
}

function sameFolder(path: string, before: FreshState['folder']): boolean {
  const stat = statOrNothing(path);
  return stat?.mtimeMs === before.mtime && stat.ctimeMs === before.ctime && stat.ino === before.inode;
}

/** The same index with a later time: what was hashed just now need not be hashed again. */
function renew(path: string, bytes: Buffer): void {
  try {
    writeFileAtomic(path, bytes);
  } catch {
    // A state folder that cannot be written costs those hashes again, nothing else.
  }
}
