import type { Breakage } from '../testing/breakable-library';
import type { BrokenFiles } from '../testing/broken-files';
import { EXAMPLE, PRISM, STATIC } from '../testing/small-library';
import { broken } from './broken';

/** Tasks 9 to 12. */

const LANGUAGE = `${EXAMPLE}/language`;
const PARAMETERS = `${LANGUAGE}/parameters.json`;
const INDEX = `${PRISM}/build/pattern-recognition/pattern-index.json`;
const MODULE = `${PRISM}/build/code-generation/ts/prism.mjs`;
const FIXTURES = `${LANGUAGE}/build/test-framework/fixtures.json`;
const BUILD = `${EXAMPLE}/build`;
const OPENAPI = `${BUILD}/api-layer/openapi.json`;

const api = broken('api-layer-implementation', { through: ['api-layer'] });
const description = broken('api-layer-implementation');
const database = broken('database-integration', { through: ['pattern-database'] });
const unit = broken('unit-test-suite');
const integration = broken('integration-testing');

/** Edits the only pattern of a family's index. */
const indexed = (change: (pattern: any) => void) => (files: BrokenFiles) =>
  files.json(INDEX, ({ patterns }) => change(patterns[0]));

const parameter = (id: string, change: (one: any) => void) => (files: BrokenFiles) =>
  files.json(PARAMETERS, ({ parameters }) => change(parameters.find((one: any) => one.id === id)));

const rendered = (from: string, to: string) => (files: BrokenFiles) => files.edit(MODULE, from, to);

export const implementationAndTesting: readonly Breakage[] = [
  api(
    'a default that is a string',
    parameter('speed', (one) => (one.default = '0.5')),
    `${OPENAPI} error /components/schemas/Parameters/properties/speed `,
  ),
  api(
    'a fractional default of an int parameter',
    parameter('palette_id', (one) => (one.default = 0.5)),
    `${OPENAPI} error /components/schemas/Parameters/properties/palette_id `,
  ),
  api(
    'an unknown kind of parameter',
    parameter('speed', (one) => (one.kind = 'flaot')),
    `${PARAMETERS} error parameter speed: there is no kind "flaot"`,
  ),
  api(
    'a description that closes its comment',
    parameter('speed', (one) => (one.doc = 'Fast. */ export const speed = 1; /* Slow.')),
    `${BUILD}/api-layer/api.mts:`,
  ),
  api('an index without its patterns', (files) => files.write(INDEX, '{}'), `${INDEX} error `),
  api(
    'the index of another family',
    (files) => files.copy(`${STATIC}/build/pattern-recognition/pattern-index.json`, INDEX),
    `${INDEX} error `,
  ),
  api('an index that is empty', (files) => files.write(INDEX, '{ "patterns": [] }'), `${INDEX} error `),
  description(
    'a stale description without one of the patterns',
    (files) => files.json(OPENAPI, ({ components }) => components.schemas.PatternId.enum.splice(1)),
    `${OPENAPI} error /components/schemas/PatternId has no "`,
  ),
  database(
    'an invalid number of edges',
    indexed((pattern) => (pattern.edges = 999)),
    'error pattern prism.edges differs after reading it back',
  ),
  database(
    'node types that no node has',
    indexed((pattern) => (pattern.nodeTypes = ['Trail'])),
    'error pattern prism.nodeTypes differs after reading it back',
  ),
  database(
    'a negative size',
    indexed((pattern) => (pattern.stateBytes = -5)),
    'error row rejected: pattern ("prism"',
  ),
  database(
    'an unknown spelling of a symmetry',
    indexed((pattern) => (pattern.symmetry = 'center')),
    'error row rejected: pattern ("prism"',
  ),
  database(
    'a misspelt property',
    indexed((pattern) => {
      pattern.symetry = pattern.symmetry;
      delete pattern.symmetry;
    }),
    'value 4 of the row "prism" is undefined',
  ),
  database(
    'a truncated index',
    (files) => files.write(INDEX, files.read(INDEX).slice(0, 300)),
    `${INDEX}:15:7 error spec-syntax: `,
  ),
  unit(
    'an index.mjs without one of the modules',
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
  unit('a truncated module', (files) => files.write(MODULE, files.read(MODULE).slice(0, 1500)), `${MODULE} error `),
  unit(
    'a renderer that does not write to its output',
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
    'an index with another symmetry than the code',
    indexed((pattern) => (pattern.symmetry = 'none')),
    'error patterns: prism: ',
  ),
  integration(
    'an index that omits the state',
    indexed((pattern) => (pattern.stateful = true)),
    'error patterns: prism: ',
  ),
  integration(
    'a database that is a text file',
    (files) => files.write(`${BUILD}/database-integration/patterns.sqlite`, 'SELECT 1;\n'),
    `${BUILD}/database-integration/patterns.sqlite`,
  ),
  integration(
    'an operation of the client that is missing in the description',
    (files) => files.json(OPENAPI, ({ paths }) => delete paths['/selection']),
    'getSelection',
  ),
  integration(
    'parameter changes with a wider range than the parameter',
    (files) =>
      files.json(OPENAPI, ({ components }) => (components.schemas.ParameterChanges.properties.speed.maximum = 2)),
    'speed',
  ),
  integration(
    'a missing page of error codes',
    (files) => files.remove(`${BUILD}/error-codes/error-codes.md`),
    `${BUILD}/error-codes/error-codes.md error file not found`,
  ),
];
