import { RepositoryCopy } from './testing/repository-copy';

const SCRIPT = '06-architecture-analysis.mjs';
const LANGUAGE = 'examples/k1-node1/language';
const OUTPUT = `${LANGUAGE}/build/architecture-analysis`;

let repository: RepositoryCopy;

beforeEach(() => {
  repository = new RepositoryCopy();
});

afterEach(() => {
  repository.dispose();
});

test('the catalogue is written as tables, with the same bytes on every run', () => {
  expect(repository.run(SCRIPT, LANGUAGE)).toEqual({
    code: 0,
    stdout: 'architecture-analysis: passed, 6 of 6 gates\n',
    stderr: '',
  });
  const text = repository.read(`${OUTPUT}/node-tables.json`);
  const tables = JSON.parse(text);
  expect(tables.types.find(({ name }: { name: string }) => name === 'Trail')).toMatchObject({ stateBytes: 1920 });
  expect(tables.state).toContainEqual({ node: 'Scroll', name: 'cells', type: 'led_buffer<float>', bytes: 640 });
  expect(tables.ports).toContainEqual({ node: 'Sin', port: 'value', direction: 'out', type: 'float', audio: null });
  repository.run(SCRIPT, LANGUAGE);
  expect(repository.read(`${OUTPUT}/node-tables.json`)).toBe(text);
});

test.each([
  [
    'a property that the schema does not know',
    '"lifts": true',
    '"lift": true',
    'examples/k1-node1/language/nodes/math.json error /Add must NOT have additional properties\n',
    'error gate schema-errors: threshold 0, actual 1',
  ],
  [
    'a default that is none of the values',
    '"default": "radians"',
    '"default": "degrees"',
    'examples/k1-node1/language/nodes error Sin: the default "degrees" of parameter "unit" is none of its values\n',
    'error gate catalogue-findings: threshold 0, actual 1',
  ],
])('%s fails the task', (_name, from, to, line, gate) => {
  repository.edit(`${LANGUAGE}/nodes/math.json`, from, to);
  const { code, stderr } = repository.run(SCRIPT, LANGUAGE);
  expect(code).toBe(1);
  expect(stderr).toContain(line);
  expect(stderr).toContain(gate);
});

test('an input that no output type fits fails the task', () => {
  repository.edit(`${LANGUAGE}/nodes/audio.json`, '"type": "chroma_vector"', '"type": "tempo_vector"');
  repository.edit(
    `${LANGUAGE}/nodes/math.json`,
    '"angle": {\n        "type": "float"\n      }',
    '"angle": { "type": "float" }, "odd": { "type": "chroma_vector" }',
  );
  const { code, stderr } = repository.run(SCRIPT, LANGUAGE);
  expect(code).toBe(1);
  expect(stderr).toContain('examples/k1-node1/language/nodes error Sin.odd: no output of any type fits this input\n');
  expect(stderr).toContain('error gate inputs-that-nothing-fits: threshold 0, actual 1');
});

test.each([
  ['a partial is missing', 'cpp/Sin.hbs', undefined, 'error missing partial'],
  ['a port is misspelt', 'ts/Sin.hbs', ['in.angle', 'in.angel'], 'error the input "angel" is not in the catalogue'],
  ['a port is left out', 'cpp/Trail.hbs', ['in.factor', 'in.color.r'], 'error the input "factor" is not used'],
  ['a setting is left out', 'ts/Noise.hbs', ['params.seed', 'in.x'], 'error the parameter "seed" is not used'],
  ['a state is misspelt', 'cpp/Phase.hbs', ['}}.value', '}}.valeu'], 'error the state "valeu" is not in the catalogue'],
  [
    'the runtime lacks a function',
    'ts/Wrap.hbs',
    ['k1.wrap', 'k1.warp'],
    'calls "k1.warp", which the runtime does not',
  ],
])('%s', (_name, partial, change, line) => {
  const file = `examples/k1-node1/templates/partials/${partial}`;
  if (change) repository.write(file, repository.read(file).replaceAll(change[0]!, change[1]!));
  else repository.remove(file);
  const { code, stderr } = repository.run(SCRIPT, LANGUAGE);
  expect([code, stderr]).toEqual([1, expect.stringMatching(`^${file} error `)]);
  expect(stderr).toContain(line);
  expect(stderr).toMatch(/\nerror gate partials-that-differ: threshold 0, actual \d\n$/);
});
