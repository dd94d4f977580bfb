import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { statOrNothing } from '../graph/stat';

/** Of how many targets the last check is kept; those that were checked longest ago go first. */
export const MAX_KEPT_CHECKS = 100;
/** The compiler's own file, in a folder for each target. */
export const INFO_FILE = 'check.tsbuildinfo';
/** What vouches for it. */
export const CHECKSUM_FILE = 'check.sha256';

/** A target's folder: the first half of a sha256 over where its output folder lies. */
const OWN_NAME = /^[0-9a-f]{32}$/;

export interface KeptCheck {
  readonly name: string;
  readonly bytes: number;
  /** When it was made, in milliseconds since 1970. */
  readonly checkedMs: number;
}

export function typecheckFolder(stateFolder: string): string {
  return join(stateFolder, 'typecheck');
}

/** What is kept of type checks, the newest first. Those that run now are not among it. */
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

/** Removes all but the newest; returns how many went. */
export function trimChecks(stateFolder: string, keep: number): number {
  const extra = keptChecks(stateFolder).slice(keep);
  for (const { name } of extra) rmSync(join(typecheckFolder(stateFolder), name), { recursive: true, force: true });
  return extra.length;
}
