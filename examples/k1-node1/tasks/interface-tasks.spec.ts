import { EXAMPLE, PRISM, SmallLibrary, STATIC } from './testing/small-library';

/** The tasks that describe the library to others, 9, 10 and 12 to 15, each broken on purpose: it fails and names the place. */

const INDEX = `${PRISM}/build/pattern-recognition/pattern-index.json`;
const MODULE = `${PRISM}/build/code-generation/ts/prism.mjs`;
const OPENAPI = `${EXAMPLE}/build/api-layer-implementation/openapi.json`;
const SITE = `${EXAMPLE}/build/api-documentation`;
let library: SmallLibrary;

beforeAll(() => {
  library = new SmallLibrary();
  library.passes('09-api-layer-implementation', EXAMPLE);
  library.passes('10-database-integration', EXAMPLE);
  library.passes('13-error-handling', EXAMPLE);
});

afterAll(() => {
  library.dispose();
});

test('9: a parameter whose default is out of its range, and a schema that is not there', () => {
  const parameters = `${EXAMPLE}/language/parameters.json`;
  const range = library.fails('09-api-layer-implementation', EXAMPLE, parameters, (text) =>
    text.replace('"default": 0.25', '"default": 2.25'),
  );
  expect(range).toBe(
    `${OPENAPI} error /components/schemas/Parameters/properties/softness default 2.25 is not from 0 to 1\n` +
      'error gate invalid-places: threshold 0, actual 1\n',
  );
  const missing = library.fails('09-api-layer-implementation', EXAMPLE, `${EXAMPLE}/tasks/lib/openapi.mjs`, (text) =>
    text.replace('schemas/ParameterChanges', 'schemas/Nothing'),
  );
  expect(missing).toContain(`${OPENAPI} error Missing $ref pointer "#/components/schemas/Nothing"`);
  expect(missing).toMatch(/api\.mts:\d+:\d+ error Cannot find name 'Nothing'\.\n/);
  expect(missing).toContain('error gate invalid-places: threshold 0, actual 1\n');
});

test('10: an edge from a node that is not there', () => {
  const stderr = library.fails('10-database-integration', EXAMPLE, INDEX, (text) =>
    text.replace('"reads": [\n', '"reads": [\n"ghost",\n'),
  );
  expect(stderr).toContain(
    `${EXAMPLE}/build/database-integration/patterns.sqlite error a row was refused: edge ("prism", "ghost"`,
  );
  expect(stderr).toContain('FOREIGN KEY constraint failed');
  expect(stderr).toContain('error gate rows-refused: threshold 0, actual 1\n');
});

test('12: a generated module under another name', () => {
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

describe('13', () => {
  const registry = `${EXAMPLE}/errors.json`;

  test('a code that nobody registered, and one that nobody gives', () => {
    const stderr = library.fails('13-error-handling', EXAMPLE, registry, (text) =>
      text.replace('"not-finite":', '"never-given":'),
    );
    expect(stderr).toMatch(
      /^examples\/k1-node1\/language\/graph\.js:\d+:\d+ error code "not-finite" is not in examples\/k1-node1\/errors\.json under "pattern-language"$/m,
    );
    expect(stderr).toContain(`${registry} error nothing of "pattern-language" gives code "never-given" any more\n`);
    expect(stderr).toContain('error gate codes-not-used: threshold 0, actual 1\n');
  });

  test('a renderer that throws', () => {
    const source = MODULE.replace(/mjs$/, 'mts');
    const stderr = library.fails('13-error-handling', EXAMPLE, source, (text) =>
      text.replace('  return leds;', "  throw new Error('dark');"),
    );
    expect(stderr).toMatch(/prism\.mts:\d+:3 error generated code throws without a registered code: throw new Error/);
    expect(stderr).toContain('error gate throws-in-generated-code: threshold 0, actual 1\n');
  });
});

describe('14', () => {
  const template = `${EXAMPLE}/documents/pattern.md.hbs`;

  beforeAll(() => {
    for (const family of [PRISM, STATIC]) {
      library.passes('pattern-pictures', family);
      library.passes('11-unit-test-suite', family);
    }
    library.passes('14-api-documentation', EXAMPLE);
  });

  test('a page that links to what is not there, and against the rules of style', () => {
    const stderr = library.fails('14-api-documentation', EXAMPLE, template, (text) =>
      text.replace('../api.md#parameters', '../apis.md#parameters').replace(/^## /m, '#### '),
    );
    expect(stderr).toMatch(
      /^examples\/k1-node1\/build\/api-documentation\/patterns\/prism\.md:(?!1 )\d+ error there is no apis\.md to link to$/m,
    );
    expect(stderr).toMatch(/^\S+\/patterns\/prism\.md:\d+ error MD001 /m);
    expect(stderr).toMatch(/^error gate broken-links: threshold 0, actual 5$/m);
  });

  test('a description of the interface that is none', () => {
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
    ['is a template that breaks off', template, (text: string) => `${text}{{#if`, 'error '],
  ])('a file that %s: an error, not a stack, and nothing half written', (_name, file, edit, line) => {
    const stderr = library.fails('14-api-documentation', EXAMPLE, file, edit);
    expect(stderr).toContain(line);
    expect(stderr).not.toContain('    at ');
  });

  test('a pattern without its picture', () => {
    const picture = `${PRISM}/build/pattern-pictures/pictures/prism-silence.png`;
    library.remove(picture);
    const stderr = library.failing('14-api-documentation', EXAMPLE);
    library.passes('pattern-pictures', PRISM);
    expect(stderr).toContain(`${picture} error there is no such picture\n`);
    expect(stderr).toContain('error gate patterns-without-picture: threshold 0, actual 1\n');
    expect(library.read(`${SITE}/patterns/prism.md`)).toContain('prism-silence.png');
  });
});

test('15: a diagram that does not parse', () => {
  library.passes('15-architecture-guide', EXAMPLE);
  const stderr = library.fails('15-architecture-guide', EXAMPLE, `${EXAMPLE}/tasks/lib/mermaid.mjs`, (text) =>
    text.replace('return `n_${id}`', 'return `n_${id}[`'),
  );
  expect(stderr).toContain(`${EXAMPLE}/build/architecture-guide/patterns/prism.md error its diagram does not parse: `);
  expect(stderr).toMatch(/^error gate diagrams-that-do-not-parse: threshold 0, actual \d+$/m);
});
