// @ts-check
import { LineCounter, isNode, parseDocument } from 'yaml';

/**
 * A YAML or JSON spec with a way from JSON Pointers to lines.
 *
 * @param {string} file for messages
 * @param {string} text
 */
export function readSpecFile(file, text) {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const place = (/** @type {number} */ offset) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  return {
    errors: document.errors.map(
      (error) => `${place(error.pos[0])} error ${error.message.replace(/ at line [^]*$/, '')}`,
    ),
    /** @type {any} */
    spec: document.errors.length > 0 ? undefined : document.toJS(),
    /** `file:line:column` of what a pointer leads to, or of the nearest thing above it. @param {string} pointer */
    locate(pointer) {
      const path = pointer
        .split('/')
        .slice(1)
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
      for (; ; path.pop()) {
        const node = document.getIn(path, true);
        if (isNode(node) && node.range) return place(node.range[0]);
        if (path.length === 0) return file;
      }
    },
  };
}
