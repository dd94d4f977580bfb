'use strict';
// openapi-typescript-codegen by its API, over the document of the current folder: models alone, and the document
// parsed before, which spares it looking for references into other files.
const { readFileSync } = require('node:fs');
const { generate } = require('openapi-typescript-codegen');

generate({
  input: JSON.parse(readFileSync('api.json', 'utf8')),
  output: 'out',
  useUnionTypes: true,
  exportCore: false,
  exportServices: false,
  exportSchemas: false,
}).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
