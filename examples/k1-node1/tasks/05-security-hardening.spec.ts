import { RepositoryCopy } from './testing/repository-copy';

const SCRIPT = '05-security-hardening.mjs';
const LANGUAGE = 'examples/k1-node1/language';
const HOSTILE = 'examples/k1-node1/security/hostile-specs';
const EXPECTATIONS = 'examples/k1-node1/security/hostile-specs.json';
const MATRIX = `${LANGUAGE}/build/security-hardening/rejection-matrix.json`;

let repository: RepositoryCopy;

beforeAll(() => {
  repository = new RepositoryCopy();
});

afterEach(() => {
  repository.reset();
});

afterAll(() => {
  repository.dispose();
});

test('every hostile spec is refused for the expected reason, and a harmless one is accepted', () => {
  expect(repository.run(SCRIPT, LANGUAGE)).toMatchObject({ code: 0, stderr: '' });
  const matrix = repository.json(MATRIX);
  expect(matrix.control).toBe('accepted');
  expect(matrix.specs.length).toBe(Object.keys(repository.json(EXPECTATIONS)).length);
  expect(
    matrix.specs.every((one: { outcome: string; passed: boolean }) => one.outcome === 'refused' && one.passed),
  ).toBe(true);
  const first = repository.read(MATRIX);
  repository.run(SCRIPT, LANGUAGE);
  expect(repository.read(MATRIX)).toBe(first);
  expect(first).not.toContain(repository.root);
});

test('an accepted hostile spec fails the task and is reported', () => {
  repository.write(
    `${HOSTILE}/cycle.yaml`,
    repository.read(`${HOSTILE}/harmless.yaml`).replace('id: "harmless"', 'id: cycle'),
  );
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toBe(
    `${HOSTILE}/cycle.yaml:1 error accepted: expected cycle at /nodes/one/inputs, got no refusal\n` +
      'error gate accepted: threshold 0, actual 1\n',
  );
});

test('a hole in the schema fails the task', () => {
  const schema = repository.json(`${LANGUAGE}/pattern.schema.json`);
  delete schema.properties.name.pattern;
  repository.write(`${LANGUAGE}/pattern.schema.json`, JSON.stringify(schema));
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(
    `${HOSTILE}/line_break_in_name.yaml:1 error accepted: expected schema-pattern at /name, got no refusal\n`,
  );
  expect(run.stderr).toContain('error gate accepted: threshold 0, actual 3\n');
});

test('a missing check in the language fails the task', () => {
  repository.edit(`${LANGUAGE}/check.js`, 'const cycle = findCycle(nodes);', 'const cycle = undefined;');
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(
    new RegExp(`^${HOSTILE}/cycle\\.yaml:1 error crashed: expected cycle at /nodes/one/inputs, got threw-`),
  );
});

test('a refusal for an unexpected reason fails the task', () => {
  const expectations = repository.json(EXPECTATIONS);
  expectations['no_output.yaml'].code = 'cycle';
  repository.write(EXPECTATIONS, JSON.stringify(expectations));
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(
    `${HOSTILE}/no_output.yaml:1 error refused: expected cycle at /nodes, ` +
      'got one-output at /nodes: a pattern has exactly one Output; this one has none\n',
  );
});

test('a validator that refuses everything fails the task', () => {
  repository.edit(`${LANGUAGE}/pattern.schema.json`, '"type": "object",', '"type": "array",');
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(`${HOSTILE}/harmless.yaml:1 error control: a harmless spec is refused\n`);
  expect(run.stderr).toContain('error gate harmless-spec: threshold accepted, actual refused\n');
});

test('the list of expectations and the folder must agree', () => {
  repository.remove(`${HOSTILE}/cycle.yaml`);
  repository.write(`${HOSTILE}/new.yaml`, 'id: new\n');
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain(`${EXPECTATIONS} error missing: there is no ${HOSTILE}/cycle.yaml\n`);
  expect(run.stderr).toContain(
    `${HOSTILE}/new.yaml:1 error refused: expected an entry in hostile-specs.json, got schema-required`,
  );
});
