import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { FunctionTemplate, LoadedFunction } from '../templates/function-template';
import { loadModule, type ModuleFiles } from '../user-code/load-module';

/**
 * Loads the modules of function templates; returns the problem of the first that does not load or exports no function.
 */
export async function loadFunctions(
  workspaceRoot: string,
  functions: readonly FunctionTemplate[],
  modules: ModuleFiles,
): Promise<LoadedFunction[] | Diagnostic> {
  const all: LoadedFunction[] = [];
  for (const one of functions) {
    const exports = await loadModule(workspaceRoot, one.file, `${one.kind}s`, modules);
    if ('severity' in exports) return exports as Diagnostic;
    const render = exports['default'];
    if (typeof render !== 'function') return notAFunction(one);
    all.push({ ...one, render: render as LoadedFunction['render'] });
  }
  return all;
}

function notAFunction({ file, kind }: FunctionTemplate): Diagnostic {
  return {
    severity: 'error',
    code: 'module',
    message: `the default export of this module of the option "${kind}s" is not a function`,
    file,
    hint: 'export (data, { path, name, key, source, partial }) => text; a module that is no template must not match the glob',
  };
}
