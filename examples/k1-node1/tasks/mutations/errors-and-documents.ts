import type { Breakage } from '../testing/breakable-library';
import { EXAMPLE, PRISM } from '../testing/small-library';
import { broken } from './broken';

/** Tasks 13 to 15. */

const LANGUAGE = `${EXAMPLE}/language`;
const INDEX = `${PRISM}/build/pattern-recognition/pattern-index.json`;
const SPECS = `${PRISM}/build/pattern-recognition/specs.json`;
const MODULE = `${PRISM}/build/code-generation/ts/prism.mjs`;
const BUILD = `${EXAMPLE}/build`;
const PAGES = `${BUILD}/pages`;
const ERRORS = `${EXAMPLE}/errors.json`;

const errors = broken('error-handling');
const documentation = broken('api-documentation', { through: ['pages'] });
const guide = broken('architecture-guide', { through: ['pages'] });

export const errorsAndDocuments: readonly Breakage[] = [
  errors(
    'a code in a constant',
    (files) =>
      files.write('state/odd.ts', `const ODD = 'odd-state';\nexport const problem = { code: ODD, message: 'odd' };\n`),
    'state/odd.ts:1:13 error code "odd-state" is not in',
  ),
  errors(
    'a concatenated code',
    (files) => files.write('state/odd.ts', `export const problem = { code: 'odd-' + 'state', message: 'odd' };\n`),
    'state/odd.ts:1:32 error code "odd-state" is not in',
  ),
  errors(
    'a code in an assignment',
    (files) => files.write('state/odd.ts', `export class Odd extends Error {\n  readonly code = 'odd-state';\n}\n`),
    'state/odd.ts:2:19 error code "odd-state" is not in',
  ),
  errors(
    'a duplicate code',
    (files) => files.edit(ERRORS, '"cycle":', '"cycle": "Something else.",\n        "cycle":'),
    `${ERRORS}:`,
  ),
  errors(
    'a code without a meaning',
    (files) => files.json(ERRORS, ({ areas }) => (areas[0].codes['cycle'] = '')),
    `${ERRORS} error `,
  ),
  errors(
    'a meaning that closes its comment',
    (files) => files.json(ERRORS, ({ areas }) => (areas[0].codes['cycle'] = 'A circle. */ evil: /*')),
    `${ERRORS} error `,
  ),
  errors(
    'a throw with a code only in a comment',
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
    'failed tests',
    (files) =>
      files.json(`${BUILD}/integration-testing/integration-results.json`, ({ tests }) => (tests[0].passed = false)),
    `${BUILD}/integration-testing/integration-results.json error `,
  ),
  documentation(
    'an empty picture',
    (files) => files.write(`${PRISM}/build/pattern-pictures/pictures/prism-music.png`, ''),
    `${PRISM}/build/pattern-pictures/pictures/prism-music.png error `,
  ),
  documentation(
    'a pattern without pictures',
    (files) => files.write(`${PRISM}/build/pattern-pictures/pictures.json`, '{ "pictures": [] }'),
    `${PRISM}/build/pattern-pictures/pictures.json error `,
  ),
  documentation('no specs', (files) => files.write(SPECS, '{}'), `${SPECS}: the pattern "prism" has no spec`),
  documentation(
    'a sentence with a link to another URL scheme',
    (files) => files.json(SPECS, ({ prism }) => (prism.summary = 'A [click](intent:open) away.')),
    `${PAGES}/patterns/prism.md:`,
  ),
  documentation(
    'a sentence with an element that runs a script',
    (files) =>
      files.json(SPECS, ({ prism }) => (prism.summary = 'A <details ontoggle="alert(1)" open>look</details> away.')),
    `${PAGES}/patterns/prism.md:`,
  ),
  documentation(
    'an empty page',
    (files) => files.write(`${EXAMPLE}/documents/pattern.md.hbs`, ''),
    `${PAGES}/patterns/prism.md`,
  ),
  guide(
    'stale specs, without a node of the index',
    (files) => files.json(INDEX, ({ patterns }) => patterns[0].nodes.push({ id: 'ghost', type: 'Add', reads: [] })),
    `${SPECS} error `,
  ),
  guide(
    'a category with a path out of the folder',
    (files) =>
      files.json(`${LANGUAGE}/build/architecture-analysis/node-tables.json`, ({ types }) =>
        types.forEach((type: any) => (type.category = '../../outside')),
      ),
    `${LANGUAGE}/build/architecture-analysis/node-tables.json: `,
  ),
  guide('no specs', (files) => files.write(SPECS, '{}'), `${SPECS}: the pattern "prism" has no spec`),
  guide(
    'a template with a misspelt field',
    (files) => files.edit(`${EXAMPLE}/documents/guide.md.hbs`, '{{typeCount}}', '{{typesCount}}'),
    `${EXAMPLE}/documents/guide.md.hbs`,
  ),
  guide(
    'an empty guide',
    (files) => files.write(`${EXAMPLE}/documents/guide-nodes.md.hbs`, ''),
    `${PAGES}/architecture/nodes/`,
  ),
];
