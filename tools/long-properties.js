// Loaded by jest under `npm run test:long`. A property with an explicit number of runs keeps it.
const { configureGlobal } = require('fast-check');

configureGlobal({ numRuns: 5000 });
