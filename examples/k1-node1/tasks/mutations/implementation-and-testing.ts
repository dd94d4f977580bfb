import type { Breakage } from '../testing/breakable-library';
import type { BrokenFiles } from '../testing/broken-files';
import { EXAMPLE, PRISM, STATIC } from '../testing/small-library';

/** Tasks 9 to 15. */

const LANGUAGE = `${EXAMPLE}/language`;
const PARAMETERS = `${LANGUAGE}/parameters.json`;
const INDEX = `${PRISM}/build/pattern-recognition/pattern-index.json`;
const SPECS = `${PRISM}/build/pattern-recognition/specs.json`;
const MODULE = `${PRISM}/build/code-generation/ts/prism.mjs`;
const FIXTURES = `${LANGUAGE}/build/test-framework/fixtures.json`;
const BUILD = `${EXAMPLE}/build`;
const OPENAPI = `${BUILD}/api-layer-implementation/openapi.json`;
const ERRORS = `${EXAMPLE}/errors.json`;

const broken =
  (task: string) =>
  (name: string, apply: (files: BrokenFiles) => void, says: string): Breakage => ({ task, name, apply, says });
const api = broken('api-layer-implementation');
const database = broken('database-integration');
const unit = broken('unit-test-suite');
const integration = broken('integration-testing');
const errors = broken('error-handling');
const documentation = broken('api-documentation');
const guide = broken('architecture-guide');

/** Changes the only pattern of a family's index. */
const indexed = (change: (pattern: any) => void) => (files: BrokenFiles) =>
  files.json(INDEX, ({ patterns }) => change(patterns[0]));

const parameter = (id: string, change: (one: any) => void) => (files: BrokenFiles) =>
  files.json(PARAMETERS, ({ parameters }) => change(parameters.find((one: any) => one.id === id)));

const rendered = (from: string, to: string) => (files: BrokenFiles) => files.edit(MODULE, from, to);

export const implementationAndTesting: readonly Breakage[] = [
  api(
    'a default that is a text',
    parameter('speed', (one) => (one.default = '0.5')),
    `${OPENAPI} error /components/schemas/Parameters/properties/speed `,
  ),
  api(
    'half a default for a whole number',
    parameter('palette_id', (one) => (one.default = 0.5)),
    `${OPENAPI} error /components/schemas/Parameters/properties/palette_id `,
  ),
  api(
    'a kind of parameter that does not exist',
    parameter('speed', (one) => (one.kind = 'flaot')),
    `${PARAMETERS} error parameter speed: there is no kind "flaot"`,
  ),
  api(
    'a description that ends its comment',
    parameter('speed', (one) => (one.doc = 'Fast. */ export const speed = 1; /* Slow.')),
    `${BUILD}/api-layer-implementation/api.mts:`,
  ),
  api('an index without its patterns', (files) => files.write(INDEX, '{}'), `${INDEX} error `),
  api(
    'the index of another family',
    (files) => files.copy(`${STATIC}/build/pattern-recognition/pattern-index.json`, INDEX),
    `${INDEX} error `,
  ),
  api('an index that is empty', (files) => files.write(INDEX, '{ "patterns": [] }'), `${INDEX} error `),
  database(
    'a count of edges that is none',
    indexed((pattern) => (pattern.edges = 999)),
    'error pattern prism.edges is not read back as it was written',
  ),
  database(
    'node types that no node has',
    indexed((pattern) => (pattern.nodeTypes = ['Trail'])),
    'error pattern prism.nodeTypes is not read back as it was written',
  ),
  database(
    'a size that is negative',
    indexed((pattern) => (pattern.stateBytes = -5)),
    'error a row was refused: pattern ("prism"',
  ),
  database(
    'a symmetry as it is spelt elsewhere',
    indexed((pattern) => (pattern.symmetry = 'center')),
    'error a row was refused: pattern ("prism"',
  ),
  database(
    'a misspelt property',
    indexed((pattern) => {
      pattern.symetry = pattern.symmetry;
      delete pattern.symmetry;
    }),
    'prism',
  ),
  database(
    'an index that is cut off',
    (files) => files.write(INDEX, files.read(INDEX).slice(0, 300)),
    `${INDEX} error `,
  ),
  unit(
    'a list of modules that leaves one out',
    (files) => files.write(`${PRISM}/build/code-generation/ts/index.mjs`, 'export {};\n'),
    `${MODULE} error `,
  ),
  unit(
    'fixtures without a frame',
    (files) =>
      files.json(FIXTURES, ({ audio }) => {
        for (const kind of Object.keys(audio)) audio[kind] = [];
      }),
    `${FIXTURES} error `,
  ),
  unit(
    'fixtures without parameters',
    (files) => files.json(FIXTURES, ({ parameters }) => Object.assign(parameters, { full: [], single: [] })),
    `${FIXTURES} error `,
  ),
  unit('a module that is cut off', (files) => files.write(MODULE, files.read(MODULE).slice(0, 1500)), `${MODULE}:`),
  unit(
    'a renderer that draws somewhere else',
    rendered('return leds;', 'const other = leds.slice(); leds.fill(0); return other;'),
    `${MODULE} error prism: `,
  ),
  unit(
    'a renderer that sets its own parameters',
    rendered('return leds;', 'parameters.speed = 0.5; return leds;'),
    `${MODULE} error prism: `,
  ),
  unit(
    'a renderer that changes the audio',
    rendered('return leds;', 'audio.spectrogram_smooth[0] = 0.5; return leds;'),
    `${MODULE} error prism: `,
  ),
  unit(
    'a runtime with a tenth of the LEDs',
    (files) => files.edit(`${PRISM}/build/code-generation/ts/runtime.mjs`, 'LED_COUNT = 160', 'LED_COUNT = 16'),
    `error prism: `,
  ),
  integration(
    'an index that declares another symmetry than the code',
    indexed((pattern) => (pattern.symmetry = 'none')),
    'error patterns: prism: ',
  ),
  integration(
    'an index that keeps quiet about what is remembered',
    indexed((pattern) => (pattern.stateful = true)),
    'error patterns: prism: ',
  ),
  integration(
    'a database that is a text',
    (files) => files.write(`${BUILD}/database-integration/patterns.sqlite`, 'SELECT 1;\n'),
    `${BUILD}/database-integration/patterns.sqlite`,
  ),
  integration(
    'an operation that is gone from the description and not from the client',
    (files) => files.json(OPENAPI, ({ paths }) => delete paths['/selection']),
    'getSelection',
  ),
  integration(
    'changes of parameters that may go further than the parameters',
    (files) =>
      files.json(OPENAPI, ({ components }) => (components.schemas.ParameterChanges.properties.speed.maximum = 2)),
    'speed',
  ),
  integration(
    'a page of error codes that is not there',
    (files) => files.remove(`${BUILD}/error-handling/error-codes.md`),
    `${BUILD}/error-handling/error-codes.md error it is missing`,
  ),
  errors(
    'a code in a constant',
    (files) =>
      files.write('state/odd.ts', `const ODD = 'odd-state';\nexport const problem = { code: ODD, message: 'odd' };\n`),
    'state/odd.ts:1:13 error code "odd-state" is not in',
  ),
  errors(
    'a code that is put together',
    (files) => files.write('state/odd.ts', `export const problem = { code: 'odd-' + 'state', message: 'odd' };\n`),
    'state/odd.ts:1:32 error code "odd-state" is not in',
  ),
  errors(
    'a code that is assigned',
    (files) => files.write('state/odd.ts', `export class Odd extends Error {\n  readonly code = 'odd-state';\n}\n`),
    'state/odd.ts:2:19 error code "odd-state" is not in',
  ),
  errors(
    'a code that is registered twice',
    (files) => files.edit(ERRORS, '"cycle":', '"cycle": "Something else.",\n        "cycle":'),
    `${ERRORS}:`,
  ),
  errors(
    'a code without a meaning',
    (files) => files.json(ERRORS, ({ areas }) => (areas[0].codes['cycle'] = '')),
    `${ERRORS} error `,
  ),
  errors(
    'a meaning that ends its comment',
    (files) => files.json(ERRORS, ({ areas }) => (areas[0].codes['cycle'] = 'A circle. */ evil: /*')),
    `${ERRORS} error `,
  ),
  errors(
    'a throw with the name of a code in a comment',
    (files) =>
      files.edit(
        MODULE.replace('.mjs', '.mts'),
        '  return leds;',
        `  if (leds[0] > 2) throw new Error('dark' /* like 'cycle' */);\n  return leds;`,
      ),
    'error generated code throws without a registered code: ',
  ),
  documentation(
    'a pattern without tests',
    (files) => files.write(`${PRISM}/build/unit-test-suite/unit-results.json`, '{ "tests": [] }'),
    `${PRISM}/build/unit-test-suite/unit-results.json error `,
  ),
  documentation(
    'tests that failed',
    (files) =>
      files.json(`${BUILD}/integration-testing/integration-results.json`, ({ tests }) => (tests[0].passed = false)),
    `${BUILD}/integration-testing/integration-results.json error `,
  ),
  documentation(
    'a picture that is empty',
    (files) => files.write(`${PRISM}/build/pattern-pictures/pictures/prism-music.png`, ''),
    `${PRISM}/build/pattern-pictures/pictures/prism-music.png error `,
  ),
  documentation(
    'a pattern that nobody has drawn',
    (files) => files.write(`${PRISM}/build/pattern-pictures/pictures.json`, '{ "pictures": [] }'),
    `${PRISM}/build/pattern-pictures/pictures.json error `,
  ),
  documentation('no specs', (files) => files.write(SPECS, '{}'), `${SPECS} error `),
  documentation(
    'a sentence with a link that runs code',
    (files) => files.json(SPECS, ({ prism }) => (prism.summary = 'A [click](javascript:alert(1)) away.')),
    `${BUILD}/api-documentation/patterns/prism.md:`,
  ),
  documentation(
    'a sentence with an element that runs code',
    (files) =>
      files.json(SPECS, ({ prism }) => (prism.summary = 'A <details ontoggle="alert(1)" open>look</details> away.')),
    `${BUILD}/api-documentation/patterns/prism.md:`,
  ),
  documentation(
    'a page that is empty',
    (files) => files.write(`${EXAMPLE}/documents/pattern.md.hbs`, ''),
    `${BUILD}/api-documentation/patterns/prism.md`,
  ),
  guide(
    'specs of another day: a node is gone that the index has',
    (files) => files.json(INDEX, ({ patterns }) => patterns[0].nodes.push({ id: 'ghost', type: 'Add', reads: [] })),
    `${SPECS} error `,
  ),
  guide(
    'a category that leads out of the folder',
    (files) =>
      files.json(`${LANGUAGE}/build/architecture-analysis/node-tables.json`, ({ types }) =>
        types.forEach((type: any) => (type.category = '../../outside')),
      ),
    'outside',
  ),
  guide('no specs', (files) => files.write(SPECS, '{}'), `${SPECS} error `),
  guide(
    'a template with a misspelt name',
    (files) => files.edit(`${EXAMPLE}/documents/guide.md.hbs`, '{{typeCount}}', '{{typesCount}}'),
    `${EXAMPLE}/documents/guide.md.hbs`,
  ),
  guide(
    'a guide that is empty',
    (files) => files.write(`${EXAMPLE}/documents/guide-nodes.md.hbs`, ''),
    `${BUILD}/architecture-guide/nodes/`,
  ),
];
