import { RepositoryCopy } from './testing/repository-copy';

const SCRIPT = '04-test-framework.mjs';
const LANGUAGE = 'examples/k1-node1/language';
const FIXTURES = `${LANGUAGE}/build/test-framework/fixtures.json`;

interface Frame {
  readonly nowUs: number;
  readonly expected: { readonly ageMs: number; readonly stale: boolean };
  readonly snapshot: Record<string, number | number[] | boolean | string>;
}

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

test('the same bytes on every run', () => {
  expect(repository.run(SCRIPT, LANGUAGE)).toMatchObject({ code: 0, stderr: '' });
  const first = repository.read(FIXTURES);
  repository.run(SCRIPT, LANGUAGE);
  expect(repository.read(FIXTURES)).toBe(first);
});

test('each kind of audio matches its name', () => {
  repository.run(SCRIPT, LANGUAGE);
  const audio: Record<string, Frame[]> = repository.json(FIXTURES).audio;
  const fields = repository.json(`${LANGUAGE}/audio.json`).fields.map(({ id }: { id: string }) => id);
  for (const frame of Object.values(audio).flat())
    expect(Object.keys(frame.snapshot).sort()).toEqual([...fields].sort());
  const numbers = (kind: string, field: string) => audio[kind]!.flatMap(({ snapshot }) => snapshot[field] as number[]);

  expect(
    audio['silence']!.every(({ snapshot }) => snapshot['is_silence'] === true && snapshot['is_valid'] === true),
  ).toBe(true);
  expect(new Set(numbers('silence', 'spectrogram'))).toEqual(new Set([0]));

  const tone = numbers('tone', 'spectrogram').slice(0, 64);
  const loudest = tone.indexOf(Math.max(...tone));
  const pitchClasses = audio['tone']![0]!.snapshot['chromagram'] as number[];
  expect(tone[loudest]).toBeGreaterThan(0.4);
  expect(pitchClasses.indexOf(1)).toBe(loudest % 12);
  expect(tone.filter((level) => level > 0).length).toBeLessThan(16);

  expect(new Set(numbers('noise', 'spectrogram')).size).toBeGreaterThan(100);

  expect(audio['stale']!.map(({ expected }) => [expected.ageMs, expected.stale])).toEqual([
    [0, false],
    [20, false],
    [50, false],
    [51, true],
    [75, true],
    [250, true],
    [500, true],
    [9999, true],
  ]);
  expect(new Set(audio['stale']!.map(({ snapshot }) => snapshot['update_counter'])).size).toBe(1);
});

test('every parameter has cases at its default, its bounds and beyond, with effective values', () => {
  repository.run(SCRIPT, LANGUAGE);
  const { single, full } = repository.json(FIXTURES).parameters;
  const of = (id: string) =>
    Object.fromEntries(
      single
        .filter(({ parameter }: { parameter: string }) => parameter === id)
        .map(({ name, value, expected }: { name: string; value: unknown; expected: number }) => [
          name,
          [value, expected],
        ]),
    );
  expect(of('audio_sensitivity')).toEqual({
    default: [1, 1],
    min: [0.1, 0.1],
    middle: [2.05, 2.05],
    max: [4, 4],
    'just-below': [0.061, 0.1],
    'just-above': [4.039, 4],
    'far-below': [-1e9, 0.1],
    'far-above': [1e9, 4],
    nan: ['NaN', 1],
    'minus-infinity': ['-Infinity', 0.1],
    infinity: ['Infinity', 4],
  });
  // Out of range is palette 0, not the last one; NaN turns dithering off although its default is on.
  expect(of('palette_id')).toMatchObject({ 'just-above': [33, 0], infinity: ['Infinity', 0], max: [32, 32] });
  expect(of('dithering')).toMatchObject({ default: [1, 1], nan: ['NaN', 0] });
  expect(full.map(({ name }: { name: string }) => name).slice(0, 5)).toEqual([
    'default',
    'min',
    'max',
    'nan',
    'combination-01',
  ]);
  for (const { expected } of full) expect(Object.values(expected).every(Number.isFinite)).toBe(true);
  expect(Number('NaN')).toBeNaN();
});

test('a new bound changes the cases', () => {
  repository.run(SCRIPT, LANGUAGE);
  const before = repository.read(FIXTURES);
  const facts = repository.json(`${LANGUAGE}/parameters.json`);
  facts.parameters.find(({ id }: { id: string }) => id === 'speed').max = 2;
  repository.write(`${LANGUAGE}/parameters.json`, JSON.stringify(facts));
  repository.run(SCRIPT, LANGUAGE);
  expect(repository.read(FIXTURES)).not.toBe(before);
});

test('a default out of range fails the task and is reported', () => {
  const facts = repository.json(`${LANGUAGE}/parameters.json`);
  facts.parameters.find(({ id }: { id: string }) => id === 'speed').default = 1.5;
  repository.write(`${LANGUAGE}/parameters.json`, JSON.stringify(facts));
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toContain('error parameter speed: its default or its value for NaN is out of range\n');
  expect(run.stderr).toContain('error gate parameters-not-tried-in-full: threshold 0, actual 1\n');
});

test('an audio field that the fixtures cannot fill fails the task and is reported', () => {
  const audio = repository.json(`${LANGUAGE}/audio.json`);
  audio.fields.find(({ id }: { id: string }) => id === 'vu_level').max = 0.1;
  repository.write(`${LANGUAGE}/audio.json`, JSON.stringify(audio));
  const run = repository.run(SCRIPT, LANGUAGE);
  expect(run.code).toBe(1);
  expect(run.stderr).toMatch(/error audio\.tone\[0\]\.vu_level is [\d.]+, which is not a float in its range\n/);
});

const change = (file: string, edit: (facts: any) => unknown): string => {
  const facts = repository.json(`${LANGUAGE}/${file}`);
  repository.write(`${LANGUAGE}/${file}`, JSON.stringify(edit(facts) ?? facts));
  const run = repository.run(SCRIPT, LANGUAGE);
  expect([run.code, run.stderr]).toEqual([1, expect.not.stringContaining('    at ')]);
  return run.stderr;
};

test.each<[string, string, (facts: any) => unknown, string]>([
  [
    'no parameters',
    'parameters.json',
    (facts) => void (facts.parameters = []),
    '/parameters must NOT have fewer than 1',
  ],
  ['no facts at all', 'parameters.json', () => ({}), "/ must have required property 'parameters'"],
  [
    'a misspelt fact of a parameter',
    'parameters.json',
    ({ parameters }) => {
      parameters[3].maxx = parameters[3].max;
      delete parameters[3].max;
    },
    '/parameters/3 must NOT have additional properties ("maxx")',
  ],
  ['no audio', 'audio.json', (facts) => void (facts.fields = []), '/fields must NOT have fewer than 1'],
  [
    'a misspelt list',
    'audio.json',
    ({ fields, ...facts }) => ({ ...facts, feilds: fields }),
    "required property 'fields'",
  ],
])('%s', (_name, file, edit, line) => {
  const stderr = change(file, edit);
  expect(stderr).toContain(`${LANGUAGE}/${file} error ${line.startsWith('/') ? line : ''}`);
  expect(stderr).toContain(line);
  expect(stderr).toMatch(/\nerror gate errors-in-the-facts: threshold 0, actual \d\n$/);
});

test('a misspelt audio field fails the task, because the tone does not change it', () => {
  const stderr = change('audio.json', ({ fields }) => void (fields[0].id = 'spectogram'));
  expect(stderr).toContain(`error audio.tone leaves "spectogram" as silence does\n`);
  expect(stderr).toContain('error gate fields-without-sound: threshold 0, actual 1\n');
});

test('a missing case and a missing kind of audio are found by comparison with the facts', () => {
  const cases = 'examples/k1-node1/tasks/lib/parameter-cases.mjs';
  repository.edit(cases, "'far-above': 1e9,", '');
  repository.edit(
    'examples/k1-node1/tasks/lib/audio-fixtures.mjs',
    'silence: fresh(indexes.map',
    'silence: fresh([].map',
  );
  const { code, stderr } = repository.run(SCRIPT, LANGUAGE);
  expect(code).toBe(1);
  expect(stderr).toContain('error audio.silence has 0 frames\n');
  expect(stderr).toContain('error parameter brightness is not tried at far above\n');
  expect(stderr).toMatch(/error gate parameters-not-tried-in-full: threshold 0, actual 2\d\n/);
});
