import { isAbsolute, join, relative } from 'node:path';
import type { PackageImports } from '../../modules/import-closure';
import { linkTarget } from '../../modules/look';
import { ModuleDisk } from '../../modules/module-disk';
import { resolutionSettings } from '../../modules/node-conditions';
import { packageIdentities } from '../../modules/package-identity';
import { compareText } from '../../diagnostics/diagnostic';
import { canonicalJson, sha256 } from '../../state/hash';
import type { IndexFile, PackageTools } from './index-file';
import { statOrNothing } from './stat';
import { differing } from './witnesses';

/** Packages as they were when an index was written. */
interface KnownTools {
  readonly packages: PackageTools;
  readonly index: IndexFile;
  /** Milliseconds since 1970 by the file system's clock: entries of files that were touched later are not trusted. */
  readonly written: number;
}

/** Those that modules import, and those that commands load. */
export interface KnownPackages extends KnownTools {
  readonly toolPackages: PackageTools;
}

const NONE: PackageTools = { key: '', versions: {}, files: [], lookups: [], links: [] };

/** The packages, and the sha256 of their files by path, as they were when the packages were told by them. */
export interface FoundPackages {
  readonly packages: PackageTools;
  readonly hashes: ReadonlyMap<string, string>;
}

/** Reads the packages, or takes them from the last run where a stat of each of their files says that they are the same. */
export function packageTools(
  workspaceRoot: string,
  packages: readonly PackageImports[],
  known: KnownTools | undefined,
): FoundPackages {
  if (packages.length === 0) return { packages: NONE, hashes: new Map() };
  const key = sha256(canonicalJson([packages, resolutionSettings()]));
  if (known?.packages.key === key && isUnchanged(workspaceRoot, known)) {
    const { index } = known;
    return { packages: known.packages, hashes: hashesIn(index, known.packages.files) };
  }
  const byName = new Map<string, string[]>();
  const [files, lookups] = [new Set<string>(), new Set<string>()];
  const hashes = new Map<string, string>();
  // What cannot be read, Node cannot load: its import fails.
  const disk = ModuleDisk.create(() => undefined);
  for (const one of packageIdentities(workspaceRoot, packages, disk)) {
    const identity = `${one.version}+${one.sha256.slice(0, 16)}`;
    byName.set(one.name, [...(byName.get(one.name) ?? []), identity]);
    for (const file of one.files) files.add(inWorkspace(workspaceRoot, file));
    for (const [file, hash] of one.hashes) hashes.set(inWorkspace(workspaceRoot, file), hash);
    for (const place of one.lookups) lookups.add(inWorkspace(workspaceRoot, place));
  }
  const versions = [...byName].map(([name, all]) => [name, [...new Set(all)].sort(compareText).join(', ')] as const);
  return {
    packages: {
      key,
      versions: Object.fromEntries(versions.sort(([a], [b]) => compareText(a, b))),
      files: [...files].sort(compareText),
      lookups: [...lookups].sort(compareText),
      links: [...disk.looks].filter(([, found]) => linkTarget(found) !== undefined),
    },
    hashes,
  };
}

function hashesIn(index: IndexFile, files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    files.flatMap((file) => {
      const at = index.find(file);
      return at === undefined ? [] : [[file, index.sha256(at)] as const];
    }),
  );
}

function inWorkspace(workspaceRoot: string, path: string): string {
  return isAbsolute(path) ? relative(workspaceRoot, path).replaceAll('\\', '/') : path;
}

function isUnchanged(workspaceRoot: string, { packages, index, written }: KnownTools): boolean {
  const isSame = (file: string): boolean => {
    const [at, stat] = [index.find(file), statOrNothing(join(workspaceRoot, file))];
    return at !== undefined && stat !== undefined && index.agrees(at, stat) && index.touched(at) < written;
  };
  return (
    packages.files.every(isSame) &&
    packages.lookups.every((place) => statOrNothing(join(workspaceRoot, place)) === undefined) &&
    differing(packages.links).length === 0
  );
}
