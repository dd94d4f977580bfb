import { join, posix, relative } from 'node:path';
import { compareText } from '../diagnostics/diagnostic';
import { canonicalJson, sha256 } from '../state/hash';
import { readRegular } from '../state/regular-file';
import { type FormatterName, formatterPackage } from './formatter-name';
import { CONFIGURATION_NAMES, foldersAround } from './formatter-files';
import { namesInConfiguration, type ConfigurationNames } from './format-configuration-names';
import type { PackageImports } from './import-closure';
import { isInside, toPosix } from './paths';
import type { Lookups } from './path-state';
import { ModuleDisk } from './module-disk';
import { packageName } from './resolve-module';
import type { ModuleImport } from './scan-imports';

/** The files that affect the output of a formatter of the workspace. */
export interface FormatConfiguration {
  /** Configuration files without code, sorted; relative to the workspace, like all paths here. */
  readonly files: readonly string[];
  /** Configuration files with code, and local plugins; sorted. */
  readonly scripts: readonly string[];
  /** By the path of a package.json with configuration: the sha256 of that part. */
  readonly packageParts: ReadonlyMap<string, string>;
  /** The formatter, and the plugins and shared configurations in its configuration. */
  readonly packages: readonly PackageImports[];
  /** sha256 by path of the files that were read. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Lookups of configuration files, each of which may be created later. */
  readonly lookups: Lookups;
}

const SCRIPT = /\.[cm]?[jt]s$/;

/** Searches the output folder's parent folders. Loads no formatter and runs no code. */
export function formatConfiguration(
  workspaceRoot: string,
  formatter: FormatterName,
  outputDir: string,
): FormatConfiguration {
  // The formatter itself reports unreadable files.
  const disk = ModuleDisk.create(() => undefined);
  const root = disk.real(workspaceRoot);
  const files = new Set<string>();
  const scripts = new Set<string>();
  const packageParts = new Map<string, string>();
  const packages = new Map<string, PackageImports>();
  const hashes = new Map<string, string>();
  const addPackage = (from: string, imports: readonly ModuleImport[]): void => {
    const name = packageName(imports[0]!.specifier);
    const known = packages.get(`${name}\n${from}`)?.imports ?? [];
    packages.set(`${name}\n${from}`, { name, from, imports: [...known, ...imports] });
  };
  const addNames = (file: string, { plugins, extended }: ConfigurationNames): void => {
    const folder = posix.dirname(file);
    for (const specifier of [...plugins, ...extended]) {
      if (!specifier.startsWith('.')) {
        addPackage(folder, importedAndRequired(specifier));
        continue;
      }
      const path = toPosix(relative(root, disk.real(join(root, folder, specifier))));
      if (!disk.isFile(join(root, path)) || !isInside(root, join(root, path))) continue;
      if (SCRIPT.test(path)) scripts.add(path);
      else addFile(path);
    }
  };
  const addFile = (path: string): void => {
    if (files.has(path) || scripts.has(path)) return;
    (SCRIPT.test(path) ? scripts : files).add(path);
    if (posix.basename(path) === '.editorconfig') return;
    const bytes = bytesOrNothing(join(root, path));
    if (bytes === undefined) return;
    if (!SCRIPT.test(path)) hashes.set(path, sha256(bytes));
    addNames(path, namesInConfiguration(formatter, path, bytes.toString('utf8')));
  };
  addPackage(posix.dirname(outputDir), entriesOf(formatter));
  for (const folder of foldersAround(outputDir)) {
    for (const name of CONFIGURATION_NAMES[formatter])
      if (disk.isFile(join(root, folder, name))) addFile(posix.join(folder, name));
    if (formatter !== 'prettier') continue;
    const json = disk.packageJson(join(root, folder));
    const part: unknown = json !== undefined && json !== 'unreadable' && 'prettier' in json ? json.prettier : undefined;
    if (part === undefined || part === null) continue;
    const path = posix.join(folder, 'package.json');
    packageParts.set(path, sha256(canonicalJson(part)));
    addNames(path, namesInConfiguration(formatter, '.prettierrc.json', JSON.stringify(part)));
  }
  return {
    files: [...files].sort(compareText),
    scripts: [...scripts].sort(compareText),
    packageParts,
    packages: [...packages].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one),
    hashes,
    lookups: disk.lookups,
  };
}

function bytesOrNothing(path: string): Buffer | undefined {
  try {
    return readRegular(path);
  } catch {
    return undefined;
  }
}

/** The imports of a formatter's package. Biome's binary has the same version as its package. */
function entriesOf(formatter: FormatterName): ModuleImport[] {
  const name = formatterPackage(formatter);
  if (formatter === 'biome') return [{ specifier: `${name}/bin/biome`, kind: 'require' }];
  return importedAndRequired(name);
}

function importedAndRequired(specifier: string): ModuleImport[] {
  return (['import', 'require'] as const).map((kind) => ({ specifier, kind }));
}
