// @ts-check
import { runExecutor } from '@nx/devkit';
import { resolve } from 'node:path';

/**
 * Runs the code generation executor through Nx, without a target in any project.
 *
 * @param {Record<string, unknown>} options of the executor
 * @param {string} projectRoot value of `{projectRoot}` in the options
 * @returns {Promise<boolean>} true if it succeeded; problems are printed
 */
export async function runCodegen(options, projectRoot) {
  const target = { executor: 'nx-workflow:codegen', options };
  const context = {
    root: resolve('.'),
    cwd: resolve('.'),
    isVerbose: false,
    projectsConfigurations: { version: 2, projects: { k1: { root: projectRoot, targets: { generate: target } } } },
    nxJsonConfiguration: {},
    projectGraph: { nodes: {}, dependencies: {} },
  };
  let passed = true;
  for await (const { success } of await runExecutor({ project: 'k1', target: 'generate' }, {}, context)) {
    passed &&= success;
  }
  return passed;
}
