// @ts-check
// K1 task 16: how long each renderer takes for a frame. It measures, so it is never taken from the cache, and what
// it measures is in a file of its own that no other task reads: its result is the same wherever it passes.
// Usage, from the workspace's root: node 16-performance-testing.mjs <root of the example>
import { availableParallelism, cpus } from 'node:os';
import { posix } from 'node:path';
import { Bench } from 'tinybench';
import { families, readJson } from './lib/library.mjs';
import { audioOf, fixturesFile, loadFamily } from './lib/renderers.mjs';
import { finish, gate, openOutput, writeOutput } from './lib/result.mjs';

const task = 'performance-testing';
const projectRoot = process.argv[2] ?? 'examples/k1-node1';
const output = posix.join(projectRoot, 'build', task);
const MEASURED_MS = 60;
const WARM_UP_MS = 15;

/** @type {{ frame: { medianMs: number, p99Ms: number } }} */
const { frame: budget } = readJson(posix.join(projectRoot, 'budgets.json'));
/** @type {import('./lib/renderers.mjs').Fixtures} */
const fixtures = readJson(fixturesFile(projectRoot));
// All kinds of audio, one after the other.
const frames = Object.values(fixtures.audio)
  .flat()
  .map(({ nowUs, snapshot }) => ({ nowUs, audio: audioOf(snapshot) }));

const bench = new Bench({ time: MEASURED_MS, warmupTime: WARM_UP_MS, iterations: 64, warmupIterations: 16 });
for (const family of families(projectRoot)) {
  for (const { module, runtime } of await loadFamily(family)) {
    const state = module.createState();
    const parameters = runtime.createParameters();
    const leds = new Float32Array(3 * runtime.LED_COUNT);
    let index = 0;
    bench.add(module.meta.id, () => {
      const { nowUs, audio } = frames[index % frames.length] ?? { nowUs: 0, audio: {} };
      module.render({ time: index * 0.01, dt: 0.01, now_us: nowUs }, parameters, audio, state, leds);
      index++;
    });
  }
}
await bench.run();

const measured = bench.tasks.map(({ name, result }) => {
  const latency = 'latency' in result ? result.latency : undefined;
  const { p50 = NaN, p75 = NaN, p99 = NaN, samplesCount = 0 } = latency ?? {};
  return { id: name, frames: samplesCount, p50: micro(p50), p75: micro(p75), p99: micro(p99) };
});
const unmeasured = measured.filter(({ p50 }) => !Number.isFinite(p50));
const limits = { median: budget.medianMs * 1000, p99: budget.p99Ms * 1000 };
const slow = measured.filter(({ p50 }) => p50 > limits.median);
const uneven = measured.filter(({ p99 }) => p99 > limits.p99);

openOutput(output);
writeOutput(output, 'measurements/measurements.json', {
  unit: 'microseconds',
  node: process.version,
  processor: cpus()[0]?.model ?? 'unknown',
  cores: availableParallelism(),
  patterns: measured,
});
for (const { id, p50 } of slow)
  console.error(`${id} error half of its frames take more than ${p50} microseconds, ${limits.median} at most`);
for (const { id, p99 } of uneven)
  console.warn(`${id} warning one frame in a hundred takes more than ${p99} microseconds, ${limits.p99} at most`);
for (const { id } of unmeasured) console.error(`${id} error it could not be measured`);
const worst = [...measured].sort((a, b) => b.p50 - a.p50)[0];
if (worst) console.log(`slowest: ${worst.id}, ${worst.p50} microseconds a frame (median)`);
const verdict = slow.length === 0 ? 'kept' : 'exceeded';
finish(output, {
  task,
  gates: [
    gate('every-pattern-measured', {
      threshold: true,
      actual: unmeasured.length === 0,
      passed: unmeasured.length === 0,
    }),
    gate('median-of-a-frame', { threshold: `${budget.medianMs} ms`, actual: verdict, passed: slow.length === 0 }),
  ],
  figures: { patterns: measured.length },
});

/** Milliseconds as microseconds, to a tenth. @param {number} ms */
function micro(ms) {
  return Math.round(ms * 10_000) / 10;
}
