// @ts-check
import { parseTree } from 'jsonc-parser';
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';

/**
 * A JSON or YAML value with its offset in the text.
 *
 * @typedef {{ kind: 'object', entries: { key: string, value: ValueNode }[], offset: number }
 *   | { kind: 'list', items: ValueNode[], offset: number }
 *   | { kind: 'scalar', value: unknown, offset: number }} ValueNode
 */

/**
 * @param {string} text JSON, with comments allowed
 * @returns {ValueNode[]} a single value, or none for an empty text
 */
export function jsonValues(text) {
  const tree = parseTree(text, [], { allowTrailingComma: true });
  return tree ? [fromJson(tree)] : [];
}

/**
 * @param {string} text YAML, any number of documents
 * @returns {ValueNode[] | undefined} undefined if it cannot be parsed
 */
export function yamlValues(text) {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  if (documents.some((one) => one.errors.length > 0)) return undefined;
  return documents.map((one) => fromYaml(one.contents, one));
}

/**
 * @param {import('jsonc-parser').Node} node
 * @returns {ValueNode}
 */
function fromJson(node) {
  const { offset, children = [] } = node;
  if (node.type === 'array') return { kind: 'list', items: children.map(fromJson), offset };
  if (node.type !== 'object') return { kind: 'scalar', value: node.value, offset };
  const entries = children.flatMap(({ children: [key, value] = [] }) =>
    key && value ? [{ key: String(key.value), value: fromJson(value) }] : [],
  );
  return { kind: 'object', entries, offset };
}

/**
 * @param {unknown} node
 * @param {import('yaml').Document} document
 * @returns {ValueNode}
 */
function fromYaml(node, document) {
  const offset = /** @type {{ range?: number[] } | null} */ (node)?.range?.[0] ?? 0;
  if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => fromYaml(item, document)), offset };
  if (isMap(node)) {
    const entries = node.items.map(({ key, value }) => ({
      key: String(isScalar(key) ? key.value : key),
      value: fromYaml(value, document),
    }));
    return { kind: 'object', entries, offset };
  }
  // Resolve scalar aliases where they are used, because the key is there. Lists and maps have their own keys, so they are
  // visited only where they are defined.
  const source = isAlias(node) ? node.resolve(document) : node;
  return { kind: 'scalar', value: isScalar(source) ? source.value : undefined, offset };
}
