// Child process that runs codegen targets of the built package, one request at a time. Worker threads, ES modules and
// Node's module loader behave here as under Nx, unlike in jest.
const { runTarget } = require('../../dist/executors/codegen/run-target.js');

const { now } = Date;
let last = Promise.resolve();

process.on('message', (request) => {
  last = last.then(() => answer(request));
});

/** @param {any} request */
async function answer({ id, options, context, env, umask, taskHash }) {
  const before = { ...process.env };
  const oldMask = process.umask();
  Object.assign(process.env, env);
  if (umask !== undefined) process.umask(umask);
  // Offset of a wrong clock in milliseconds.
  if (env.NX_WORKFLOW_TEST_CLOCK) Date.now = () => now() + Number(env.NX_WORKFLOW_TEST_CLOCK);
  try {
    const outcome = await runTarget(options, context, taskHash === undefined ? {} : { taskHash });
    process.send?.({ id, outcome, steps: globalThis.fileSystemSteps });
  } catch (error) {
    process.send?.({ id, error: String(/** @type {Error} */ (error).stack) });
  } finally {
    Date.now = now;
    process.umask(oldMask);
    for (const name of Object.keys(env)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
