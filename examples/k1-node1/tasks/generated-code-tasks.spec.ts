import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PNG } from 'pngjs';
import { EXAMPLE, PRISM, SmallLibrary, STATIC } from './testing/small-library';

/** Tasks 8, 11 and 16 to 20, which check generated code: each must fail on broken inputs and name the location. */

const GENERATED = `${PRISM}/build/code-generation`;
const TYPESCRIPT = `${GENERATED}/ts/prism.mts`;
const MODULE = `${GENERATED}/ts/prism.mjs`;
const CPP = `${GENERATED}/cpp/prism.cpp`;
const GOLDEN = `${PRISM}/goldens/prism.png`;
/** Concatenated, so that task 1 does not find the literal in this file. */
const PSK = ['p', 'sk'].join('');
let library: SmallLibrary;

beforeAll(() => {
  library = new SmallLibrary();
});

afterAll(() => {
  library.dispose();
});

test('8: a node type without a partial in one of the languages fails', () => {
  const partial = `${EXAMPLE}/templates/partials/cpp/Ramp.hbs`;
  const text = library.read(partial);
  library.remove(partial);
  const { code, stderr } = library.generate(PRISM);
  library.write(partial, text);
  expect(stderr).toMatch(/^examples\/k1-node1\/templates\/pattern\.cpp\.hbs:\d+:7 error unknown-partial: /);
  expect(stderr).toContain(`rendering for ${PRISM}/prism.yaml failed: there is no partial "cpp/Ramp"\n`);
  expect(code).toBe(1);
});

test('8: an edited and a deleted generated file fail', () => {
  library.passes('code-generation-result', EXAMPLE);
  const header = `${GENERATED}/cpp/prism.hpp`;
  const text = library.read(header);
  library.remove(header);
  const stderr = library.fails('code-generation-result', EXAMPLE, CPP, (source) => `${source}// by hand\n`);
  library.write(header, text);
  expect(stderr).toBe(
    `${header} (pattern "prism") error not generated\n` +
      `${CPP} error differs from the manifest: regenerate the file\n` +
      'error gate files-missing: threshold 0, actual 1\n' +
      'error gate files-changed-since: threshold 0, actual 1\n',
  );
});

test.each(['cpp-runtime/k1_runtime.hpp', 'pattern-registry/k1_registry.hpp'])(
  '8: %s, which families share, was changed by hand',
  (name) => {
    const file = `${EXAMPLE}/build/${name}`;
    library.passes('code-generation-result', EXAMPLE);
    expect(library.fails('code-generation-result', EXAMPLE, file, (text) => `${text}// by hand\n`)).toBe(
      `${file} error differs from the manifest: regenerate the file\nerror gate files-changed-since: threshold 0, actual 1\n`,
    );
  },
);

test('11: a renderer that returns NaN fails', () => {
  library.passes('11-unit-test-suite', PRISM);
  const stderr = library.fails('11-unit-test-suite', PRISM, MODULE, (text) =>
    text.replace('return leds;', 'leds[5] = NaN; return leds;'),
  );
  expect(stderr).toContain(`${MODULE} error prism: silence: every LED of every frame is from 0 to 1\n`);
  expect(stderr).toContain('frame 0, LED 1: NaN');
  expect(stderr).toMatch(/\nerror gate tests-failed: threshold 0, actual \d+\n$/);
});

test.each([
  ['that is not there', '"none"'],
  ['of halves that are another', '"centre"'],
])('11: a symmetry %s', (_name, declared) => {
  const [family, module] =
    declared === '"none"' ? [PRISM, MODULE] : [STATIC, `${STATIC}/build/code-generation/ts/lava.mjs`];
  library.passes('11-unit-test-suite', family);
  const stderr = library.fails('11-unit-test-suite', family, module, (text) => {
    if (declared === '"none"') return text.replace(/symmetry: "\w+"/, 'symmetry: "none"');
    return text.replace('return leds;', 'leds[9] = 1 - leds[9]; return leds;');
  });
  expect(stderr).toMatch(/error \w+: its halves mirror each other exactly if its symmetry is not "none"/);
});

describe('16, performance testing', () => {
  const budgets = `${EXAMPLE}/budgets.json`;
  const frame = (name: string, limit: number) => (text: string) => {
    const all = JSON.parse(text);
    // Relax the time budgets: this test must not depend on the speed of the machine.
    all.frame.medianMs.limit = 1_000_000;
    all.frame.timesTheBaseline.limit = 1_000_000;
    all.frame[name].limit = limit;
    return JSON.stringify(all);
  };

  test('result.json contains no measurements', () => {
    const before = library.read(budgets);
    library.write(budgets, frame('medianMs', 1_000_000)(before));
    library.passes('16-performance-testing', EXAMPLE);
    library.write(budgets, before);
    const { gates, figures } = library.json(`${EXAMPLE}/build/performance-testing/result.json`);
    expect(gates.map(({ name, actual }: { name: string; actual: unknown }) => [name, actual])).toEqual([
      ['patterns-not-measured', 0],
      ['median-of-a-frame', 'kept'],
      ['patterns-over-their-calls', 0],
      ['slower-than-the-baseline', 0],
      ['cpp-that-draws-something-else', 0],
    ]);
    expect(figures).toEqual({ patterns: 4, mathCallsOfMost: expect.any(Number) });
  });

  test('a frame over its time budget fails', () => {
    const stderr = library.fails('16-performance-testing', EXAMPLE, budgets, frame('medianMs', 0.0001));
    expect(stderr).toMatch(
      /^prism error median frame time over budget: it has [\d.]+ ms \(medianMs\), 0\.0001 at most$/m,
    );
    expect(stderr).toContain('error gate median-of-a-frame: threshold 0.0001 ms, actual exceeded\n');
  });

  test('a renderer with a hundred times as many calls of an expensive function fails', () => {
    const before = library.read(budgets);
    library.write(budgets, frame('medianMs', 1_000_000)(before));
    const stderr = library.fails('16-performance-testing', EXAMPLE, MODULE, (text) =>
      text.replace('return leds;', 'for (let n = 0; n < 20000; n++) Math.sin(n); return leds;'),
    );
    library.write(budgets, before);
    expect(stderr).toMatch(
      /^prism error it has 2\d{4} calls of sine, power and the like in a frame \(mathCalls\), 16000 at most$/m,
    );
    expect(stderr).toContain('error gate patterns-over-their-calls: threshold 0, actual 1\n');
  });

  test('a renderer that becomes much slower without such calls fails', () => {
    const stderr = library.fails('16-performance-testing', EXAMPLE, MODULE, (text) =>
      text.replace('return leds;', 'for (let n = 0; n < 3e6; n++) leds[0] += leds[1]; return leds;'),
    );
    expect(stderr).toMatch(
      /^prism error its typescript takes [\d.]+ times as long as in \S+performance-baseline\.json, 8 at most$/m,
    );
    expect(stderr).toContain('error gate slower-than-the-baseline: threshold 0, actual 1\n');
  });

  const compiler = ['g++', 'clang++'].find((name) => spawnSync(name, ['--version']).status === 0);
  (compiler ? test : test.skip)('C++ that draws other frames than TypeScript fails', () => {
    const source = library.read(CPP);
    expect(library.run('cpp-objects.mjs', EXAMPLE)).toMatchObject({ code: 0, stderr: '' });
    const measured = library.run('16-performance-testing.mjs', EXAMPLE);
    expect(measured.stdout).not.toContain('no compiled C++');
    library.write(CPP, source.replace('leds[3 * i + 1] = ', 'leds[3 * i + 1] = i == 7 ? 0.5F : '));
    expect(library.run('cpp-objects.mjs', EXAMPLE)).toMatchObject({ code: 0, stderr: '' });
    const stderr = library.failing('16-performance-testing', EXAMPLE);
    library.write(CPP, source);
    library.remove(`${EXAMPLE}/build/cpp-objects`);
    expect(stderr).toContain('prism error its C++ differs from TypeScript in frame 0 on LED 7\n');
    expect(stderr).toContain('error gate cpp-that-draws-something-else: threshold 0, actual 1\n');
  });

  test('a pattern without a baseline fails', () => {
    const stderr = library.fails('16-performance-testing', EXAMPLE, `${EXAMPLE}/performance-baseline.json`, (text) =>
      text.replaceAll('"prism"', '"prisma"'),
    );
    expect(stderr).toContain(
      `prism error there is no baseline of its typescript: record it with node ${EXAMPLE}/tasks/16-performance-testing.mjs ${EXAMPLE} --record\n`,
    );
  });
});

describe('17, security audit', () => {
  beforeAll(() => {
    library.passes('17-security-audit', PRISM);
  });

  const audit = (file: string, line: string) =>
    library.fails('17-security-audit', PRISM, file, (text) =>
      text.replace(/leds(: Float32Array,\n\): Float32Array|\)) \{\n/, `$&${line}\n`),
    );

  /** Inserts each line into `render` and returns those that are not reported. */
  const passed = (file: string, lines: readonly string[], extension: string) => {
    const stderr = audit(file, lines.join('\n'));
    const found = new Set([...stderr.matchAll(/^\S+:(\d+):\d+ error/gm)].map(([, line]) => Number(line)));
    const first = library
      .read(file)
      .slice(0, library.read(file).search(/leds(: Float32Array,\n\): Float32Array|\)) \{\n/));
    const start = first.split('\n').length + (extension === 'ts' ? 2 : 1);
    expect(stderr).toMatch(/error gate code-that-is-not-allowed: threshold 0, actual \d+\n/);
    return lines.filter((_line, at) => !found.has(start + at));
  };

  test('C++: allocation, waiting, outside access, unbounded loops and wiping the state are reported', () => {
    const lines = [
      'auto* a = new float[3];',
      'void* b = operator new(3);',
      'void* c = ::operator new(3);',
      'void* d = heap_caps_malloc(3, 0);',
      'void* e = alloca(3);',
      'auto* f = &std::malloc;',
      'std::vector<float> g;',
      'float* h = leds;',
      'std::fill(state.trail.last, state.trail.last + 480, 0.0f);',
      'k1::clearPoints(state.trail.last);',
      'state.trail.last[3 * i] = 0;',
      'state.trail.last[3 * i] = static_cast<float>(k1::kept(0 * 1));',
      'state = State{};',
      'while (leds[0] > 0) leds[0] = 0;',
      'for (;;) break;',
      'for (int n = 0; n < leds[0]; n++) leds[n] = 0;',
      'for (int n = 0; n < 3; n++) n = 0;',
      'for (int n = 0; n < 3; n--) leds[0] = 0;',
      'do { leds[0] = 0; } while (leds[0] > 0);',
      'vTaskDelay(3);',
      'const double m = std::rand();',
      'const double n = static_cast<double>(esp_random());',
      'goto end;',
      'throw 3;',
      'asm("nop");',
      'auto o = [] { return 3; };',
      'static float p[3];',
      'reinterpret_cast<float*>(leds)[0] = 0;',
      '#define leds state.trail.last',
      '#include <vector>',
    ];
    expect(passed(CPP, lines, 'cpp')).toEqual([]);
  });

  test('TypeScript: the same constructs are reported', () => {
    const lines = [
      'const a = new Float32Array(3);',
      'const b = [1, 2];',
      'const c = { a: 1 };',
      'const d = () => 1;',
      'const e = leds.map((one) => one);',
      'const f = leds.subarray(1);',
      "fetch('/');",
      "const g = Math['random']();",
      'const h = Math.random();',
      'const { random } = Math;',
      'const j = globalThis;',
      "const k = k1['clip'](1);",
      'const l = Date.now();',
      "const m = await import('node:fs');",
      'state.trail.last.fill(0);',
      'state.trail.last[3 * i] = 0;',
      'state.trail = createState().trail;',
      'const n = state.trail;',
      'k1.clearPoints(state.trail.last);',
      'while (leds[0] > 0) leds[0] = 0;',
      'for (;;) break;',
      'for (const one of leds) leds[0] = one;',
      'for (let o = 0; o < leds[0]; o++) leds[o] = 0;',
      'for (let p = 0; p < 3; p++) p = 0;',
      'const q = `${leds[0]}`;',
      'throw 3;',
      'audio.spectrogram[0] = 0;',
    ];
    expect(passed(TYPESCRIPT, lines, 'ts')).toEqual([]);
  });

  test('findings have a location and a reason, and secrets are found', () => {
    const stderr = audit(CPP, '  vTaskDelay(3);');
    expect(stderr).toMatch(/^\S+\/cpp\/prism\.cpp:\d+:3 error call: "vTaskDelay" must not be called\n/);
    const secret = audit(TYPESCRIPT, `  const ${PSK} = 'correct horse battery staple';`);
    expect(secret).toMatch(/prism\.mts:\d+:\d+ error network-credential: "psk" has a literal value\n/);
    expect(secret).toContain('error gate secrets: threshold 0, actual 1\n');
  });
});

describe('17, security audit of the registry', () => {
  const REGISTRY = `${EXAMPLE}/build/pattern-registry`;

  beforeAll(() => {
    const { stdout } = library.passes('17-security-audit', EXAMPLE);
    expect(stdout).toBe('security-audit: passed, 5 of 5 gates\n');
    const { files } = library.json(`${EXAMPLE}/build/security-audit/audit-report.json`);
    expect(files).toEqual([
      `${EXAMPLE}/build/cpp-runtime/k1_runtime.hpp`,
      ...['k1_patterns.cpp', 'k1_registry.hpp', 'registry.mjs', 'registry.mts'].map((name) => `${REGISTRY}/${name}`),
    ]);
  });

  test.each([
    ['k1_registry.hpp', '::new (state) State{};', 'new State{};'],
    ['k1_registry.hpp', '/** Room', 'inline void* heap = malloc(3);\n/** Room'],
    ['k1_registry.hpp', '/** Room', '/** a */ inline int a; /* Room'],
    ['k1_registry.hpp', 'prism::render>(prism::meta)', 'lava::render>(prism::meta)'],
    ['k1_patterns.cpp', '../../patterns/prism/', '../../../prism/'],
    ['registry.mts', 'return registry.find', "fetch('/'); return registry.find"],
    ['registry.mts', "import('../../patterns/", "import('https://patterns/"],
    ['registry.mjs', 'return registry.find', "fetch('/'); return registry.find"],
  ])('%s: %s as something else', (name, from, to) => {
    const file = `${REGISTRY}/${name}`;
    const stderr = library.fails('17-security-audit', EXAMPLE, file, (text) => text.replace(from, to));
    const [first = '', gate] = stderr.split('\n');
    const [, line = '', column] = /^\S+:(\d+):(\d+) error syntax: "/.exec(first) ?? [];
    const before = library.read(file).split(from)[0]?.split('\n') ?? [];
    expect(line).toBe(String(before.length));
    expect(column).toBe(String(before.at(-1)!.length - before.at(-1)!.trimStart().length + 1));
    expect(first).toMatch(/ is not allowed in a registry$/);
    expect(gate).toBe('error gate code-that-is-not-allowed: threshold 0, actual 1');
  });

  test('the rules of renderers apply to the runtime, too', () => {
    const runtime = `${EXAMPLE}/build/cpp-runtime/k1_runtime.hpp`;
    const stderr = library.fails('17-security-audit', EXAMPLE, runtime, (text) =>
      text.replace('/** Limits to 0..1', 'inline void wait() { vTaskDelay(3); }\n/** Limits to 0..1'),
    );
    expect(stderr).toMatch(/^\S+k1_runtime\.hpp:\d+:22 error call: "vTaskDelay" must not be called\n/);
  });
});

test('18: a dead node fails', () => {
  const spec = `${PRISM}/prism.yaml`;
  library.generates(PRISM, 'optimised-code');
  library.passes('18-code-optimization', PRISM);
  library.edit(spec, 'factors: [bar, boost, fade]', 'factors: [bar, boost, fade, 0]');
  library.passes('07-pattern-recognition', PRISM);
  library.generates(PRISM, 'optimised-code');
  const stderr = library.failing('18-code-optimization', PRISM);
  library.edit(spec, 'factors: [bar, boost, fade, 0]', 'factors: [bar, boost, fade]');
  library.passes('07-pattern-recognition', PRISM);
  library.generates(PRISM, 'optimised-code');
  expect(stderr).toContain(`${spec} warning "height" is always 0\n`);
  expect(stderr).toContain(`${spec}:21:10 error "boost" changes nothing\n`);
  expect(stderr).toMatch(/\nerror gate dead-nodes: threshold 0, actual \d+\n/);
});

test.each(['18-code-optimization'])(
  '%s: a file that is missing is an error, not a stack, and nothing is half written',
  (script) => {
    const run = library.without(CPP, () => library.run(`${script}.mjs`, PRISM));
    expect(run).toMatchObject({ code: 1, stderr: expect.stringMatching(/^\S+ error ENOENT: [^\n]*prism\.cpp'\n$/) });
    expect(() => library.read(`${PRISM}/build/code-optimization/optimization-report.json`)).toThrow('ENOENT');
  },
);

test('18: broken templates are reported', () => {
  const partial = `${EXAMPLE}/templates/partials/cpp/Mul.hbs`;
  const text = library.read(partial);
  library.write(partial, '{{#if}}');
  library.edit(`${PRISM}/prism.yaml`, 'factors: [bar, boost, fade]', 'factors: [bar, boost, fade, 0]');
  library.passes('07-pattern-recognition', PRISM);
  const { code, stderr } = library.generate(PRISM, 'optimised-code');
  library.edit(`${PRISM}/prism.yaml`, 'factors: [bar, boost, fade, 0]', 'factors: [bar, boost, fade]');
  library.write(partial, text);
  library.passes('07-pattern-recognition', PRISM);
  library.generates(PRISM, 'optimised-code');
  library.passes('18-code-optimization', PRISM);
  expect([code, stderr]).toEqual([1, expect.stringContaining(`${partial}:1:8 error template-syntax: `)]);
  expect(stderr).not.toContain('    at ');
});

test('19: patterns and a library over their budgets fail', () => {
  const budgets = `${EXAMPLE}/budgets.json`;
  library.passes('19-scalability-review', EXAMPLE);
  const stderr = library.fails('19-scalability-review', EXAMPLE, budgets, (text) => {
    const { pattern, library: all, ...rest } = JSON.parse(text);
    pattern.nodes.limit = 12;
    all.patterns.limit = 3;
    return JSON.stringify({ ...rest, library: all, pattern });
  });
  expect(stderr).toMatch(
    /^examples\/k1-node1\/patterns\/prism\/prism\.yaml error "prism" has \d+ nodes \(nodes\), 12 at most$/m,
  );
  expect(stderr).toContain(`${budgets} error the library has 4 patterns (patterns), 3 at most\n`);
  expect(stderr).toContain('error gate library-over-budget: threshold 0, actual 1\n');
});

test.each<[string, (all: any) => void, string]>([
  ['a budget for nothing', ({ pattern }) => (pattern.wires = pattern.edges), 'nothing is counted as "pattern.wires"'],
  ['a misspelt list', (all) => (all.libary = all.library), 'nothing is counted as "libary"'],
  [
    'a budget that is missing',
    ({ library: all }) => delete all.scratchBytes,
    '"library.scratchBytes" has no limit above 0',
  ],
  ['a limit that is no number', ({ frame }) => (frame.mathCalls.limit = '9'), '"frame.mathCalls" has no limit above 0'],
])('16 and 19: %s', (_name, edit, line) => {
  const budgets = `${EXAMPLE}/budgets.json`;
  for (const script of ['16-performance-testing', '19-scalability-review']) {
    const stderr = library.fails(script, EXAMPLE, budgets, (text) => {
      const all = JSON.parse(text);
      edit(all);
      return JSON.stringify(all);
    });
    expect(stderr).toBe(`${budgets} error ${line}\n`);
  }
});

describe('20: goldens', () => {
  const difference = `${PRISM}/build/regression-testing/differences/prism.png`;
  const renew = `node ${EXAMPLE}/tasks/update-goldens.mjs ${PRISM}`;

  test('a changed golden: the message has frame, LED, both colours, a picture, and the command to renew it', () => {
    library.passes('20-regression-testing', PRISM);
    const before = readFileSync(join(library.root, GOLDEN));
    const png = PNG.sync.read(before);
    const place = 4 * (160 * 3 + 7);
    const [red = 0, green = 0, blue = 0] = png.data.subarray(place);
    png.data.set([(red + 100) % 256, green, blue], place);
    const most = Math.abs(png.data[place]! - red);
    library.write(GOLDEN, PNG.sync.write(png, { colorType: 2, inputHasAlpha: true }));
    const { code, stderr } = library.run('20-regression-testing.mjs', PRISM);
    expect(stderr).toBe(
      `${GOLDEN} error "prism" differs from its golden\n` +
        '  first     noise, frame 3, LED 7\n' +
        `  expected  rgb(${png.data[place]}, ${green}, ${blue})\n` +
        `  actual    rgb(${red}, ${green}, ${blue})\n` +
        `  in all    1 value, by up to ${most} of 255\n` +
        `  picture   ${difference} (golden, frames of now, where they differ)\n` +
        `If this is how it is meant to look, renew the goldens: ${renew}\n` +
        'error gate patterns-that-draw-something-else: threshold 0, actual 1\n',
    );
    expect(code).toBe(1);
    const picture = PNG.sync.read(readFileSync(join(library.root, difference)));
    expect([picture.width, picture.height]).toEqual([160, 3 * png.height + 8]);
    library.write(GOLDEN, before);
  });

  test('a changed renderer passes after the command in the message', () => {
    const module = library.read(MODULE);
    const golden = readFileSync(join(library.root, GOLDEN));
    library.write(MODULE, module.replace('return leds;', 'leds[30] = 0.5; return leds;'));
    const { stderr } = library.run('20-regression-testing.mjs', PRISM);
    expect(stderr).toContain('  first     noise, frame 0, LED 10\n');
    expect(stderr).toContain(renew);
    expect(library.run('update-goldens.mjs', PRISM)).toEqual({
      code: 0,
      stdout: `${GOLDEN}\nupdate-goldens: 1 written, 0 as they were\n`,
      stderr: '',
    });
    library.passes('20-regression-testing', PRISM);
    library.write(MODULE, module);
    library.write(GOLDEN, golden);
  });

  test('an edited pattern that draws something else is a warning with a picture, until its golden is renewed', () => {
    const specs = `${PRISM}/build/pattern-recognition/specs.json`;
    const kept = [specs, MODULE].map((file) => [file, library.read(file)] as const);
    const golden = readFileSync(join(library.root, GOLDEN));
    const report = (): unknown => library.json(`${PRISM}/build/regression-testing/regression-report.json`);
    library.write(MODULE, library.read(MODULE).replace('return leds;', 'leds[30] = 0.5; return leds;'));
    const edit = (field: string, value: unknown): void => {
      const all = JSON.parse(library.read(specs)) as Record<string, Record<string, unknown>>;
      library.write(specs, JSON.stringify({ ...all, prism: { ...all['prism'], [field]: value } }));
    };
    // A text for readers draws nothing.
    edit('summary', 'Another');
    expect(library.run('20-regression-testing.mjs', PRISM).code).toBe(1);
    edit('symmetry', 'copy');
    const { code, stderr, stdout } = library.run('20-regression-testing.mjs', PRISM);
    expect(stderr).toMatch(
      new RegExp(`^${GOLDEN} warning "prism" was edited, and differs from its golden\n  first     noise`),
    );
    expect(stderr).toContain(`\nIf this is how it is meant to look, renew the goldens: ${renew}\n`);
    expect(stderr.split('\n').at(-2)).toBe('warning gate edited-patterns-to-accept: threshold 0, actual 1');
    expect([code, stdout]).toEqual([0, 'regression-testing: passed, 4 of 5 gates\n']);
    expect(report()).toMatchObject({ edited: [{ id: 'prism', picture: difference }], renew });
    expect(existsSync(join(library.root, difference))).toBe(true);
    expect(library.run('update-goldens.mjs', PRISM).code).toBe(0);
    library.passes('20-regression-testing', PRISM);
    expect(report()).toMatchObject({ edited: [] });
    // What was accepted is what is drawn from now on.
    library.write(MODULE, library.read(MODULE).replace('leds[30] = 0.5', 'leds[30] = 1'));
    expect(library.run('20-regression-testing.mjs', PRISM).code).toBe(1);
    for (const [file, text] of kept) library.write(file, text);
    library.write(GOLDEN, golden);
    library.run('update-goldens.mjs', PRISM);
  });

  test('every golden was drawn from its pattern as it is', () => {
    const code = `
      import { readFileSync } from 'node:fs';
      import glob from 'fast-glob';
      import { parse } from 'yaml';
      import { drawingKey, drawnFrom } from './tasks/lib/drawn-from.mjs';
      const specs = glob.sync('patterns/*/*.yaml').map((file) => [file, parse(readFileSync(file, 'utf8'))]);
      const old = specs.filter(([file, spec]) => drawnFrom(file + '/../goldens')[spec.id] !== drawingKey(spec));
      console.log(JSON.stringify({ old: old.map(([file]) => file), all: specs.length }));`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: resolve(__dirname, '..'),
    });
    expect(JSON.parse(String(stdout))).toEqual({ old: [], all: 46 });
  });

  test('a missing golden and a golden without a pattern fail', () => {
    const golden = readFileSync(join(library.root, GOLDEN));
    library.remove(GOLDEN);
    library.write(`${PRISM}/goldens/prisma.png`, golden);
    const { code, stderr } = library.run('20-regression-testing.mjs', PRISM);
    library.remove(`${PRISM}/goldens/prisma.png`);
    library.write(GOLDEN, golden);
    expect(stderr).toBe(
      `${PRISM}/goldens/prisma.png error no pattern has this name\n` +
        `${GOLDEN} error the pattern has no golden\n` +
        `If this is how it is meant to look, renew the goldens: ${renew}\n` +
        'error gate goldens-missing: threshold 0, actual 1\n' +
        'error gate goldens-left-over: threshold 0, actual 1\n',
    );
    expect(code).toBe(1);
  });

  test('goldens cannot be renewed without generated renderers', () => {
    library.remove(`${STATIC}/build/code-generation`);
    expect(library.run('update-goldens.mjs', STATIC)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${STATIC}/build/code-generation/ts/index.mjs error file not found: run the task that creates it first\n`,
    });
  });
});
