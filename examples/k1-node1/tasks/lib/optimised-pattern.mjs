// @ts-check
import { createRequire } from 'node:module';
import { optimiseSpec } from './optimise-spec.mjs';

const require = createRequire(import.meta.url);
/** @type {typeof import('../../language/pattern.js')} */
const { readPattern } = require('../../language/pattern.js');

/**
 * What the templates get of a pattern as it could be, with what was found. `smaller` says whether anything is left out.
 *
 * @param {any} spec a valid one
 */
export default function prepare(spec) {
  const { findings, optimised } = optimiseSpec(spec);
  const { pattern } = readPattern(optimised ?? spec);
  if (!pattern) throw new Error(`what "${spec.id}" could be is no valid pattern`);
  return { ...pattern, findings, smaller: optimised !== undefined };
}
