import { resolve, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostics/diagnostic';

const OWN_CODE = resolve(__dirname, '..', '..') + sep;

/**
 * Watches which CommonJS modules of the workspace are loaded from now on. A module that is found by a name
 * computed at run time is in no fingerprint and in no list of inputs: a change of it would go unnoticed, so
 * it is an error. ES modules keep no list that could be asked.
 *
 * @returns a function that tells of those loaded since that are not among the known files
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
        message: 'a module of this target loads this file by a computed name, so a change of it would go unnoticed',
        file,
        hint: 'import it by a literal name',
      }));
}
