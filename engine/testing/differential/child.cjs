// Child process of the differential test. Each request runs in a new thread without loaded workspace modules. With
// DIFFERENTIAL_INLINE it runs in the process itself, once: for runs that are killed. With DIFFERENTIAL_KEEP one thread
// serves many requests: for workspaces with unique paths.
//
// DIFFERENTIAL_MUTATION breaks the engine on purpose, to check that the test detects it: JSON with a file below dist/,
// a regular expression and its replacement.
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Worker, isMainThread, parentPort } = require('node:worker_threads');

if (process.env.DIFFERENTIAL_MUTATION) mutate(JSON.parse(process.env.DIFFERENTIAL_MUTATION));

/** Requests per kept thread: modules of all its workspaces stay loaded. */
const MOST_ASKED = 50;

/** Most threads end before their first garbage collection. */
const LIMITS = { maxYoungGenerationSizeMb: 64 };

if (!isMainThread) {
  const env = { ...process.env };
  // Keeps the thread alive while the engine waits for its own threads.
  parentPort?.on('message', (asked) => {
    for (const name of Object.keys(process.env)) delete process.env[name];
    Object.assign(process.env, env);
    void run(asked).then((answer) => parentPort?.postMessage(answer));
  });
} else {
  process.on('message', (/** @type {any} */ { id, ...asked }) => {
    const answered = process.env.DIFFERENTIAL_INLINE ? run(asked) : inThread(asked);
    void answered.then((answer) => process.send?.({ id, ...answer }));
  });
}

/** @type {{ worker: Worker, asked: number } | undefined} */
let kept;

/** @param {any} asked */
async function run(asked) {
  try {
    return { answer: await require('./engine.cjs').answer(asked) };
  } catch (error) {
    return { error: String(/** @type {Error} */ (error).stack) };
  }
}

/** @returns {{ worker: Worker, asked: number }} */
function newThread() {
  const thread = { worker: new Worker(__filename, { env: { ...process.env }, resourceLimits: LIMITS }), asked: 0 };
  thread.worker.once('exit', () => {
    if (kept === thread) kept = undefined;
  });
  return thread;
}

/** @param {any} asked @returns {Promise<any>} */
function inThread(asked) {
  return new Promise((resolve) => {
    const thread = kept ?? newThread();
    kept = process.env.DIFFERENTIAL_KEEP && ++thread.asked < MOST_ASKED ? thread : undefined;
    const { worker } = thread;
    const isKept = kept !== undefined;
    let answer = {};
    const settle = () => {
      worker.off('message', answered).off('error', failed).off('exit', ended);
      resolve(answer);
    };
    const answered = (/** @type {any} */ message) => {
      answer = message;
      if (isKept) settle();
      else void worker.terminate();
    };
    const failed = (/** @type {Error} */ error) => (answer = { error: String(error.stack) });
    const ended = (/** @type {number} */ code) => {
      answer = { error: `the thread ended with code ${code}`, ...answer };
      settle();
    };
    worker.on('message', answered).on('error', failed).on('exit', ended);
    worker.postMessage(asked);
  });
}

/** @param {{ file: string, from: string, to: string }} mutation */
function mutate({ file, from, to }) {
  const changed = join(__dirname, '../../../dist', file);
  const extensions = /** @type {any} */ (Module)._extensions;
  const load = extensions['.js'];
  extensions['.js'] = (/** @type {any} */ module, /** @type {string} */ path) => {
    if (path !== changed) return load(module, path);
    const text = readFileSync(path, 'utf8');
    if (text.match(new RegExp(from, 'g'))?.length !== 1) throw new Error(`${file} does not have ${from} once`);
    return module._compile(text.replace(new RegExp(from), to), path);
  };
}
