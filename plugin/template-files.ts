import { isTemplateModule, isTypeDeclaration } from '../modules/template-module';
import { globsMeet } from '../state/glob-meet';

/** The options whose globs may match modules as well as Handlebars texts. */
export const TEMPLATE_OPTIONS = ['templates', 'partials'] as const;

const MODULES = ['**/*.js', '**/*.cjs', '**/*.mjs', '**/*.ts', '**/*.cts', '**/*.mts'];

/** True if a glob of templates may match modules. */
export function mayBeModules(glob: string): boolean {
  return !/\.(?:hbs|handlebars)$/.test(glob) && MODULES.some((module) => globsMeet(glob, module));
}

/**
 * The modules that globs of templates match; relative to the workspace, sorted.
 *
 * @param excludes globs of files to leave out
 */
export function findTemplateModules(
  workspaceRoot: string,
  includes: readonly string[],
  excludes: readonly string[],
): readonly string[] {
  const { globSync } = require('fast-glob') as typeof import('fast-glob');
  const found = globSync([...includes], {
    cwd: workspaceRoot,
    onlyFiles: true,
    followSymbolicLinks: false,
    suppressErrors: true,
    ignore: ['**/node_modules/**', '**/.git/**', ...excludes],
  });
  return found.filter((path) => isTemplateModule(path) && !isTypeDeclaration(path)).sort();
}
