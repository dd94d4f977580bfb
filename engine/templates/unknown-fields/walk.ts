import type { HelperNames } from '../helper-names';
import { Absent, withFields, type Shape } from './shape';
import {
  enterContext,
  scopeKey,
  UNKNOWN,
  unknownScope,
  withBlockParams,
  type Content,
  type Context,
  type Scope,
} from './scope';

type Node = hbs.AST.Node & Readonly<Record<string, unknown>>;
type Path = hbs.AST.PathExpression;
type Program = hbs.AST.Program;

/** The common parts of nodes that may be calls. */
interface Call extends Node {
  readonly path: Node;
  readonly params: readonly Node[];
  readonly hash: hbs.AST.Hash | undefined;
}

interface Block extends Call {
  readonly program: Program | undefined;
  readonly inverse: Program | undefined;
}

export interface WalkInput {
  readonly helpers: HelperNames;
  /** Returns the syntax tree of a text. */
  readonly programOf: (text: number) => Program;
  /** Returns the text of a partial by name. */
  readonly partialNamed: (name: string) => number | undefined;
  /** Called for every accessed field whose presence is known. */
  readonly onField: (text: number, path: Path, part: number, absent: Absent | undefined) => void;
}

/** Most calls of partials that are followed. Only recursive partials with ever different data need more. */
const MAX_CALLS = 10_000;
const MAX_DEPTH = 100;
/** Number of outer contexts that are tracked inside a partial. */
const CONTEXTS_IN_PARTIALS = 4;

/** Walks templates in the order of execution, tracking what is known about the data. */
export class Walk {
  private readonly done = new Set<string>();
  private readonly ids = new Map<Program, number>();
  private calls = 0;
  private depth = 0;

  constructor(private readonly walked: WalkInput) {}

  template(text: number, scope: Scope): void {
    this.program(this.walked.programOf(text), text, scope);
  }

  private program(program: Program | undefined, text: number, outer: Scope): void {
    if (!program) return;
    const scope = this.withInlinePartials(program, text, outer);
    for (const statement of program.body) this.statement(statement as unknown as Node, text, scope);
  }

  /** Adds a block's inline partials, which are known in the whole block, even before their definition. */
  private withInlinePartials(program: Program, text: number, scope: Scope): Scope {
    const own = program.body.flatMap((statement) => {
      const { type, params, program: content } = statement as unknown as Block;
      const name = type === 'DecoratorBlock' ? params[0] : undefined;
      if (name?.type !== 'StringLiteral' || !content) return [];
      return [[String(name['value']), content] as const];
    });
    if (own.length === 0) return scope;
    const inlinePartials = new Map(scope.inlinePartials);
    for (const [name, content] of own)
      inlinePartials.set(name, this.content(content, text, { ...scope, contexts: [] }));
    return { ...scope, inlinePartials };
  }

  private content(program: Program, text: number, scope: Scope): Content {
    const id = this.ids.get(program) ?? this.ids.size;
    this.ids.set(program, id);
    return { id, program, text, scope };
  }

  private statement(node: Node, text: number, scope: Scope): void {
    switch (node.type) {
      case 'MustacheStatement':
        this.value(node as Call, text, scope);
        break;
      case 'BlockStatement':
        this.block(node as Block, text, scope);
        break;
      case 'PartialStatement':
      case 'PartialBlockStatement':
        this.partial(node as Block & { readonly name: Node }, text, scope);
        break;
    }
  }

  /** Walks `{{a.b}}` or `{{helper a b=c}}`. */
  private value(node: Call, text: number, scope: Scope): void {
    if (this.helperName(node, scope) !== undefined) this.argumentContexts(node, text, scope);
    else if (!this.mayBeCaught(node)) this.context(node.path, text, scope, true);
  }

  private block(node: Block, text: number, scope: Scope): void {
    const { program, inverse } = node;
    const name = this.helperName(node, scope);
    const within = (inner: Scope, values: readonly Context[] = []): void =>
      this.program(program, text, withBlockParams(inner, program?.blockParams, values));
    const otherwise = (inner: Scope): void => this.program(inverse, text, withBlockParams(inner, inverse?.blockParams));
    if (name === undefined) {
      const inner = this.mayBeCaught(node) ? undefined : this.fieldBlockScope(node, text, scope);
      within(inner ?? unknownScope(scope));
      otherwise(inner ? scope : unknownScope(scope));
      return;
    }
    const [first] = this.argumentContexts(node, text, scope);
    switch (this.walked.helpers.known.has(name) ? name : 'one of the user') {
      case 'if':
      case 'unless':
      case 'eq':
      case 'indent':
        within(scope);
        break;
      case 'with': {
        const context = first ?? UNKNOWN;
        within({ ...scope, contexts: enterContext(scope.contexts, context) }, [context]);
        break;
      }
      case 'each': {
        const shape = first?.shape?.elements();
        const context = shape === 'nothing' ? undefined : { ...(first ?? UNKNOWN), shape };
        if (context) within({ ...scope, contexts: enterContext(scope.contexts, context) }, [context]);
        break;
      }
      default:
        within(unknownScope(scope));
        otherwise(unknownScope(scope));
        return;
    }
    otherwise(scope);
  }

  /** The scope inside `{{#field}}…{{/field}}`; undefined if it is ambiguous. */
  private fieldBlockScope(node: Block, text: number, scope: Scope): Scope | undefined {
    const context = this.context(node.path, text, scope, true);
    const { shape } = context;
    if (!shape || this.walked.helpers.replacesBlocks) return undefined;
    const into = (one: Context): Scope => ({ ...scope, contexts: enterContext(scope.contexts, one) });
    if (shape.mayBeBoolean) return shape.mayBeList || shape.mayBeContext ? undefined : scope;
    if (!shape.mayBeList) return into(context);
    const walked = shape.elements();
    return shape.mayBeContext || walked === 'nothing' ? undefined : into({ shape: walked });
  }

  private partial(node: Block & { readonly name: Node }, text: number, scope: Scope): void {
    const { name, program } = node;
    if (name.type === 'SubExpression') this.context(name, text, scope);
    const [given] = node.params.map((one) => this.context(one, text, scope));
    const hash = this.hash(node, text, scope);
    const before = given ?? scope.contexts[0] ?? UNKNOWN;
    const context = hash.size === 0 ? before : { shape: withFields(before.shape, hash) };
    const block = program ? this.content(program, text, scope) : undefined;
    if (name.type === 'SubExpression') {
      if (block) this.run(block, UNKNOWN, unknownScope(scope));
      return;
    }
    const called = String(name['original']);
    const content = called === '@partial-block' ? scope.partialBlock : scope.inlinePartials.get(called);
    const around = called === '@partial-block' ? content?.scope.partialBlock : scope.partialBlock;
    const inPartial: Scope = {
      ...scope,
      contexts: enterContext(scope.contexts, context).slice(0, CONTEXTS_IN_PARTIALS),
      blockParams: new Map(),
      inlinePartials: this.inlineOf(block, text, scope),
      partialBlock: block ?? around,
    };
    const file = this.walked.partialNamed(called);
    if (content) this.run(content, context, inPartial);
    else if (file !== undefined) this.once(`text ${file}`, inPartial, (inner) => this.template(file, inner));
    // Without a partial of that name, its block is rendered.
    else if (block) this.run(block, context, scope);
  }

  /** Inline partials of the calling block are known inside the partial. */
  private inlineOf(block: Content | undefined, text: number, scope: Scope): Scope['inlinePartials'] {
    return block ? this.withInlinePartials(block.program, text, scope).inlinePartials : scope.inlinePartials;
  }

  /**
   * Walks a block where it is called, with the names of the place of its definition.
   *
   * @param caller the scope of the caller, as far as the block sees it
   */
  private run({ id, program, text, scope: own }: Content, context: Context, caller: Scope): void {
    const contexts = own.contexts.length === 0 ? [context] : enterContext(own.contexts, context);
    const scope: Scope = {
      ...caller,
      contexts: contexts.slice(0, CONTEXTS_IN_PARTIALS),
      blockParams: own.blockParams,
    };
    this.once(`content ${id}`, scope, (inner) => this.program(program, text, inner));
  }

  private once(name: string, scope: Scope, work: (scope: Scope) => void): void {
    const key = `${name} ${scopeKey(scope)}`;
    if (this.done.has(key) || this.depth >= MAX_DEPTH || this.calls >= MAX_CALLS) return;
    this.done.add(key);
    this.calls++;
    this.depth++;
    work(scope);
    this.depth--;
  }

  /** The contexts of the arguments of a helper. */
  private argumentContexts(node: Call, text: number, scope: Scope): Context[] {
    this.hash(node, text, scope);
    return node.params.map((one) => this.context(one, text, scope));
  }

  private hash(node: Call, text: number, scope: Scope): Map<string, Shape | undefined> {
    return new Map(
      (node.hash?.pairs ?? []).map(({ key, value }) => [key, this.context(value as Node, text, scope).shape]),
    );
  }

  /**
   * The value of an expression.
   *
   * @param isName true if a string or number in this position is the name of a field
   */
  private context(node: Node, text: number, scope: Scope, isName = false): Context {
    if (node.type === 'SubExpression') {
      this.argumentContexts(node as Call, text, scope);
      // The result of `lookup` is in the data; results of other helpers are unknown.
      const isLookup = (node as Call).path['original'] === 'lookup' && this.walked.helpers.known.has('lookup');
      return isLookup ? { shape: undefined } : UNKNOWN;
    }
    if (node.type === 'PathExpression') return this.path(node as unknown as Path, text, scope);
    if (!isName) return { shape: undefined };
    const original = String(node['original']);
    return this.path({ ...node, data: false, depth: 0, parts: [original], original } as unknown as Path, text, scope);
  }

  private path(path: Path, text: number, scope: Scope): Context {
    const [first = ''] = path.parts;
    const parameter = path.depth === 0 && !isScoped(path) ? scope.blockParams.get(first) : undefined;
    if (path.data && !parameter && (first !== 'root' || path.depth > 0)) return UNKNOWN;
    const isNamed = parameter !== undefined || path.data;
    let context = parameter ?? (path.data ? scope.root : (scope.contexts[path.depth] ?? UNKNOWN));
    for (let part = isNamed ? 1 : 0; part < path.parts.length; part++) {
      const { shape } = context;
      if (!shape) return { shape: undefined, isFromCode: context.isFromCode ?? false };
      const found = shape.field(path.parts[part]!);
      const absent = found instanceof Absent ? found : undefined;
      // Undefined: the schema does not say.
      if (found) this.walked.onField(text, path, part, absent);
      context = { shape: found instanceof Absent ? undefined : found };
    }
    return context;
  }

  /** The helper that a node calls; undefined if it names a field. */
  private helperName({ path, params, hash }: Call, scope: Scope): string | undefined {
    const name = String(path['original']);
    if (params.length > 0 || hash) return name;
    const own = path as unknown as Path;
    const isSimple = path.type !== 'PathExpression' || isSimpleName(own);
    return isSimple && !scope.blockParams.has(name) && this.walked.helpers.all.has(name) ? name : undefined;
  }

  /** True if an unknown name may be handled by the user's `helperMissing`. */
  private mayBeCaught({ path }: Call): boolean {
    const isName = path.type !== 'PathExpression' || isSimpleName(path as unknown as Path);
    return isName && this.walked.helpers.catchesMissing;
  }
}

/** Same rule as in Handlebars. */
function isScoped(path: Path): boolean {
  return /^\.|this\b/.test(path.original);
}

function isSimpleName(path: Path): boolean {
  return path.parts.length === 1 && path.depth === 0 && !isScoped(path);
}
