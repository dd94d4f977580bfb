// @ts-check
import { visit } from 'jsonc-parser';
import { readFileSync } from 'node:fs';

/**
 * Reads a JSON file for a review. A duplicate key is an error: parsers would use one value while people may read the
 * other.
 *
 * @param {string} file
 * @returns {any}
 * @throws an error that starts with the file
 */
export function readJson(file) {
  const text = readFileSync(file, 'utf8');
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} error ${/** @type {Error} */ (error).message}`, { cause: error });
  }
  const seen = new Set();
  visit(text, {
    onObjectProperty(key, _offset, _length, line, character, path) {
      const place = JSON.stringify([...path(), key]);
      if (seen.has(place)) throw new Error(`${file}:${line + 1}:${character + 1} error duplicate key "${key}"`);
      seen.add(place);
    },
  });
  return value;
}
