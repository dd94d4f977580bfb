import type { Diagnostic } from '../../diagnostics/diagnostic';
import { isPackagePart } from '../graph/format-leaves';
import type { FormatterInput } from './formatter';

/** What this thread has loaded that it cannot load again, by folder and name: its version or hash then. */
const loaded = new Map<string, string>();

/**
 * Notes what a formatter is about to load, and says where it is another one than this thread has loaded before: a process
 * that lives on would format by the old one.
 */
export function loadedOnce({ settings, modules, format }: FormatterInput): Diagnostic | undefined {
  const packages = format.tools.filter((name) => !isPackagePart(name));
  const scripts = format.files.filter((file) => /\.[cm]?[jt]s$/.test(file));
  const now: readonly (readonly [name: string, version: string])[] = [
    ...packages.map((name) => [`the package "${name}"`, format.versions[name] ?? ''] as const),
    ...scripts.map((file) => [`the file ${file}, which formatting loads,`, modules.hashes[file] ?? ''] as const),
  ];
  for (const [what, version] of now) {
    const path = `${settings.workspaceRoot} ${what}`;
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
