// Loaded before the command line: the project graph comes from a file that the test has made once for all rows, because
// loading Nx for it takes longer than what a row does. Asked again, as after a change of a workflow file, Nx makes it.
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
          // A process that `watch` forks looks the options up anew.
          const isFirst = (!isAsked && process.send === undefined) || process.env.GRAPH_ALWAYS;
          isAsked = true;
          return isFirst ? JSON.parse(readFileSync(process.env.GRAPH_FILE, 'utf8')) : real()[name](...args);
        };
      },
    },
  );
};
