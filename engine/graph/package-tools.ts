import { isAbsolute, join, relative } from 'node:path';
import type { PackageImports } from '../../modules/import-closure';
import { linkTarget } from '../../modules/path-state';
import { ModuleDisk } from '../../modules/module-disk';
import { resolutionSettings } from '../../modules/node-conditions';
import { packageIdentities } from '../../modules/package-identity';
import { compareText } from '../../diagnostics/diagnostic';
import { canonicalJson, sha256 } from '../../state/hash';
import type { IndexFile, PackageTools } from './index-file';
import { statOrNothing } from './stat';
import { changedPaths } from './observed-paths';

/** Packages as recorded in an index. */
interface RecordedPackages {
  readonly packages: PackageTools;
  readonly index: IndexFile;
  /** Milliseconds since 1970 by the file system's clock. Entries of files touched later are not trusted. */
  readonly written: number;
}

/** Packages that modules import (`packages`), and those that commands and the formatter load (`toolPackages`). */
export interface RecordedToolPackages extends RecordedPackages {
  readonly toolPackages: PackageTools;
}

const NONE: PackageTools = { key: '', versions: {}, files: [], lookups: [], links: [] };

/** Packages, with the sha256 by path of the files from which they were identified. */
export interface FoundPackages {
  readonly packages: PackageTools;
  readonly hashes: ReadonlyMap<string, string>;
}

/** Identifies packages. Those of the last run are reused if a stat of each file shows no change. */
export function packageTools(
  workspaceRoot: string,
  packages: readonly PackageImports[],
  known: RecordedPackages | undefined,
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
  // Ignore unreadable files: Node cannot load them either, so the import fails.
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
      links: [...disk.lookups].filter(([, found]) => linkTarget(found) !== undefined),
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

function isUnchanged(workspaceRoot: string, { packages, index, written }: RecordedPackages): boolean {
  const isSame = (file: string): boolean => {
    const [at, stat] = [index.find(file), statOrNothing(join(workspaceRoot, file))];
    return at !== undefined && stat !== undefined && index.agrees(at, stat) && index.touched(at) < written;
  };
  return (
    packages.files.every(isSame) &&
    packages.lookups.every((place) => statOrNothing(join(workspaceRoot, place)) === undefined) &&
    changedPaths(packages.links).length === 0
  );
}
