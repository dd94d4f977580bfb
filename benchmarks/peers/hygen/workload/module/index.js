'use strict';
// hygen asks this for the template's variables: here, the spec instead of answers to prompts.
const { readFileSync } = require('node:fs');

module.exports = {
  params: ({ args }) => ({ out: 'out', spec: JSON.parse(readFileSync(args.file, 'utf8')) }),
};
