import { RepositoryCopy } from './testing/repository-copy';

/** Tasks 9 to 22, green on what was generated, and each broken on purpose: it fails and names the place. */

const EXAMPLE = 'examples/k1-node1';
const PRISM = `${EXAMPLE}/patterns/prism`;
let repository: RepositoryCopy;

beforeAll(() => {
  repository = new RepositoryCopy();
  // One family is enough to break things in; the others would only take time.
  for (const family of [
    'bloom-family',
    'dot-family',
    'lgp-geometric-family',
    'lgp-interference-family',
    'lgp-physics-family',
    'misc-patterns',
    'spectrum-family',
    'tempiscope',
    'tunnel-family',
  ]) {
    repository.remove(`${EXAMPLE}/patterns/${family}`);
  }
  expectGreen('04-test-framework', `${EXAMPLE}/language`);
  expectGreen('06-architecture-analysis', `${EXAMPLE}/language`);
  for (const family of [PRISM, `${EXAMPLE}/patterns/static-family`]) {
    expectGreen('07-pattern-recognition', family);
    generate(family);
  }
});

afterAll(() => {
  repository.dispose();
});

/** Task 8 by the same engine, in a process of its own. */
function generate(family: string): void {
  repository.write(
    'generate.mjs',
    `import { parse } from 'jsonc-parser'; import { readFileSync } from 'node:fs';
import { generate } from './${EXAMPLE}/tasks/lib/engine.mjs';
const { options } = parse(readFileSync('${EXAMPLE}/nx-workflow.json', 'utf8')).tasks['code-generation'];
const { success, output } = await generate(options, process.argv[2]);
if (!success) throw new Error(output);\n`,
  );
  const { code, stderr } = repository.run('../../../generate.mjs', family);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}

function expectGreen(script: string, project: string): void {
  const { code, stdout, stderr } = repository.run(`${script}.mjs`, project);
  expect({ script, code, stderr, passed: stdout.includes(': passed, ') }).toEqual({
    script,
    code: 0,
    stderr: '',
    passed: true,
  });
}

/** Runs a task on a file that is broken for as long as it runs. */
function broken(script: string, project: string, file: string, change: (text: string) => string): string {
  const before = repository.read(file);
  const after = change(before);
  expect(after).not.toBe(before);
  repository.write(file, after);
  try {
    const { code, stderr } = repository.run(`${script}.mjs`, project);
    expect(code).toBe(1);
    return stderr;
  } finally {
    repository.write(file, before);
    repository.run(`${script}.mjs`, project);
  }
}

const MODULE = `${PRISM}/build/code-generation/ts/prism.mjs`;
const INDEX = `${PRISM}/build/pattern-recognition/pattern-index.json`;

test('9: a parameter whose default is out of its range', () => {
  expectGreen('09-api-layer-implementation', EXAMPLE);
  const stderr = broken('09-api-layer-implementation', EXAMPLE, `${EXAMPLE}/language/parameters.json`, (text) =>
    text.replace('"default": 0.25', '"default": 2.25'),
  );
  expect(stderr).toContain('openapi.json error /components/schemas/Parameters/properties/softness default 2.25');
  expect(stderr).toContain('error gate invalid-places: threshold 0, actual 1');
});

test('10: an edge from a node that is not there', () => {
  expectGreen('10-database-integration', EXAMPLE);
  const stderr = broken('10-database-integration', EXAMPLE, INDEX, (text) =>
    text.replace('"reads": [\n', '"reads": [\n"ghost",\n'),
  );
  expect(stderr).toContain('a row was refused: edge ("prism", "ghost"');
  expect(stderr).toContain('FOREIGN KEY constraint failed');
});

test('13: a code that nobody registered, and one that nobody gives', () => {
  expectGreen('13-error-handling', EXAMPLE);
  const registry = broken('13-error-handling', EXAMPLE, `${EXAMPLE}/errors.json`, (text) =>
    text.replace('"not-finite":', '"never-given":'),
  );
  expect(registry).toContain('language/graph.js:');
  expect(registry).toContain(
    'error code "not-finite" is not in examples/k1-node1/errors.json under "pattern-language"',
  );
  expect(registry).toContain('error nothing of "pattern-language" gives code "never-given" any more');
});

test('11: a renderer that returns NaN', () => {
  expectGreen('11-unit-test-suite', PRISM);
  expectGreen('11-unit-test-suite', `${EXAMPLE}/patterns/static-family`);
  const stderr = broken('11-unit-test-suite', PRISM, MODULE, (text) =>
    text.replace('return leds;', 'leds[5] = NaN; return leds;'),
  );
  expect(stderr).toContain(`${MODULE} error prism: silence: every LED of every frame is from 0 to 1`);
  expect(stderr).toContain('frame 0, LED 1: NaN');
});

test('12: a generated module under another name', () => {
  expectGreen('12-integration-testing', EXAMPLE);
  const stderr = broken('12-integration-testing', EXAMPLE, MODULE, (text) =>
    text.replace('name: "Prism"', 'name: "Prisma"'),
  );
  expect(stderr).toContain(`${EXAMPLE} error patterns: prism: name, family and parameters are the same everywhere`);
  expect(stderr).toContain('Prisma');
});

test('14: a page that links to what is not there, and a pattern without its picture', () => {
  for (const family of [PRISM, `${EXAMPLE}/patterns/static-family`]) expectGreen('pattern-pictures', family);
  expectGreen('14-api-documentation', EXAMPLE);
  const stderr = broken('14-api-documentation', EXAMPLE, `${EXAMPLE}/documents/pattern.md.hbs`, (text) =>
    text.replace('../api.md#parameters', '../apis.md#parameters'),
  );
  expect(stderr).toContain('build/api-documentation/patterns/prism.md:');
  expect(stderr).toContain('there is no apis.md to link to');
});

test('15: a diagram that does not parse', () => {
  expectGreen('15-architecture-guide', EXAMPLE);
  const stderr = broken('15-architecture-guide', EXAMPLE, `${EXAMPLE}/tasks/lib/mermaid.mjs`, (text) =>
    text.replace('return `n_${id}`', 'return `n_${id}[`'),
  );
  expect(stderr).toContain('build/architecture-guide/patterns/prism.md error its diagram does not parse');
});

test('16: a frame that takes longer than its budget', () => {
  expectGreen('16-performance-testing', EXAMPLE);
  expect(repository.read(`${EXAMPLE}/build/performance-testing/result.json`)).not.toMatch(/p50|microseconds/);
  const stderr = broken('16-performance-testing', EXAMPLE, `${EXAMPLE}/budgets.json`, (text) =>
    text.replace('"medianMs": 4', '"medianMs": 0.0001'),
  );
  expect(stderr).toContain('prism error half of its frames take more than');
});

test('17: memory from the heap in the frame loop, and a trail that is wiped', () => {
  expectGreen('17-security-audit', PRISM);
  const file = `${PRISM}/build/code-generation/cpp/prism.cpp`;
  const stderr = broken('17-security-audit', PRISM, file, (text) =>
    text.replace('float* leds) {', 'float* leds) {\n  auto* wasted = new float[3];'),
  );
  expect(stderr).toMatch(/cpp\/prism\.cpp:\d+:\d+ error heap-allocation: takes memory from the heap/);
});

test('18: a node that changes nothing', () => {
  expectGreen('18-code-optimization', PRISM);
  const stderr = broken('18-code-optimization', PRISM, `${PRISM}/prism.yaml`, (text) =>
    text.replace('factors: [bar, boost, fade]', 'factors: [bar, boost, fade, 0]'),
  );
  expect(stderr).toMatch(/prism\.yaml:\d+:\d+ warning "height" is always 0/);
  expect(stderr).toMatch(/prism\.yaml:\d+:\d+ warning "boost" changes nothing/);
  expect(stderr).toContain('error gate dead-nodes: threshold 0, actual ');
});

test('19: a pattern over its budget', () => {
  expectGreen('19-scalability-review', EXAMPLE);
  const stderr = broken('19-scalability-review', EXAMPLE, `${EXAMPLE}/budgets.json`, (text) =>
    text.replace('"limit": 160', '"limit": 12'),
  );
  expect(stderr).toContain(`${PRISM}/prism.yaml error "prism" has`);
  expect(stderr).toContain('nodes (nodes), 12 at most');
});

test('20: a frame that is not its golden, shown as a picture', () => {
  expectGreen('20-regression-testing', PRISM);
  const stderr = broken('20-regression-testing', PRISM, MODULE, (text) =>
    text.replace('return leds;', 'leds[30] = 0.5; return leds;'),
  );
  expect(stderr).toContain(`${PRISM}/goldens/prism.png error "prism" draws something else: `);
  expect(stderr).toContain('LED 10:');
  expect(stderr).toContain(`node ${EXAMPLE}/tasks/update-goldens.mjs ${PRISM}`);
});

test('20 to 22: the switches, the runbook from settings in force, and a result that is missing', () => {
  expectGreen('20-regression-testing', EXAMPLE);
  expectGreen('code-generation-result', EXAMPLE);
  const family = `${EXAMPLE}/patterns/static-family`;
  for (const script of ['17-security-audit', '18-code-optimization', '20-regression-testing'])
    expectGreen(script, family);
  expectGreen('21-deployment-guide', EXAMPLE);
  const runbook = repository.read(`${EXAMPLE}/build/deployment-guide/deployment-guide.md`);
  expect(runbook).toContain('| `templateCache` | on |');

  const { code, stderr } = repository.run('22-project-summary.mjs', EXAMPLE);
  expect(stderr).toContain(
    'build/scan-vulnerabilities/result.json error task 2, scan-vulnerabilities, has no result for .',
  );
  expect(stderr).toMatch(/error gate tasks-done: threshold 22, actual \d+/);
  expect(code).toBe(1);
});
