// @ts-check
import { existsSync, readFileSync } from 'node:fs';

/**
 * Reads a JSON file. A missing or invalid file ends the process with a message. So does a duplicate key, because parsers
 * silently use only one of its values.
 *
 * @param {string} file from the workspace's root
 * @returns {any}
 */
export function readJson(file) {
  const text = readText(file);
  try {
    const value = JSON.parse(text);
    const twice = repeatedKey(text);
    if (!twice) return value;
    const before = text.slice(0, twice.offset).split('\n');
    console.error(`${file}:${before.length}:${(before.at(-1) ?? '').length + 1} error duplicate key "${twice.key}"`);
  } catch (error) {
    console.error(`${file} error ${/** @type {Error} */ (error).message}`);
  }
  process.exit(1);
}

/**
 * Reads a text file. A missing file ends the process with a message.
 *
 * @param {string} file
 */
export function readText(file) {
  if (existsSync(file)) return readFileSync(file, 'utf8');
  console.error(`${file} error file not found: run the task that creates it first`);
  process.exit(1);
}

/** @param {string} text valid JSON @returns {{ key: string, offset: number } | undefined} */
function repeatedKey(text) {
  /** The keys of the enclosing objects so far; a list has none. @type {Set<string>[]} */
  const open = [];
  for (const { 0: token, 1: colon, index } of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, token.length - colon.length));
      if (open.at(-1)?.has(key)) return { key, offset: index };
      open.at(-1)?.add(key);
    }
  }
  return undefined;
}
