// Calls the functions of the built package for the differential test, in this thread, in the order check, explain, run,
// check.
const { join } = require('node:path');

const DIST = join(__dirname, '../../../dist');

/**
 * @typedef {object} Asked
 * @property {any} options of the codegen target
 * @property {any} context that of the executor
 * @property {Record<string, string>} env
 * @property {boolean} looks whether the preview commands look before the run, and at its end
 */

/** @param {Asked} asked */
async function answer({ options, context, env, looks }) {
  Object.assign(process.env, env);
  const before = looks ? await look(options, context, env) : undefined;
  const { runTarget } = require(join(DIST, 'executors/codegen/run-target.js'));
  const { success, output } = await runTarget(options, context);
  const after = looks && success ? await look(options, context, env) : undefined;
  return { before, success, output, after };
}

/**
 * The results of `check` and `explain`.
 *
 * @param {any} options @param {any} context @param {Record<string, string>} env
 */
async function look(options, context, env) {
  const { resolveSettings } = require(join(DIST, 'engine/settings.js'));
  const { loadGraph } = require(join(DIST, 'engine/graph/load-graph.js'));
  const { declaredFor } = require(join(DIST, 'executors/codegen/target-context.js'));
  const { compareRun } = require(join(DIST, 'engine/compare-run.js'));
  const { explainRun } = require(join(DIST, 'engine/graph/explain.js'));
  const settings = resolveSettings(options, {
    workspaceRoot: context.root,
    projectRoot: '.',
    projectName: context.projectName,
    env: { ...process.env, ...env },
  });
  const declared = declaredFor(context);
  const prepared = Array.isArray(settings) ? settings : await loadGraph(settings, declared);
  if (Array.isArray(prepared)) return { findings: prepared.map(({ message }) => message), stale: [], due: [] };
  const found = await compareRun(prepared, { declared });
  return {
    /** Problems of the inputs. */
    findings: found.filter((one) => 'severity' in one).map(({ message }) => message),
    /** Stale files, from `check`. */
    stale: found.filter((one) => !('severity' in one)).map(({ path, why }) => `${path ?? 'a new file'}: ${why}`),
    /** Due files, from `explain`. */
    due: explainRun(prepared)
      .filter(({ action }) => action !== 'fresh' && action !== 'skip')
      .map(({ path, action, from, pattern, reasons }) => ({
        path: path ?? null,
        action,
        from,
        pattern,
        reasons: [...reasons],
      })),
  };
}

module.exports = { answer };
