import type { Breakage } from '../testing/breakable-library';
import type { BrokenFiles } from '../testing/broken-files';
import { EXAMPLE, PRISM, STATIC } from '../testing/small-library';
import { broken } from './broken';

/** Tasks 18 to 22. */

const BUILD = `${EXAMPLE}/build`;
const BUDGETS = `${EXAMPLE}/budgets.json`;
const WORKFLOW = `${EXAMPLE}/nx-workflow.json`;
const INDEX = `${PRISM}/build/pattern-recognition/pattern-index.json`;
const TABLES = `${EXAMPLE}/language/build/architecture-analysis/node-tables.json`;
const FIXTURES = `${EXAMPLE}/language/build/test-framework/fixtures.json`;
const GENERATED = `${PRISM}/build/code-generation`;
const TYPESCRIPT = `${GENERATED}/ts/prism.mts`;
const CPP = `${GENERATED}/cpp/prism.cpp`;
const GOLDEN = `${PRISM}/goldens/prism.png`;
const SWITCHES = `${BUILD}/regression-testing/regression-report.json`;
const HEADROOM = `${BUILD}/scalability-review/headroom-report.json`;

const optimization = broken('code-optimization', { through: ['optimised-code'] });
const report = broken('code-optimization');
const scalability = broken('scalability-review');
const regression = broken('regression-testing', { project: PRISM });
const switches = broken('regression-testing', { project: EXAMPLE });
const deployment = broken('deployment-guide');
const summary = broken('project-summary');

const spec = (from: string, to: string) => (files: BrokenFiles) =>
  files.json(`${PRISM}/build/pattern-recognition/specs.json`, ({ prism }) => {
    prism.nodes[from] = JSON.parse(to);
  });

export const validation: readonly Breakage[] = [
  optimization(
    'a scale of 0',
    spec('boost', '{ "type": "Linear", "inputs": { "value": "beat", "scale": 0, "offset": 1 } }'),
    '"beat" changes nothing',
  ),
  optimization(
    'equal bounds',
    spec('light', '{ "type": "Clamp", "inputs": { "value": "height", "low": 0.5, "high": 0.5 } }'),
    '"height" changes nothing',
  ),
  optimization(
    'weights of 0',
    spec(
      'loudness',
      '{ "type": "WeightedSum", "inputs": { "terms": ["level.vu", "level.novelty"] }, "params": { "weights": [0, 0] } }',
    ),
    '"level" changes nothing',
  ),
  optimization(
    'no specs',
    (files) => files.write(`${PRISM}/build/pattern-recognition/specs.json`, '{}'),
    `${PRISM}/build/pattern-recognition/specs.json error `,
  ),
  report(
    'findings of no patterns',
    (files) => files.write(`${PRISM}/build/optimised-code/findings.json`, '{}'),
    `${PRISM}/build/optimised-code/findings.json error no entry for "prism"`,
  ),
  optimization('empty generated code', (files) => files.write(CPP, ''), `${CPP} error `),
  optimization(
    'node tables without sizes',
    (files) => files.json(TABLES, ({ types }) => types.forEach((type: any) => delete type.stateBytes)),
    `${TABLES} error `,
  ),
  scalability(
    'a size that is a string',
    (files) => files.json(INDEX, ({ patterns }) => (patterns[0].scratchBytes = 'small')),
    `${PRISM}/prism.yaml error "prism" `,
  ),
  scalability(
    'a node of a type that is not in the node tables',
    (files) => files.json(INDEX, ({ patterns }) => (patterns[0].nodes[3].type = 'Nothing')),
    '"Nothing"',
  ),
  scalability('empty generated code', (files) => files.write(TYPESCRIPT, ''), `${PRISM}/prism.yaml error "prism" `),
  scalability(
    'a duplicate budget',
    (files) => files.edit(BUDGETS, '"nodes": {', '"nodes": { "limit": 160 },\n    "nodes": {'),
    `${BUDGETS}:`,
  ),
  scalability(
    'nodes that read later nodes',
    (files) => files.json(INDEX, ({ patterns }) => patterns[0].nodes.reverse()),
    `${PRISM}/prism.yaml error "prism" `,
  ),
  regression('a golden that is empty', (files) => files.write(GOLDEN, ''), `${GOLDEN} error `),
  regression('a golden that is a text', (files) => files.write(GOLDEN, 'GIF89a'), `${GOLDEN} error `),
  regression(
    'a golden of another type, which is not compared',
    (files) => files.copy(GOLDEN, `${PRISM}/goldens/old.PNG`),
    `${PRISM}/goldens/old.PNG error `,
  ),
  regression(
    'a picture that is slightly lighter everywhere',
    (files) =>
      files.edit(
        `${GENERATED}/ts/prism.mjs`,
        'return leds;',
        'for (let n = 0; n < 480; n++) leds[n] += 0.4 / 255; return leds;',
      ),
    `${GOLDEN} error "prism" differs from its golden`,
  ),
  regression('fixtures that are empty', (files) => files.write(FIXTURES, '{}'), `${FIXTURES} error `),
  switches(
    'a missing generated file',
    (files) => files.remove(`${GENERATED}/cpp/prism.hpp`),
    `${GENERATED}/cpp/prism.hpp error `,
  ),
  switches(
    'a workflow without the task',
    (files) => files.edit(WORKFLOW, '"code-generation": {', '"code-generatoin": {'),
    `${WORKFLOW} error `,
  ),
  deployment(
    'an audit of no files',
    (files) => files.write(`${PRISM}/build/security-audit/audit-report.json`, '{ "files": [], "findings": [] }'),
    `${PRISM}/build/security-audit/audit-report.json error `,
  ),
  deployment('no ways of generating', (files) => files.write(SWITCHES, '{ "runs": [] }'), `${SWITCHES} error `),
  deployment(
    'budgets of no patterns',
    (files) => files.json(HEADROOM, (report) => (report.patterns = [])),
    `${HEADROOM} error `,
  ),
  deployment(
    'a share that is not a number',
    (files) => files.json(HEADROOM, ({ patterns }) => (patterns[0].headroom.nodes = null)),
    `${HEADROOM} error `,
  ),
  deployment(
    'frames of no patterns',
    (files) => files.write(`${PRISM}/build/regression-testing/regression-report.json`, '{ "frames": [] }'),
    `${PRISM}/build/regression-testing/regression-report.json error `,
  ),
  deployment(
    'a misspelt switch',
    (files) =>
      files.edit(
        WORKFLOW,
        '"missingFields": "error",',
        '"missingFields": "error",\n        "optimizations": { "templateCahe": false },',
      ),
    `${WORKFLOW} error `,
  ),
  summary(
    'a truncated result',
    (files) => files.write('build/design-review/result.json', '{ "task": "design-rev'),
    'build/design-review/result.json error ',
  ),
  summary(
    'a passed gate with a number that fails',
    (files) =>
      files.json('build/design-review/result.json', ({ gates }) => {
        gates.find(({ name }: any) => name === 'violations').actual = 5;
      }),
    'build/design-review/result.json error ',
  ),
  summary(
    'the result of another project',
    (files) => files.copy(`${STATIC}/build/unit-test-suite/result.json`, `${PRISM}/build/unit-test-suite/result.json`),
    `${PRISM}/build/unit-test-suite/result.json error `,
  ),
  summary(
    'an empty page',
    (files) => files.write(`${BUILD}/pages/architecture/index.md`, ''),
    `${BUILD}/pages/architecture/index.md error `,
  ),
  summary(
    'a task in an unknown phase',
    (files) =>
      files.edit(
        WORKFLOW,
        '"id": 19,\n      "phase": "optimization-and-validation"',
        '"id": 19,\n      "phase": "optimisation-and-validation"',
      ),
    `${WORKFLOW} error `,
  ),
  summary(
    'a duplicate gate',
    (files) => files.json('build/design-review/result.json', ({ gates }) => gates.push({ ...gates[0] })),
    'build/design-review/result.json error ',
  ),
];
