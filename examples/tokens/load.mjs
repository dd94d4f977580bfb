// @ts-check
// Reads a token file and resolves references to other files: `{color.brand}` is `brand` of color.yaml.
import { posix } from 'node:path';
import { parse } from 'yaml';

/**
 * @param {{ path: string, name: string, text: string }} source
 * @param {{ read: (path: string) => string }} workspace
 */
export default function load({ path, name, text }, { read }) {
  const files = new Map([[name, parse(text)]]);

  /** @param {string} file @returns {{ type: string, tokens: Record<string, string> }} */
  function tokensOf(file) {
    if (!files.has(file)) files.set(file, parse(read(posix.join(posix.dirname(path), `${file}.yaml`))));
    return files.get(file);
  }

  /** @param {string} value @param {string[]} way the chain of references so far @returns {string} */
  function resolve(value, way) {
    return String(value).replace(/\{(\w+)\.([\w-]+)\}/g, (reference, file, token) => {
      if (way.includes(reference)) throw new Error(`${[...way, reference].join(' leads to ')}, which is a circle`);
      const found = tokensOf(file).tokens[token];
      if (found === undefined) throw new Error(`${reference} is no token: ${file}.yaml has no "${token}"`);
      return resolve(found, [...way, reference]);
    });
  }

  const { type, tokens } = tokensOf(name);
  return {
    type,
    tokens: Object.entries(tokens).map(([token, value], index) => ({
      name: token,
      value: resolve(value, []),
      // In CSS, a reference to another token stays a reference, as `var(…)`.
      css: String(value).replace(/\{(\w+)\.([\w-]+)\}/g, 'var(--$1-$2)'),
      top: index * 48,
    })),
    height: Object.keys(tokens).length * 48,
  };
}
