// @ts-check
import { createRequire } from 'node:module';
import { optimiseSpec } from './optimise-spec.mjs';

const require = createRequire(import.meta.url);
/** @type {typeof import('../../language/pattern.js')} */
const { readPattern } = require('../../language/pattern.js');

/**
 * Template data of an optimised pattern, with its findings. `smaller` is true if a node was removed.
 *
 * @param {any} spec a valid spec
 */
export default function prepare(spec) {
  const { findings, optimised } = optimiseSpec(spec);
  const { pattern } = readPattern(optimised ?? spec);
  if (!pattern) throw new Error(`what "${spec.id}" could be is no valid pattern`);
  return { ...pattern, findings, smaller: optimised !== undefined };
}
