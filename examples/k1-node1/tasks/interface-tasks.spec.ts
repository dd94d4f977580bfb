import { EXAMPLE, PRISM, SmallLibrary, STATIC } from './testing/small-library';

/** Tasks 9, 10 and 12 to 15: each must fail on broken inputs and name the location. */

const INDEX = `${PRISM}/build/pattern-recognition/pattern-index.json`;
const MODULE = `${PRISM}/build/code-generation/ts/prism.mjs`;
const OPENAPI = `${EXAMPLE}/build/api-layer/openapi.json`;
const PAGES = `${EXAMPLE}/build/pages`;
let library: SmallLibrary;

beforeAll(() => {
  library = new SmallLibrary();
  library.generates(EXAMPLE, 'api-layer');
  library.passes('09-api-layer-implementation', EXAMPLE);
  library.generates(EXAMPLE, 'pattern-database');
  library.passes('10-database-integration', EXAMPLE);
  library.passes('13-error-handling', EXAMPLE);
  library.generates(EXAMPLE, 'error-codes');
});

afterAll(() => {
  library.dispose();
});

test('9: a default out of range and a missing schema fail', () => {
  const described = (file: string, from: string, to: string): string => {
    library.edit(file, from, to);
    library.generates(EXAMPLE, 'api-layer');
    const stderr = library.failing('09-api-layer-implementation', EXAMPLE);
    library.edit(file, to, from);
    library.generates(EXAMPLE, 'api-layer');
    return stderr;
  };
  const range = described(`${EXAMPLE}/language/parameters.json`, '"default": 0.25', '"default": 2.25');
  expect(range).toBe(
    `${OPENAPI} error /components/schemas/Parameters/properties/softness default 2.25 is not from 0 to 1\n` +
      'error gate invalid-places: threshold 0, actual 1\n',
  );
  const missing = described(`${EXAMPLE}/interface/openapi.yaml`, 'schemas/ParameterChanges', 'schemas/Nothing');
  expect(missing).toContain(`${OPENAPI} error Missing $ref pointer "#/components/schemas/Nothing"`);
  expect(missing).toMatch(/api\.mts:\d+:\d+ error Cannot find name 'Nothing'\.\n/);
  expect(missing).toContain('error gate invalid-places: threshold 0, actual 1\n');
});

test('10: an edge from a missing node fails', () => {
  const index = library.read(INDEX);
  library.edit(INDEX, '"reads": [\n', '"reads": [\n"ghost",\n');
  library.generates(EXAMPLE, 'pattern-database');
  const stderr = library.failing('10-database-integration', EXAMPLE);
  library.write(INDEX, index);
  library.generates(EXAMPLE, 'pattern-database');
  expect(stderr).toContain(
    `${EXAMPLE}/build/database-integration/patterns.sqlite error row rejected: edge ("prism", "ghost"`,
  );
  expect(stderr).toContain('FOREIGN KEY constraint failed');
  expect(stderr).toContain('error gate rows-refused: threshold 0, actual 1\n');
});

test('12: a renamed generated module fails', () => {
  library.passes('12-integration-testing', EXAMPLE);
  const stderr = library.fails('12-integration-testing', EXAMPLE, MODULE, (text) =>
    text.replace('name: "Prism"', 'name: "Prisma"'),
  );
  expect(stderr).toContain(
    `${EXAMPLE} error patterns: prism: name, family, parameters and what it needs are the same everywhere`,
  );
  expect(stderr).toContain('Prisma');
  expect(stderr).toContain('error gate tests-failed: threshold 0, actual 1\n');
});

describe('13, error handling', () => {
  const registry = `${EXAMPLE}/errors.json`;

  test('an unregistered and an unused code fail', () => {
    const stderr = library.fails('13-error-handling', EXAMPLE, registry, (text) =>
      text.replace('"not-finite":', '"never-given":'),
    );
    expect(stderr).toMatch(
      /^examples\/k1-node1\/language\/graph\.js:\d+:\d+ error code "not-finite" is not in examples\/k1-node1\/errors\.json under "pattern-language"$/m,
    );
    expect(stderr).toContain(
      `${registry} error no source of "pattern-language" reports the code "never-given": remove it\n`,
    );
    expect(stderr).toContain('error gate codes-not-used: threshold 0, actual 1\n');
  });

  test('the review of the repository reports the same differences', () => {
    library.edit(registry, '"not-finite":', '"never-given":');
    const review = library.run('../../../tools/review-error-codes.mjs', registry);
    library.edit(registry, '"never-given":', '"not-finite":');
    expect(review).toMatchObject({ code: 1, stdout: 'review-error-codes: 2 differences in 5 areas\n' });
    expect(review.stderr).toContain(
      `${registry} error no source of "pattern-language" reports the code "never-given": remove it\n`,
    );
  });

  test('a renderer that throws fails', () => {
    const source = MODULE.replace(/mjs$/, 'mts');
    const stderr = library.fails('13-error-handling', EXAMPLE, source, (text) =>
      text.replace('  return leds;', "  throw new Error('dark');"),
    );
    expect(stderr).toMatch(/prism\.mts:\d+:3 error generated code throws without a registered code: throw new Error/);
    expect(stderr).toContain('error gate throws-in-generated-code: threshold 0, actual 1\n');
  });
});

describe('14, API documentation', () => {
  const template = `${EXAMPLE}/documents/pattern.md.hbs`;

  beforeAll(() => {
    for (const family of [PRISM, STATIC]) {
      library.passes('pattern-pictures', family);
      library.passes('11-unit-test-suite', family);
    }
    library.generates(EXAMPLE, 'pages');
    library.passes('14-api-documentation', EXAMPLE);
  });

  test('a broken link and a style violation fail', () => {
    const text = library.read(template);
    library.write(template, text.replace('../api.md#parameters', '../apis.md#parameters').replace(/^## /m, '#### '));
    library.generates(EXAMPLE, 'pages');
    const stderr = library.failing('14-api-documentation', EXAMPLE);
    library.write(template, text);
    library.generates(EXAMPLE, 'pages');
    expect(stderr).toMatch(
      /^examples\/k1-node1\/build\/pages\/patterns\/prism\.md:(?!1 )\d+ error there is no apis\.md to link to$/m,
    );
    expect(stderr).toMatch(/^\S+\/patterns\/prism\.md:\d+ error MD001 /m);
    expect(stderr).toMatch(/^error gate broken-links: threshold 0, actual 5$/m);
  });

  test('an invalid OpenAPI description fails', () => {
    const stderr = library.fails('14-api-documentation', EXAMPLE, OPENAPI, (text) => {
      const openapi = JSON.parse(text);
      delete openapi.components.schemas.Selection;
      return JSON.stringify(openapi);
    });
    expect(stderr).toContain(`${OPENAPI} error Missing $ref pointer "#/components/schemas/Selection"`);
    expect(stderr).toMatch(/^error gate invalid-places-in-interface: threshold 0, actual \d+$/m);
  });

  test.each([
    ['is no JSON', OPENAPI, () => '{', `${OPENAPI} error `],
    ['has no schemas', OPENAPI, () => '{ "openapi": "3.1.0", "info": {}, "paths": {} }', 'error '],
  ])('a file that %s: an error without a stack, and no partial output', (_name, file, edit, line) => {
    const stderr = library.fails('14-api-documentation', EXAMPLE, file, edit);
    expect(stderr).toContain(line);
    expect(stderr).not.toContain('    at ');
  });

  test('a truncated template is reported, and the pages are unchanged', () => {
    const text = library.read(template);
    library.write(template, `${text}{{#if`);
    const { code, stderr } = library.generate(EXAMPLE, 'pages');
    library.write(template, text);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^\S+\/pattern\.md\.hbs:\d+:\d+ error template-syntax: /),
    ]);
    library.passes('14-api-documentation', EXAMPLE);
  });

  test('a pattern without a picture fails', () => {
    const picture = `${PRISM}/build/pattern-pictures/pictures/prism-silence.png`;
    library.remove(picture);
    const stderr = library.failing('14-api-documentation', EXAMPLE);
    library.passes('pattern-pictures', PRISM);
    expect(stderr).toContain(`${picture} error missing picture\n`);
    expect(stderr).toContain('error gate patterns-without-picture: threshold 0, actual 1\n');
    expect(library.read(`${PAGES}/patterns/prism.md`)).toContain('prism-silence.png');
  });
});

test('15: a diagram that does not parse fails', () => {
  library.passes('15-architecture-guide', EXAMPLE);
  const partial = `${EXAMPLE}/documents/partials/flowchart.hbs`;
  library.edit(partial, 'n_{{to}}', 'n_[{{to}}');
  library.generates(EXAMPLE, 'pages');
  const stderr = library.failing('15-architecture-guide', EXAMPLE);
  library.edit(partial, 'n_[{{to}}', 'n_{{to}}');
  expect(stderr).toContain(`${PAGES}/architecture/patterns/prism.md error its diagram does not parse: `);
  expect(stderr).toMatch(/^error gate diagrams-that-do-not-parse: threshold 0, actual \d+$/m);
});
