// A process that does what the differential test asks for, each time in a new thread, in which no module of the
// workspace has been loaded yet. With DIFFERENTIAL_INLINE in the process itself, once: for a run that is to be killed.
//
// DIFFERENTIAL_MUTATION leaves something out of the engine on purpose, to see the test find it: JSON with a file
// below dist/, a text in it and what replaces that.
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');

if (process.env.DIFFERENTIAL_MUTATION) mutate(JSON.parse(process.env.DIFFERENTIAL_MUTATION));

if (!isMainThread) {
  // Stays alive while the engine waits for threads of its own.
  parentPort?.on('message', () => undefined);
  void run(workerData).then((answer) => parentPort?.postMessage(answer));
} else {
  process.on('message', (/** @type {any} */ { id, ...asked }) => {
    const answered = process.env.DIFFERENTIAL_INLINE ? run(asked) : inThread(asked);
    void answered.then((answer) => process.send?.({ id, ...answer }));
  });
}

/** @param {any} asked */
async function run(asked) {
  try {
    return { answer: await require('./engine.cjs').answer(asked) };
  } catch (error) {
    return { error: String(/** @type {Error} */ (error).stack) };
  }
}

/** @param {any} asked @returns {Promise<any>} */
function inThread(asked) {
  return new Promise((resolve) => {
    const env = { ...process.env, ...asked.env };
    const worker = new Worker(__filename, { workerData: asked, env });
    let answer = {};
    worker.once('message', (message) => {
      answer = message;
      void worker.terminate();
    });
    worker.once('error', (error) => (answer = { error: String(error.stack) }));
    worker.once('exit', (code) => resolve({ error: `the thread ended with code ${code}`, ...answer }));
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
    if (!text.includes(from)) throw new Error(`${file} does not have ${from}`);
    return module._compile(text.replaceAll(from, to), path);
  };
}
