import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { statOrNothing } from '../graph/stat';

/** Number of targets whose last check is kept; the oldest are removed first. */
export const MAX_KEPT_CHECKS = 100;
/** Name of the compiler's build info in a target's folder. */
export const INFO_FILE = 'check.tsbuildinfo';
/** Name of the file with its checksum. */
export const CHECKSUM_FILE = 'check.sha256';

/** Name of a target's folder: the first half of the sha256 of its output folder's path. */
const OWN_NAME = /^[0-9a-f]{32}$/;

export interface KeptCheck {
  readonly name: string;
  readonly bytes: number;
  /** Time of the check, in milliseconds since 1970. */
  readonly checkedMs: number;
}

export function typecheckFolder(stateFolder: string): string {
  return join(stateFolder, 'typecheck');
}

/** Kept type checks, newest first, without those that are running. */
export function keptChecks(stateFolder: string): KeptCheck[] {
  const folder = typecheckFolder(stateFolder);
  let names: string[];
  try {
    names = readdirSync(folder).filter((name) => OWN_NAME.test(name));
  } catch {
    return [];
  }
  const checks = names.map((name) => {
    const stat = statOrNothing(join(folder, name, INFO_FILE));
    return { name, bytes: stat?.size ?? 0, checkedMs: stat?.mtimeMs ?? 0 };
  });
  return checks.sort((a, b) => b.checkedMs - a.checkedMs || (a.name < b.name ? -1 : 1));
}

/** Removes all but the newest; returns the number of removed checks. */
export function trimChecks(stateFolder: string, keep: number): number {
  const extra = keptChecks(stateFolder).slice(keep);
  for (const { name } of extra) rmSync(join(typecheckFolder(stateFolder), name), { recursive: true, force: true });
  return extra.length;
}
