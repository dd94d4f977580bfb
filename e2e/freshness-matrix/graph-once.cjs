// Preloaded into the command line: the project graph comes from a file that the test makes once for all rows, because
// loading Nx takes longer than a row. The next request, such as after a change of a workflow file, goes to Nx.
const Module = require('node:module');
const { readFileSync } = require('node:fs');

const load = Module._load;
let isAsked = false;

Module._load = (request, ...more) => {
  if (request !== '@nx/devkit') return load(request, ...more);
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        const real = () => load(request, ...more);
        if (name !== 'createProjectGraphAsync') return real()[name];
        return async (...args) => {
          // A process that `watch` forks reloads the options.
          const isFirst = (!isAsked && process.send === undefined) || process.env.GRAPH_ALWAYS;
          isAsked = true;
          return isFirst ? JSON.parse(readFileSync(process.env.GRAPH_FILE, 'utf8')) : real()[name](...args);
        };
      },
    },
  );
};
