import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { ModuleDisk } from '../../modules/module-disk';
import { resolveModule } from '../../modules/resolve-module';
import { isPackagePart } from '../graph/format-leaves';
import type { FormatterInput } from './formatter';

/** Version or hash of code that this thread has loaded and cannot load again, by absolute path. */
const loaded = new Map<string, string>();

/**
 * Records the code that a formatter is about to load. Returns an error if this thread has loaded another version
 * before: a long-lived process would format with the old code.
 *
 * @param from absolute path in the folder from which packages are resolved
 */
export function changedCode({ settings, modules, format }: FormatterInput, from: string): Diagnostic | undefined {
  const disk = ModuleDisk.create(() => undefined);
  const placeOf = (specifier: string): string => {
    const found = resolveModule(disk, from, { specifier, kind: 'import' });
    return found.kind === 'file' ? found.path : `${from} ${specifier}`;
  };
  const now: (readonly [path: string, what: string, version: string])[] = [];
  for (const name of format.tools) {
    if (!isPackagePart(name)) now.push([placeOf(name), `the package "${name}"`, format.versions[name] ?? '']);
  }
  for (const file of format.files.filter((path) => /\.[cm]?[jt]s$/.test(path))) {
    const path = join(settings.workspaceRoot, file);
    now.push([path, `the file ${file}, which formatting loads,`, modules.hashes[file] ?? '']);
  }
  for (const [path, what, version] of now) {
    const before = loaded.get(path);
    if (before !== undefined && before !== version) {
      return {
        severity: 'error',
        code: 'module',
        message: `${what} has changed since this process loaded it`,
        hint: 'run the command again: code is loaded once in a process',
      };
    }
    loaded.set(path, version);
  }
  return undefined;
}
