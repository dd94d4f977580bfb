// @ts-check
// Which version of a pattern its golden was drawn from. An edited pattern may draw something else; one that was not
// edited must not.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** The file in the folder of the goldens: an id and a key for each golden. */
export const DRAWN_FROM = 'drawn-from.json';

/** Fields of a spec that are texts for readers. */
const TEXTS = new Set(['name', 'summary', 'idle']);

/**
 * A key of what a spec draws: all of it but its texts for readers.
 *
 * @param {Record<string, any>} spec
 */
export function drawingKey(spec) {
  const drawing = Object.fromEntries(Object.entries(spec).filter(([field]) => !TEXTS.has(field)));
  return createHash('sha256').update(JSON.stringify(drawing)).digest('hex').slice(0, 16);
}

/**
 * The keys of the specs that goldens were drawn from, by id; empty without the file.
 *
 * @param {string} folder of the goldens
 * @returns {Record<string, string>}
 */
export function drawnFrom(folder) {
  const file = posix.join(folder, DRAWN_FROM);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}
