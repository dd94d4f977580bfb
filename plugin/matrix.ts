import type { Node } from 'jsonc-parser';
import type { Diagnostic } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggest';
import { type JsonDocument, type JsonPath, propertiesOf } from './document';
import { CODEGEN_EXECUTOR } from './workflow';

type Value = string | number | boolean;
/** One value for each name of a matrix, as its node has it. */
type Combination = ReadonlyMap<string, Value>;

/** More are a mistake: each is a target of its own on each project of the task. */
const MOST_COMBINATIONS = 256;
const TOKEN = /\{matrix\.([^{}]*)\}/g;
/** What the task that runs all combinations has of the one that is written. */
const OF_ALL = ['id', 'phase', 'description', 'project'];

/**
 * A workflow file in which a task with a matrix is one task for each combination of values, and one of its own name that
 * waits for all of them. The nodes keep their places in the text. A task whose matrix is wrong stays as it is.
 *
 * @param root of the document
 * @param diagnostics told what is wrong
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
    findUnknown(document, ['tasks', name], task, combinations, diagnostics);
    const made = [...combinations].map(([each, values]) =>
      property(text(each, key), without(task, ['matrix', 'id'], values)),
    );
    return [...made, property(key, allOf(task, matrix, [...combinations.keys()]))];
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

/** The combinations by the names of their tasks, or what is wrong with the matrix. */
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
    if (combinations.length > MOST_COMBINATIONS) {
      const message = `the matrix has more than ${MOST_COMBINATIONS} combinations`;
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

/** A value as a part of a target's name. */
function nameOf(value: Value): string {
  return String(value).replace(/[^\w.-]+/g, '-');
}

/** Tokens that name nothing in the matrix. */
function findUnknown(
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

/** The task that runs all combinations. What they write is hashed through it; where they write nothing, it only waits. */
function allOf(task: Node, matrix: Node, names: readonly string[]): Node {
  const fields = new Map([...propertiesOf(task)].map(([name, key, value]) => [name, { key, value }]));
  const writes = fields.has('outputs') || fields.get('executor')?.value.value === CODEGEN_EXECUTOR;
  const kept = OF_ALL.flatMap((name) => {
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

/** A task without some properties, in which the tokens have their values. */
function without(task: Node, left: readonly string[], values: Combination): Node {
  const kept = [...propertiesOf(task)].filter(([name]) => !left.includes(name));
  return object(
    kept.map(([, key, value]) => property(key, filledIn(value, values))),
    task,
  );
}

/** A string that is one token alone becomes the value itself: a number stays one. */
function filledIn(node: Node, values: Combination): Node {
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
    return { ...place(node), type: 'array', children: (node.children ?? []).map((child) => filledIn(child, values)) };
  }
  if (node.type !== 'object') return { ...node };
  return object(
    [...propertiesOf(node)].map(([, key, value]) => property(key, filledIn(value, values))),
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

/** The same nodes, each of which names the one around it: by that, a finding gets from a value to its key. */
function withParents(node: Node, parent?: Node): Node {
  const children: Node[] = [];
  const copy: Node = { ...node, ...(parent ? { parent } : {}), ...(node.children ? { children } : {}) };
  children.push(...(node.children ?? []).map((child) => withParents(child, copy)));
  return copy;
}
