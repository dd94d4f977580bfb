// @ts-check
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Runs the code generation executor in this process, as Nx would for a project of the example.
 *
 * @param {Record<string, unknown>} options of the executor
 * @param {string} projectRoot
 * @returns {Promise<{ success: boolean, output: string, report?: any }>}
 */
export async function generate(options, projectRoot) {
  // By name, and so from wherever the package is installed.
  const engine = /** @type {any} */ (require('nx-workflow/dist/executors/codegen/run-target.js'));
  return engine.runTarget(options, {
    root: resolve('.'),
    projectName: 'k1',
    projectsConfigurations: { version: 2, projects: { k1: { root: projectRoot } } },
  });
}
