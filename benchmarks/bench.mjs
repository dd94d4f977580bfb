#!/usr/bin/env node
// @ts-check
// `npm run bench`: runs the benchmarks, prints the results, and stores them in results/latest.json.
import { USAGE, parseArguments } from './lib/arguments.mjs';
import { Bench } from './lib/bench.mjs';
import { machineText } from './lib/format.mjs';
import { describeMachine, warnOfLoad } from './lib/machine.mjs';
import { LATEST, REPOSITORY } from './lib/places.mjs';
import { resultText } from './lib/print.mjs';
import { run } from './lib/process.mjs';
import { writeReadme } from './lib/readme.mjs';
import { benchmarkNames, loadBenchmark } from './lib/registry.mjs';
import { judged, mergeResults, writeResults } from './lib/results.mjs';
import { Scratch } from './lib/scratch.mjs';

const known = benchmarkNames();
const chosen = parseArguments(process.argv.slice(2), known);
if (typeof chosen === 'string') {
  console.error(`${chosen}\n\n${USAGE}`);
  process.exitCode = 2;
} else if (chosen.help) {
  console.log(USAGE);
} else if (chosen.list) {
  const width = Math.max(...known.map((name) => name.length));
  for (const name of known) console.log(`${name.padEnd(width)}  ${(await loadBenchmark(name)).about}`);
} else if (chosen.writeReadme && chosen.names.length === 0) {
  await writeReadme();
} else {
  await measure(chosen);
  if (chosen.writeReadme) await writeReadme();
}

/** @param {import('./lib/arguments.mjs').Arguments} chosen */
async function measure({ names, runs, full, quick, json, build }) {
  if (build) await run('npm', ['run', 'build'], { cwd: REPOSITORY });
  const scratch = new Scratch();
  const interrupted = () => void scratch.end().finally(() => process.exit(130));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const bench = new Bench(scratch, { runs, quick, full });
  const machine = describeMachine();
  console.log(machineText(machine));
  const busy = warnOfLoad();
  if (busy) console.log(busy);
  /** @type {import('./lib/results.mjs').Result[]} */
  const results = [];
  try {
    for (const name of names.length > 0 ? names : known) {
      const benchmark = await loadBenchmark(name);
      await bench.installed();
      if (benchmark.peers) await bench.peers();
      scratch.beginPart();
      const began = performance.now();
      try {
        const findings = await benchmark.run(bench);
        const seconds = (performance.now() - began) / 1000;
        const result = { name, about: benchmark.about, machine, how: { runs, full }, seconds, ...judged(findings) };
        results.push(result);
        console.log(resultText(result));
        // Results of --quick are not stored.
        if (!quick) mergeResults(LATEST, [result]);
      } catch (error) {
        // Continues with the other benchmarks.
        console.error(`\n${name} failed: ${error instanceof Error ? error.stack : String(error)}`);
        process.exitCode = 1;
      }
      await scratch.endPart();
    }
  } finally {
    if (json !== undefined) writeResults(json, results);
    await scratch.end();
  }
}
