// Runs codegen targets of the built package in a process of its own, one request at a time: worker threads,
// ES modules and Node's own module loader behave there as they do under Nx, and not as in jest.
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
  // A wrong clock, in milliseconds from the right one.
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
