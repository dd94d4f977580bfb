import { getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { compareDiagnostics, type Diagnostic } from '../diagnostics/diagnostic';
import { SourceText } from '../diagnostics/source-text';
import { didYouMean } from '../diagnostics/suggest';
import { JsonDocument, propertiesOf, type JsonPath } from './document';
import { describeType, FILE_FIELDS, hasType, TASK_FIELDS, type FieldType } from './field-types';
import { expandMatrices } from './matrix';
import { parseDependencies, type TaskNames } from './parse-dependency';
import { readableParts, type ReadableParts } from './readable-parts';
import type { Limits, Task, Workflow } from './workflow';

export interface ParsedWorkflow {
  readonly document: JsonDocument;
  /** Undefined if there is a finding: nothing is built from half a file. */
  readonly workflow: Workflow | undefined;
  /** The readable parts of a broken file, so that its targets can print the errors. */
  readonly readable: () => ReadableParts;
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Parses a workflow file: syntax, names and types of all properties, and references between tasks.
 * Pure. Checks that involve more than one value (cycles, outputs, names) are in validate.ts.
 *
 * @param file relative to the workspace, with `/` between folders
 */
export function parseWorkflow(text: string, file: string): ParsedWorkflow {
  const source = new SourceText(file, text.startsWith('\uFEFF') ? ` ${text.slice(1)}` : text);
  const { root: written, problem } = readJson(source.text);
  const diagnostics: Diagnostic[] = [];
  const isWhole = written !== undefined && !problem;
  const root = isWhole ? expandMatrices(new JsonDocument(source, written), written, diagnostics) : written;
  const document = new JsonDocument(source, root);
  // Only the first syntax error: later ones are mostly consequences of it.
  if (problem) diagnostics.push(syntaxError(document, problem));
  else if (root?.type !== 'object') diagnostics.push(notAnObject(document, root));
  const workflow = isWhole && root?.type === 'object' ? readFile(document, root, diagnostics) : undefined;
  if (written && PROTOTYPE_KEY.test(source.text)) diagnostics.push(...prototypeKeys(document, written));
  return {
    document,
    workflow: diagnostics.length === 0 ? workflow : undefined,
    readable: () => readableParts(root?.type === 'object' ? root : readJson(`{${source.text}`).root),
    diagnostics: oncePerPlace(diagnostics),
  };
}

/** Removes duplicates: each task of a matrix repeats the findings of the written task. */
export function oncePerPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const places = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const place = [one.code, one.line, one.column].join(' ');
    if (!places.has(place)) places.set(place, one);
  }
  return [...places.values()].sort(compareDiagnostics);
}

interface SyntaxProblem {
  readonly what: string;
  readonly offset: number;
  readonly length: number;
}

/** The tree that the parser returned, and its first error. */
function readJson(text: string): { readonly root: Node | undefined; readonly problem: SyntaxProblem | undefined } {
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true });
    const deep = firstTooDeep(root);
    if (deep) return { root: undefined, problem: { what: 'nested too deeply', offset: deep.offset, length: 1 } };
    const first = errors[0];
    if (!first) return { root, problem: undefined };
    const what = printParseErrorCode(first.error).replace(/([a-z])([A-Z])/g, '$1 $2');
    return { root, problem: { what: what.toLowerCase(), offset: first.offset, length: first.length } };
  } catch {
    // The parser is recursive, and its stack overflows after some thousand levels.
    return { root: undefined, problem: { what: 'nested too deeply', offset: 0, length: 1 } };
  }
}

/** Far more than a task needs, and far less than what overflows the stack. */
const MAX_DEPTH = 200;

/** The first value that is nested deeper than {@link MAX_DEPTH}. */
function firstTooDeep(root: Node | undefined): Node | undefined {
  for (const { depth, values } of levelsOf(root)) if (depth > MAX_DEPTH) return values[0];
  return undefined;
}

/** All values, level by level. Not recursive, since nesting may be deeper than the stack allows. */
function* levelsOf(root: Node | undefined): Generator<{ depth: number; values: readonly Node[] }> {
  let values: readonly Node[] = root ? [root] : [];
  for (let depth = 0; values.length > 0; depth++) {
    yield { depth, values };
    values = values.flatMap(({ children }) =>
      (children ?? []).flatMap((child) => (child.type === 'property' ? (child.children?.[1] ?? []) : child)),
    );
  }
}

function syntaxError(document: JsonDocument, { what, offset, length }: SyntaxProblem): Diagnostic {
  return document.at(
    'syntax-error',
    offset,
    Math.max(1, length),
    `not valid JSON: ${what}`,
    'a workflow file is JSON; comments and trailing commas are allowed',
  );
}

function notAnObject(document: JsonDocument, root: Node | undefined): Diagnostic {
  const found = root ? describeType(getNodeValue(root)) : 'empty';
  return document.atValue(
    'wrong-type',
    [],
    `a workflow file must be an object, not ${found}`,
    'start from { "name": "…", "tasks": {} }',
  );
}

function readFile(document: JsonDocument, root: Node, diagnostics: Diagnostic[]): Workflow {
  const properties = readProperties(document, root, [], FILE_FIELDS, 'a workflow', diagnostics);
  const tasksNode = properties.get('tasks');
  if (!tasksNode) {
    diagnostics.push(
      document.at('missing-property', root.offset, 1, 'the workflow has no "tasks"', 'add "tasks": { … }'),
    );
  }
  const nodes = readObject(document, tasksNode, diagnostics);
  const fields = new Map<string, Map<string, Node>>();
  const names: TaskNames = { names: new Set(nodes.keys()), byId: new Map() };
  for (const [name, node] of nodes) {
    const path: JsonPath = ['tasks', name];
    if (node.type !== 'object') {
      diagnostics.push(wrongType(document, path, `task "${name}"`, 'an object', node));
      continue;
    }
    const read = readProperties(document, node, path, TASK_FIELDS, 'a task', diagnostics);
    fields.set(name, read);
    const id: unknown = read.get('id')?.value;
    if (typeof id === 'number' && !names.byId.has(id)) names.byId.set(id, name);
  }
  const tasks = [...fields].map(([name, read]) => readTask(document, name, read, names, diagnostics));
  const phases = properties.get('phases');
  return {
    name: valueOf(properties, 'name') as string | undefined,
    phases: phases ? ((valueOf(properties, 'phases') as string[] | undefined) ?? []) : mentionedPhases(tasks),
    tasks,
  };
}

function readTask(
  document: JsonDocument,
  name: string,
  fields: Map<string, Node>,
  names: TaskNames,
  diagnostics: Diagnostic[],
): Task {
  const path: JsonPath = ['tasks', name];
  const target: Record<string, unknown> = {};
  for (const [key, node] of fields) {
    if (!OWN_FIELDS.has(key)) target[key] = getNodeValue(node) as unknown;
  }
  const project = valueOf(fields, 'project') as string | string[] | undefined;
  const edges = (key: 'dependsOn' | 'after') =>
    parseDependencies(
      document,
      [...path, key],
      (valueOf(fields, key) as unknown[] | undefined) ?? [],
      names,
      diagnostics,
    );
  return {
    name,
    id: valueOf(fields, 'id') as number | undefined,
    phase: valueOf(fields, 'phase') as string | undefined,
    description: valueOf(fields, 'description') as string | undefined,
    projects: typeof project === 'string' ? [project] : project,
    dependsOn: edges('dependsOn'),
    after: edges('after'),
    target: target,
    ...limitsOf(fields),
    ...(valueOf(fields, 'committed') === true ? { isCommitted: true } : {}),
  };
}

const LIMITS = ['timeout', 'retries'] as const;

function limitsOf(fields: Map<string, Node>): { readonly limits?: Limits } {
  const given = LIMITS.flatMap((name) => (fields.has(name) ? [[name, valueOf(fields, name)]] : []));
  return given.length === 0 ? {} : { limits: Object.fromEntries(given) as Limits };
}

const OWN_FIELDS = new Set<string>([
  'id',
  'phase',
  'description',
  'project',
  'dependsOn',
  'after',
  'committed',
  ...LIMITS,
]);

/** The known properties of an object whose values have the right type; reports all others. */
function readProperties(
  document: JsonDocument,
  node: Node,
  path: JsonPath,
  fields: Readonly<Record<string, FieldType>>,
  what: string,
  diagnostics: Diagnostic[],
): Map<string, Node> {
  const known = new Map<string, Node>();
  for (const [key, value] of readObject(document, node, diagnostics)) {
    const type = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (!type) {
      const message = `${what} has no property "${key}"`;
      diagnostics.push(
        document.atKey('unknown-property', [...path, key], message, didYouMean(key, Object.keys(fields))),
      );
    } else if (!hasType(getNodeValue(value), type)) {
      diagnostics.push(wrongType(document, [...path, key], `"${key}"`, type, value));
    } else known.set(key, value);
  }
  return known;
}

/** The levels whose names are checked elsewhere: the root, the tasks, and each task. */
const READ_LEVELS = 3;

/** Matches every text that may contain the property `__proto__`, as such or by escapes. */
const PROTOTYPE_KEY = /__proto__|\\u/;

/** Reports properties named `__proto__`, whose values JavaScript would silently drop. */
function* prototypeKeys(document: JsonDocument, root: Node): Generator<Diagnostic> {
  for (const { depth, values } of levelsOf(root)) {
    if (depth < READ_LEVELS) continue;
    for (const [name, key] of values.flatMap((value) => [...propertiesOf(value)])) {
      if (name !== '__proto__') continue;
      const message = 'a property cannot be named "__proto__"';
      yield document.at('invalid-name', key.offset, key.length, message, 'rename it: JavaScript would drop its value');
    }
  }
}

/** The properties of an object node by name; reports duplicates. */
function readObject(document: JsonDocument, node: Node | undefined, diagnostics: Diagnostic[]): Map<string, Node> {
  const found = new Map<string, Node>();
  for (const [name, key, value] of propertiesOf(node)) {
    if (found.has(name)) {
      const message = `the property "${name}" occurs twice`;
      const hint = 'JSON keeps only the last one: remove or rename one of them';
      diagnostics.push(document.at('duplicate-property', key.offset, key.length, message, hint));
    } else found.set(name, value);
  }
  return found;
}

function wrongType(document: JsonDocument, path: JsonPath, what: string, type: FieldType, node: Node): Diagnostic {
  const value: unknown = getNodeValue(node);
  const found = hasType(value, 'a list') && type.includes('a list of') ? 'a list of other things' : describeType(value);
  return document.atValue('wrong-type', path, `${what} must be ${type}, not ${found}`, `write ${EXAMPLES[type]}`);
}

const EXAMPLES: Readonly<Record<FieldType, string>> = {
  'a string': '"…"',
  'a whole number': 'a number without quotes and without a fraction',
  'true or false': 'true or false without quotes',
  'an object': '{ … }',
  'a list of strings': '["…", "…"]',
  'a list': '[ … ]',
  'a list of strings and objects': '["…", { … }]',
  'a string or a list of strings': '"…" or ["…", "…"]',
  anything: 'any value',
};

/** The value of a property whose type was checked when it was read. */
function valueOf(nodes: Map<string, Node>, key: string): unknown {
  const node = nodes.get(key);
  return node === undefined ? undefined : getNodeValue(node);
}

function mentionedPhases(tasks: readonly Task[]): string[] {
  return [...new Set(tasks.flatMap((task) => task.phase ?? []))];
}
