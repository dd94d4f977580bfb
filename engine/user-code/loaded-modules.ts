import { resolve, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';

const OWN_CODE = resolve(__dirname, '..', '..') + sep;

/**
 * Records which CommonJS modules of the workspace are loaded from now on. A module loaded by a computed name is in no
 * fingerprint and not among the inputs, so changes would be missed: it is an error. Loaded ES modules cannot be listed.
 *
 * @returns a function that reports loaded files that are not among the known ones
 */
export function watchLoadedModules(workspaceRoot: string): (known: readonly string[]) => Diagnostic[] {
  const before = new Set(Object.keys(require.cache));
  const root = workspaceRoot + sep;
  return (known) =>
    Object.keys(require.cache)
      .filter((file) => !before.has(file) && file.startsWith(root) && !file.startsWith(OWN_CODE))
      .map((file) => file.slice(root.length).replaceAll('\\', '/'))
      .filter((file) => !file.split('/').includes('node_modules') && !known.includes(file))
      .sort()
      .map((file) => ({
        severity: 'error',
        code: 'computed-import',
        message: 'a module of this target loads this file by a computed name, so changes to it would be missed',
        file,
        hint: 'import it by a literal name',
      }));
}
