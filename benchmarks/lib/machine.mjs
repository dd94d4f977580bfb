// @ts-check
import { readFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { PEERS, REPOSITORY } from './places.mjs';

/**
 * The machine and versions of a measurement.
 *
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {number} memoryGiB
 * @property {string} system
 * @property {string} node
 * @property {Record<string, string>} versions of all tools, ours first
 */

/** @returns {Machine} */
export function describeMachine() {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release().split('-')[0]} ${arch()}`,
    node: process.versions.node,
    versions: versions(),
  };
}

/** A warning about a machine with unreliable figures, or undefined. */
export function warnOfLoad() {
  const load = loadavg()[0] ?? 0;
  if (load < 0.3 * availableParallelism()) return undefined;
  return `the machine is not quiet: its load is ${load.toFixed(2)} on ${availableParallelism()} cores`;
}

function versions() {
  const ours = ['nx', 'handlebars', 'oxc-transform'].map((name) => [name, versionIn(REPOSITORY, name)]);
  const peers = JSON.parse(readFileSync(join(PEERS, 'package.json'), 'utf8')).dependencies;
  const own = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')).version;
  return { 'nx-workflow': own, ...Object.fromEntries(ours), ...peers };
}

/** @param {string} folder @param {string} name @returns {string} */
function versionIn(folder, name) {
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
