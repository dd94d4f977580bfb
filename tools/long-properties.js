// Loaded by jest under `npm run test:long`. A property that names its own number of runs keeps it.
const { configureGlobal } = require('fast-check');

configureGlobal({ numRuns: 5000 });
