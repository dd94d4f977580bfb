// @ts-check
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BENCHMARKS } from './places.mjs';

const SUFFIX = '.bench.mjs';

/** The names of all benchmarks, from files `NAME.bench.mjs`. */
export function benchmarkNames() {
  return readdirSync(BENCHMARKS)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
}

/** @param {string} name @returns {Promise<import('./bench.mjs').Benchmark>} */
export async function loadBenchmark(name) {
  const { default: benchmark } = await import(pathToFileURL(join(BENCHMARKS, `${name}${SUFFIX}`)).href);
  return benchmark;
}
