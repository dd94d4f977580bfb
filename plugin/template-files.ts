import { isTemplateModule, isTypeDeclaration } from '../modules/template-module';
import { globsMeet } from '../state/glob-meet';

/** The options whose globs may select modules, beside texts. */
export const TEMPLATE_OPTIONS = ['templates', 'partials'] as const;

/** A name of each kind of module. */
const MODULES = ['**/*.js', '**/*.cjs', '**/*.mjs', '**/*.ts', '**/*.cts', '**/*.mts'];

/** Whether a glob of templates may select modules. */
export function mayBeModules(glob: string): boolean {
  return !/\.(?:hbs|handlebars)$/.test(glob) && MODULES.some((module) => globsMeet(glob, module));
}

/**
 * The modules that globs of templates select; relative to the workspace, sorted.
 *
 * @param leaves globs of files to leave out
 */
export function findTemplateModules(
  workspaceRoot: string,
  takes: readonly string[],
  leaves: readonly string[],
): readonly string[] {
  const { globSync } = require('fast-glob') as typeof import('fast-glob');
  const found = globSync([...takes], {
    cwd: workspaceRoot,
    onlyFiles: true,
    followSymbolicLinks: false,
    suppressErrors: true,
    ignore: ['**/node_modules/**', '**/.git/**', ...leaves],
  });
  return found.filter((path) => isTemplateModule(path) && !isTypeDeclaration(path)).sort();
}
