import { RepositoryCopy } from './testing/repository-copy';

const FAMILY = 'examples/k1-node1/patterns/prism';
const SPEC = `${FAMILY}/prism.yaml`;
const INDEX = `${FAMILY}/build/pattern-recognition/pattern-index.json`;
const SPECS = `${FAMILY}/build/pattern-recognition/specs.json`;

let repository: RepositoryCopy;

beforeAll(() => {
  repository = new RepositoryCopy();
  repository.run('06-architecture-analysis.mjs', 'examples/k1-node1/language');
});

afterEach(() => {
  repository.reset();
});

afterAll(() => {
  repository.dispose();
});

const recognise = () => repository.run('07-pattern-recognition.mjs', FAMILY);

test('comments and prose do not change the index; comments do not change the spec data', () => {
  expect(recognise()).toEqual({ code: 0, stdout: 'pattern-recognition: passed, 4 of 4 gates\n', stderr: '' });
  const first = repository.read(INDEX);
  const specs = repository.read(SPECS);
  const [prism] = JSON.parse(first).patterns;
  expect(prism).toMatchObject({
    id: 'prism',
    spec: SPEC,
    module: 'patterns/prism/build/code-generation/ts/prism.mjs',
    audioReactive: true,
    audio: ['age', 'novelty', 'presence', 'spectrum', 'vu'],
    stateful: false,
    random: false,
    stateBytes: 0,
    parameters: ['speed', 'palette_id', 'custom_param_1', 'beat_threshold', 'beat_squash_power'],
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(prism.order.indexOf('energy')).toBeLessThan(prism.order.indexOf('gate'));

  expect(Object.keys(JSON.parse(specs).prism.nodes).slice(0, 3)).toEqual(['led', 'status', 'level']);

  repository.edit(SPEC, 'nodes:\n', '# a comment\nnodes:\n');
  repository.edit(SPEC, 'from: 500, to: 0 }', 'from: 5e2,   to: 0.0 }');
  expect(recognise().code).toBe(0);
  expect([repository.read(INDEX), repository.read(SPECS)]).toEqual([first, specs]);

  repository.edit(SPEC, 'summary: ', 'summary: New - ');
  repository.edit(SPEC, 'note: Old audio', 'note: Aged audio');
  expect(recognise().code).toBe(0);
  expect(repository.read(INDEX)).toBe(first);
  expect(repository.read(SPECS)).not.toBe(specs);

  repository.edit(SPEC, 'from: 5e2', 'from: 400');
  expect(recognise().code).toBe(0);
  expect(repository.read(INDEX)).not.toBe(first);
});

test.each([
  ['no YAML', 'id: prism', 'id: "prism', `${SPEC}:42:1 error Missing closing "quote\n`],
  ['not in the schema', 'name: Prism', 'title: Prism', `${SPEC}:2:1 error / must have required property 'name'`],
  [
    'unknown type',
    '{ type: Led }',
    '{ type: Leds }',
    `${SPEC}:9:16 error there is no node type "Leds" (did you mean "Led"?)`,
  ],
  [
    'unknown parameter',
    '$custom_param_1',
    '$custom_parm_1',
    'there is no parameter "custom_parm_1" (did you mean "$custom_param_1"?)',
  ],
  [
    'another family',
    'family: prism',
    'family: tempiscope',
    `${SPEC}:4:9 error the family "tempiscope" does not live in the folder "prism"`,
  ],
  [
    'another name',
    'id: prism',
    'id: prisma',
    `${SPEC}:2:5 error the id "prisma" is not the file's name (rename the file, or write "prism")\n`,
  ],
])('%s fails the task with its location', (_name, from, to, message) => {
  repository.edit(SPEC, from, to);
  const { code, stderr } = recognise();
  expect(stderr).toContain(message);
  expect(stderr).toContain('error gate invalid-patterns: threshold 0, actual 1');
  expect(code).toBe(1);
});
