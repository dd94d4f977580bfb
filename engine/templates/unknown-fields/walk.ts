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

/** A call, as all nodes have it that may be one. */
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
  /** The syntax tree of a text. */
  readonly programOf: (text: number) => Program;
  /** The text of a partial by its name. */
  readonly partialNamed: (name: string) => number | undefined;
  /** Told of every field that is asked for where it is known whether it may be there. */
  readonly onField: (text: number, path: Path, part: number, absent: Absent | undefined) => void;
}

/** Partials are followed as often at most; only those that call themselves with ever other data need more. */
const MAX_CALLS = 10_000;
const MAX_DEPTH = 100;
/** As many contexts outwards are known in a partial. */
const CONTEXTS_IN_PARTIALS = 4;

/** Follows templates as Handlebars runs them, with what is known of the data. */
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

  /** The inline partials that a block defines are known in all of it, whatever comes first. */
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

  /** `{{a.b}}`, or `{{helper a b=c}}`. */
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
    switch (this.walked.helpers.own.has(name) ? name : 'one of the user') {
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

  /** The scope in `{{#field}}…{{/field}}`; undefined where it may be one or another. */
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
    // Without a partial of that name, the block itself is shown.
    else if (block) this.run(block, context, scope);
  }

  /** A partial knows the inline partials that the block of its call defines. */
  private inlineOf(block: Content | undefined, text: number, scope: Scope): Scope['inlinePartials'] {
    return block ? this.withInlinePartials(block.program, text, scope).inlinePartials : scope.inlinePartials;
  }

  /**
   * Renders content where it is asked for: with the names of the place where it stands.
   *
   * @param caller has what the content sees of the place that asks
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

  /** What is passed to a helper. */
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
   * @param isName whether a text or a number in it is the name of a field
   */
  private context(node: Node, text: number, scope: Scope, isName = false): Context {
    if (node.type === 'SubExpression') {
      this.argumentContexts(node as Call, text, scope);
      // What Handlebars looks up is in the data; what else a helper gives, it alone knows.
      const isLookup = (node as Call).path['original'] === 'lookup' && this.walked.helpers.own.has('lookup');
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
      // An answer that says nothing is none.
      if (found) this.walked.onField(text, path, part, absent);
      context = { shape: found instanceof Absent ? undefined : found };
    }
    return context;
  }

  /** The helper that a node calls; undefined where it names a field. */
  private helperName({ path, params, hash }: Call, scope: Scope): string | undefined {
    const name = String(path['original']);
    if (params.length > 0 || hash) return name;
    const own = path as unknown as Path;
    const isSimple = path.type !== 'PathExpression' || isSimpleName(own);
    return isSimple && !scope.blockParams.has(name) && this.walked.helpers.all.has(name) ? name : undefined;
  }

  /** A name that no helper has may be for the user's `helperMissing`. */
  private mayBeCaught({ path }: Call): boolean {
    const isName = path.type !== 'PathExpression' || isSimpleName(path as unknown as Path);
    return isName && this.walked.helpers.catchesMissing;
  }
}

/** As Handlebars decides it. */
function isScoped(path: Path): boolean {
  return /^\.|this\b/.test(path.original);
}

function isSimpleName(path: Path): boolean {
  return path.parts.length === 1 && path.depth === 0 && !isScoped(path);
}
