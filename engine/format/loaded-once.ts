import { join } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { ModuleDisk } from '../../modules/module-disk';
import { resolveModule } from '../../modules/resolve-module';
import { isPackagePart } from '../graph/format-leaves';
import type { FormatterInput } from './formatter';

/** What this thread has loaded that it cannot load again, by absolute path: its version or hash then. */
const loaded = new Map<string, string>();

/**
 * Notes what a formatter is about to load, and says where it is another one than this thread has loaded before: a process
 * that lives on would format by the old one.
 *
 * @param from a place in the folder whose packages are loaded, absolute
 */
export function loadedOnce({ settings, modules, format }: FormatterInput, from: string): Diagnostic | undefined {
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
        hint: 'run the command anew: code is loaded once in a process',
      };
    }
    loaded.set(path, version);
  }
  return undefined;
}
