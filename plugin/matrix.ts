import type { Node } from 'jsonc-parser';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggest';
import { type JsonDocument, type JsonPath, propertiesOf } from './document';
import { CODEGEN_EXECUTOR } from './workflow';

type Value = string | number | boolean;
/** One value for each name of a matrix. */
type Combination = ReadonlyMap<string, Value>;

/** More are likely a mistake: each combination becomes a target on each project of the task. */
const MAX_COMBINATIONS = 256;
const TOKEN = /\{matrix\.([^{}]*)\}/g;
/** Fields of the written task that are kept in the task that waits for all combinations. */
const UMBRELLA_FIELDS = ['id', 'phase', 'description', 'project'];

/**
 * Replaces each task with a matrix by one task for each combination of values, and one of the original name that waits
 * for all of them. Nodes keep their positions in the text. A task with an invalid matrix is left unchanged.
 *
 * @param root root node of the document
 * @param diagnostics findings are added here
 */
export function expandMatrices(document: JsonDocument, root: Node, diagnostics: Diagnostic[]): Node {
  const tasks = [...propertiesOf(root)].find(([name]) => name === 'tasks')?.[2];
  const written = [...propertiesOf(tasks)];
  if (!tasks || !written.some(([, , task]) => matrixOf(task))) return root;
  const names = new Set(written.map(([name]) => name));
  const expanded = written.flatMap(([name, key, task]): Node[] => {
    const matrix = matrixOf(task);
    const combinations = matrix && combinationsOf(document, name, matrix, names);
    if (combinations && !(combinations instanceof Map)) diagnostics.push(combinations);
    if (!matrix || !(combinations instanceof Map)) return [property(key, task)];
    reportUnknownNames(document, ['tasks', name], task, combinations, diagnostics);
    const made = [...combinations].map(([each, values]) =>
      property(text(each, key), expandedTask(task, ['matrix', 'id'], values)),
    );
    return [...made, property(key, umbrellaTask(task, matrix, [...combinations.keys()]))];
  });
  const replaced = object(expanded, tasks);
  const others = [...propertiesOf(root)].map(([name, key, value]) =>
    property(key, name === 'tasks' ? replaced : value),
  );
  return withParents(object(others, root));
}

function matrixOf(task: Node): Node | undefined {
  return [...propertiesOf(task)].find(([name]) => name === 'matrix')?.[2];
}

/** The combinations by the names of their tasks, or a finding about the matrix. */
function combinationsOf(
  document: JsonDocument,
  task: string,
  matrix: Node,
  names: ReadonlySet<string>,
): Map<string, Combination> | Diagnostic {
  const path: JsonPath = ['tasks', task, 'matrix'];
  const wrong = (at: JsonPath, message: string, hint: string): Diagnostic =>
    document.atValue('matrix', at, message, hint);
  const hint = 'write { "NAME": ["one", "two"] }';
  const lists = [...propertiesOf(matrix)];
  if (matrix.type !== 'object' || lists.length === 0) {
    return wrong(path, 'a matrix is an object with a list of values for each name', hint);
  }
  let combinations: [string, Combination][] = [[task, new Map()]];
  for (const [name, , list] of lists) {
    const values = list.type === 'array' ? (list.children ?? []).map(({ value }): unknown => value) : [];
    if (!/^[A-Za-z][\w-]*$/.test(name)) {
      return wrong([...path, name], `"${name}" cannot be a name in a matrix`, 'use letters, digits, "-" and "_"');
    }
    if (values.length === 0 || !values.every(isValue)) {
      return wrong([...path, name], `"${name}" must be a list of strings, numbers, true or false`, hint);
    }
    combinations = combinations.flatMap(([before, known]) =>
      values.map((value): [string, Combination] => [`${before}-${nameOf(value)}`, new Map([...known, [name, value]])]),
    );
    if (combinations.length > MAX_COMBINATIONS) {
      const message = `the matrix has more than ${MAX_COMBINATIONS} combinations`;
      return wrong(path, message, 'each of them is a target: leave some values out, or make several tasks');
    }
  }
  const seen = new Set(names);
  for (const [name] of combinations) {
    if (seen.has(name)) {
      return wrong(path, `two tasks would have the name "${name}"`, 'rename the task, or change the values');
    }
    seen.add(name);
  }
  return new Map(combinations);
}

function isValue(value: unknown): value is Value {
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
}

/** A value as part of a target's name. */
function nameOf(value: Value): string {
  return String(value).replace(/[^\w.-]+/g, '-');
}

/** Reports `{matrix.…}` tokens whose name the matrix does not have. */
function reportUnknownNames(
  document: JsonDocument,
  path: JsonPath,
  task: Node,
  combinations: ReadonlyMap<string, Combination>,
  diagnostics: Diagnostic[],
): void {
  const known = [...([...combinations.values()][0]?.keys() ?? [])];
  const visit = (node: Node, at: JsonPath): void => {
    if (node.type === 'string') {
      for (const [token, name = ''] of String(node.value).matchAll(TOKEN)) {
        if (known.includes(name)) continue;
        const message = `the task's matrix has no "${name}"`;
        diagnostics.push(document.atPart('matrix', at, token, message, didYouMean(name, known)));
      }
    }
    if (node.type === 'array')
      for (const [index, child] of (node.children ?? []).entries()) visit(child, [...at, index]);
    for (const [name, , value] of propertiesOf(node)) visit(value, [...at, name]);
  };
  visit(task, path);
}

/** The task that waits for all combinations. If they have outputs, its edges are data edges, so that readers hash them. */
function umbrellaTask(task: Node, matrix: Node, names: readonly string[]): Node {
  const fields = new Map([...propertiesOf(task)].map(([name, key, value]) => [name, { key, value }]));
  const writes = fields.has('outputs') || fields.get('executor')?.value.value === CODEGEN_EXECUTOR;
  const kept = UMBRELLA_FIELDS.flatMap((name) => {
    const field = fields.get(name);
    return field ? [property(field.key, field.value)] : [];
  });
  const list: Node = { ...place(matrix), type: 'array', children: names.map((name) => text(name, matrix)) };
  return object(
    [
      ...kept,
      property(text('executor', matrix), text('nx:noop', matrix)),
      property(text(writes ? 'dependsOn' : 'after', matrix), list),
    ],
    task,
  );
}

/** The task of one combination: without the properties in `left`, and with its tokens replaced. */
function expandedTask(task: Node, left: readonly string[], values: Combination): Node {
  const kept = [...propertiesOf(task)].filter(([name]) => !left.includes(name));
  return object(
    kept.map(([, key, value]) => property(key, substitute(value, values))),
    task,
  );
}

/** Replaces tokens. A string that consists of one token becomes the value itself, so that a number stays a number. */
function substitute(node: Node, values: Combination): Node {
  if (node.type === 'string') {
    const written = String(node.value);
    const [, whole] = /^\{matrix\.([^{}]*)\}$/.exec(written) ?? [];
    const value = whole === undefined ? undefined : values.get(whole);
    if (value !== undefined) return { ...place(node), type: typeof value as 'string' | 'number' | 'boolean', value };
    return text(
      written.replace(TOKEN, (token, name: string) => String(values.get(name) ?? token)),
      node,
    );
  }
  if (node.type === 'array') {
    return { ...place(node), type: 'array', children: (node.children ?? []).map((child) => substitute(child, values)) };
  }
  if (node.type !== 'object') return { ...node };
  return object(
    [...propertiesOf(node)].map(([, key, value]) => property(key, substitute(value, values))),
    node,
  );
}

function place({ offset, length }: Node): Pick<Node, 'offset' | 'length'> {
  return { offset, length };
}

function text(value: string, at: Node): Node {
  return { ...place(at), type: 'string', value };
}

function property(key: Node, value: Node): Node {
  const length = value.offset + value.length - key.offset;
  return { offset: key.offset, length, type: 'property', children: [key, value] };
}

function object(properties: Node[], at: Node): Node {
  return { ...place(at), type: 'object', children: properties };
}

/** Copies nodes with their parents set, which a finding needs to get from a value to its key. */
function withParents(node: Node, parent?: Node): Node {
  const children: Node[] = [];
  const copy: Node = { ...node, ...(parent ? { parent } : {}), ...(node.children ? { children } : {}) };
  children.push(...(node.children ?? []).map((child) => withParents(child, copy)));
  return copy;
}
