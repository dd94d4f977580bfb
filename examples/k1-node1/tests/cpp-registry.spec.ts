import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiler } from './differential-harness';
import { EXAMPLE, ROOT } from './generated';
import { generateLibrary, type Library } from './generated-library';

/** The C++ registry in the README's example program, compiled with the options of a firmware build. */

const FLAGS = [
  ...['-std=c++17', '-O1', '-ffp-contract=off', '-fno-exceptions', '-fno-rtti', '-Wall', '-Wextra', '-Werror'],
  ...['-Wconversion', '-Wdouble-promotion', '-Wsign-conversion'],
];
const ID = 'tunnel_glow';

/** The program in the README's section on firmware. */
const README = /## In firmware\n[^]*?```cpp\n([^]*?)```/.exec(readFileSync(join(EXAMPLE, 'README.md'), 'utf8'))?.[1];

/** Prints the registry as JSON, and renders two frames of each pattern in memory used by another one. */
const MAIN = `${README}
#include <cstdio>
static const char* text(bool value) { return value ? "true" : "false"; }
static void list() {
  for (const k1::RegistryEntry& entry : k1::registry) {
    const k1::PatternMeta& meta = entry.meta;
    std::printf("{\\"id\\":\\"%s\\",\\"name\\":\\"%s\\",\\"family\\":\\"%s\\",\\"symmetry\\":\\"%s\\",", meta.id, meta.name, meta.family, meta.symmetry);
    std::printf("\\"audioReactive\\":%s,\\"stateful\\":%s,\\"random\\":%s,\\"parameters\\":[", text(meta.audio_reactive), text(meta.stateful), text(meta.random));
    for (int k = 0; meta.parameters[k] != nullptr; k++) std::printf("%s\\"%s\\"", k > 0 ? "," : "", meta.parameters[k]);
    std::puts("]}");
  }
}
int main() {
  list();
  if (k1::findPattern("no_pattern") != nullptr || k1::findPattern("prism")->meta.id != k1::prism::meta.id) return 1;
  const k1::AudioSnapshot audio;
  for (const k1::RegistryEntry& entry : k1::registry) {
    if (entry.state_size > k1::STATE_SIZE) return 2;
    show(entry);
    for (int n = 0; n < 3; n++) draw(entry, k1::Frame{n * 0.02, k1::real(0.02), 0}, audio);
  }
  constexpr const k1::RegistryEntry* pattern = k1::findPattern("${ID}");
  show(*pattern);
  for (int n = 0; n < 2; n++) draw(*pattern, k1::Frame{n * 0.02, k1::real(0.02), 0}, audio);
  for (const float led : leds) std::printf("%.9g\\n", static_cast<double>(led));
}
`;
/** A second translation unit that includes the registry, to detect duplicate definitions. */
const OTHER = '#include "k1_registry.hpp"\nint count() { return static_cast<int>(std::size(k1::registry)); }\n';

const title = compiler ? `C++ (${compiler})` : 'C++: SKIPPED, there is no C++ compiler here';
(compiler ? describe : describe.skip)(title, () => {
  let k1: Library;
  let folder: string;
  let objects: string[];
  let lines: string[];

  beforeAll(() => {
    k1 = generateLibrary('registry');
    folder = join(ROOT, '.cache/k1-tests/registry-build');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'main.cpp'), MAIN);
    writeFileSync(join(folder, 'other.cpp'), OTHER);
    const sources = [join(folder, 'main.cpp'), join(folder, 'other.cpp'), join(k1.registry, 'k1_patterns.cpp')];
    objects = sources.map((source, at) => {
      const object = join(folder, `${at}.o`);
      execFileSync(compiler!, [...FLAGS, '-I', k1.registry, '-c', source, '-o', object]);
      return object;
    });
    execFileSync(compiler!, [...objects, '-o', join(folder, 'program')]);
    lines = execFileSync(join(folder, 'program'), { encoding: 'utf8' }).trim().split('\n');
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('its metadata equals that of the TypeScript modules', () => {
    const listed = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    expect(listed).toHaveLength(46);
    expect(listed).toEqual(k1.ids.map((id) => k1.pattern(id).meta));
  });

  test('the program of the README renders the same as TypeScript, in memory used by other patterns', () => {
    const pattern = k1.pattern(ID);
    const [state, leds] = [pattern.createState(), new Float32Array(480)];
    for (const n of [0, 1]) {
      const frame = { time: n * 0.02, dt: 0.02, now_us: 0 };
      pattern.render(frame, k1.runtime.createParameters(), k1.runtime.createAudioSnapshot(), state, leds);
    }
    const drawn = lines.filter((line) => !line.startsWith('{')).map(Number);
    expect(drawn).toHaveLength(480);
    expect(drawn.findIndex((value, at) => !(Math.abs(value - leds[at]!) <= 1e-5))).toBe(-1);
    expect(Math.max(...drawn)).toBeGreaterThan(0.1);
  });

  test('neither the patterns nor the registry allocate memory', () => {
    const wanted = execFileSync('nm', ['-u', ...objects], { encoding: 'utf8' });
    expect(wanted).toMatch(/ U _?sin\b/);
    expect(wanted.match(/ U _?(_Zn\w+|_Zd\w+|malloc|calloc|realloc|free|__cxa\w+)/g)).toBeNull();
  });
});
