// @ts-check
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKLOAD } from './places.mjs';
import { FIRST, MEASURE, QUALITY, SECOND, randomNumbers } from './words.mjs';

/**
 * @typedef {{ name: string, type: 'real' | 'flag' | 'name', default: number | boolean | string, min: number, max: number, hard: boolean, unit: string, group: string, description: string }} Parameter
 * @typedef {{ name: string, revision: number, description: string, rate: number, layer: number, seed: number, groups: string[], parameters: Parameter[] }} Spec
 */

const UNITS = ['ms', 'degrees', 'percent', 'steps', 'pixels'];
const GROUPS = ['colour', 'motion', 'shape', 'timing'];
const PARAMETERS = 40;

/**
 * `count` deterministic specs: JSON of 40 parameters and about 9 KB, from which the template `module` makes TypeScript of
 * 113 lines and about 6 KB.
 *
 * Templates, partials and helpers lie in `workload/` and are the same for every tool.
 */
export class Workload {
  /** @param {number} count */
  constructor(count) {
    /** @readonly */
    this.count = count;
    /** @readonly @type {readonly Spec[]} */
    this.specs = Array.from({ length: count }, (_, index) => makeSpec(index));
    /** The spec that is changed. @readonly */
    this.changing = count >> 1;
  }

  /** Writes specs, templates, partials and helpers to an existing folder. @param {string} folder */
  write(folder) {
    cpSync(WORKLOAD, folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "name": "workload", "version": "0.0.0", "private": true }\n');
    mkdirSync(join(folder, 'specs'));
    for (const spec of this.specs) writeFileSync(join(folder, 'specs', `${spec.name}.json`), text(spec));
  }

  /** Applies the change of a round, which differs from all others. @param {string} folder @param {number} round */
  change(folder, round) {
    const spec = this.changed(round);
    writeFileSync(join(folder, 'specs', `${spec.name}.json`), text(spec));
  }

  /** @param {number} round @returns {Spec} */
  changed(round) {
    const spec = structuredClone(/** @type {Spec} */ (this.specs[this.changing]));
    const parameter = spec.parameters.find(({ type }) => type === 'real');
    if (parameter) parameter.default = 5000 + round;
    return spec;
  }
}

/** @param {Spec} spec */
function text(spec) {
  return `${JSON.stringify(spec, null, 1)}\n`;
}

/** @param {number} index @returns {Spec} */
function makeSpec(index) {
  const random = randomNumbers(index + 1);
  const pick = (/** @type {readonly string[]} */ list) => list[Math.floor(random() * list.length)] ?? '';
  const parameters = Array.from({ length: PARAMETERS }, (_, at) => makeParameter(at, random, pick));
  return {
    name: `${FIRST[index % FIRST.length]}-${SECOND[index % SECOND.length]}-${String(index).padStart(5, '0')}`,
    revision: 1 + Math.floor(random() * 90),
    description: `A ${pick(FIRST)} ${pick(SECOND)} over a ${pick(FIRST)} ground, for long strips`,
    rate: round3(20 + random() * 100),
    layer: Math.floor(random() * 12),
    seed: Math.floor(random() * 1e6),
    groups: GROUPS,
    parameters,
  };
}

/** @param {number} at @param {() => number} random @param {(list: readonly string[]) => string} pick @returns {Parameter} */
function makeParameter(at, random, pick) {
  const kind = at % 8;
  const type = kind === 5 ? 'flag' : kind === 6 ? 'name' : 'real';
  const min = round3(random() * 10);
  const max = round3(20 + random() * 100);
  return {
    name: `${QUALITY[at % QUALITY.length]}-${MEASURE[Math.floor(at / QUALITY.length)]}`,
    type,
    default: type === 'flag' ? random() < 0.5 : type === 'name' ? pick(FIRST) : round3(min + random() * (max - min)),
    min,
    max,
    hard: at % 4 === 0 && type === 'real',
    unit: pick(UNITS),
    group: pick(GROUPS),
    description: `${pick(QUALITY)} of ${pick(FIRST)} against ${pick(SECOND)}`,
  };
}

/** @param {number} value */
function round3(value) {
  return Math.round(value * 1000) / 1000;
}
