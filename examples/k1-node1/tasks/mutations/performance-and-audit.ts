import type { Breakage } from '../testing/breakable-library';
import type { BrokenFiles } from '../testing/broken-files';
import { EXAMPLE, PRISM } from '../testing/small-library';
import { broken } from './broken';

/** Tasks 16 and 17. */

const BUDGETS = `${EXAMPLE}/budgets.json`;
const BASELINE = `${EXAMPLE}/performance-baseline.json`;
const FIXTURES = `${EXAMPLE}/language/build/test-framework/fixtures.json`;
const GENERATED = `${PRISM}/build/code-generation`;
const TYPESCRIPT = `${GENERATED}/ts/prism.mts`;
const CPP = `${GENERATED}/cpp/prism.cpp`;

const performance = broken('performance-testing');
const audit = broken('security-audit');

/** Inserts a line of TypeScript at the start of `render`. */
const inTypeScript = (line: string) => (files: BrokenFiles) =>
  files.edit(TYPESCRIPT, '): Float32Array {\n', `): Float32Array {\n${line}\n`);
const inCpp = (line: string) => (files: BrokenFiles) =>
  files.edit(CPP, 'float* leds) {\n', `float* leds) {\n${line}\n`);

export const performanceAndAudit: readonly Breakage[] = [
  performance(
    'a baseline that is far too slow',
    (files) => files.json(BASELINE, ({ typescript }) => (typescript.prism = 1e9)),
    `prism error its typescript `,
  ),
  performance(
    'a null baseline',
    (files) => files.json(BASELINE, ({ typescript }) => (typescript.prism = null)),
    `${BASELINE} error `,
  ),
  performance(
    'fixtures without a frame',
    (files) => files.json(FIXTURES, (fixtures) => (fixtures.audio = {})),
    `${FIXTURES} error `,
  ),
  performance(
    'a duplicate budget',
    (files) =>
      files.edit(BUDGETS, '"mathCalls": {', '"mathCalls": { "limit": 9, "unit": "", "why": "" },\n    "mathCalls": {'),
    `${BUDGETS}:6:5 error duplicate key "mathCalls"`,
  ),
  performance(
    'an index.mjs without one of the modules',
    (files) => files.write(`${GENERATED}/ts/index.mjs`, 'export {};\n'),
    `${GENERATED}/ts/prism.mjs error `,
  ),
  audit(
    'code in a file of another type',
    (files) => files.write(`${GENERATED}/ts/more.cts`, "require('node:fs');\n"),
    `${GENERATED}/ts/more.cts:1:1 error `,
  ),
  audit(
    'compiled code that differs from its source',
    (files) => files.edit(`${GENERATED}/ts/prism.mjs`, 'return leds;', "fetch('/'); return leds;"),
    `${GENERATED}/ts/prism.mjs:`,
  ),
  audit(
    'a module that re-exports another',
    (files) =>
      files.edit(
        TYPESCRIPT,
        "import * as k1 from './runtime.mjs';",
        "import * as k1 from './runtime.mjs';\nexport * from 'node:fs';",
      ),
    `${TYPESCRIPT}:3:1 error name: `,
  ),
  audit(
    'a Node global that is a parameter elsewhere',
    (files) =>
      files.write(
        TYPESCRIPT,
        files.read(TYPESCRIPT).replace('return leds;', 'fetch(leds[0]); return leds;') +
          '\nexport function idle(fetch: number): number {\n  return fetch;\n}\n',
      ),
    'error call: "fetch" must not be called',
  ),
  audit('an assignment to a parameter', inTypeScript('  parameters.speed = 0.5;'), `${TYPESCRIPT}:33:3 error `),
  audit('an increment of the state', inTypeScript('  ++state.trail.last[0];'), `${TYPESCRIPT}:33:3 error state: `),
  audit(
    'an assignment target in parentheses',
    inTypeScript('  (state.clock.value) = 0;'),
    `${TYPESCRIPT}:33:3 error state: `,
  ),
  audit('a new state in each frame', inTypeScript('  createState();'), `${TYPESCRIPT}:33:3 error call: `),
  audit(
    'recursion',
    inTypeScript('  if (leds[0] > 2) render(frame, parameters, audio, _state, leds);'),
    `${TYPESCRIPT}:33:20 error call: `,
  ),
  audit(
    'a constant bound that is too large',
    inTypeScript('  for (let n = 0; n < 9999999999; n++) leds[0] = 0;'),
    `${TYPESCRIPT}:33:3 error loop: `,
  ),
  audit('C++: an assignment target in parentheses', inCpp('  (state.clock.value) = 0;'), `${CPP}:11:3 error state: `),
  audit('C++: recursion', inCpp('  render(frame, parameters, audio, state, leds);'), `${CPP}:11:3 error call: `),
  audit('C++: a name that is declared elsewhere', inCpp('  int malloc = 0;\n  malloc(3);'), `${CPP}:12:3 error call: `),
  audit(
    'C++: a constant bound that is too large',
    inCpp('  for (int n = 0; n < 2000000000; n++) leds[0] = 0;'),
    `${CPP}:11:3 error loop: `,
  ),
];
