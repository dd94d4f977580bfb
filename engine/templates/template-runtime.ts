import { runInThisContext } from 'node:vm';
import { originalOf } from './data-view';
import { callFunction, type LoadedFunction } from './function-template';
import { UnobservableError } from '../render/observation';
import { builtInHelpers } from './built-in-helpers';
import { BUILT_IN_HELPERS } from './helper-names';
import { loadRuntime } from './handlebars';
import { COMPILED, withCallPlace } from './helper-place';
import { throwOnInheritedFields } from './inherited-property';
import { requireField, FIELD_HELPER } from './missing-field';
import type { CompiledTemplate } from './compiled-template';
import { readOnlyView } from './read-only-view';
import { UnknownPartialError } from './unknown-partial';

/**
 * One rendering: the text, and the names of the partials that it asked for, sorted. A name that no partial has
 * is among them: a block that stands in for a missing partial gives way as soon as there is one.
 */
export interface Rendering {
  readonly text: string;
  readonly partials: readonly string[];
}

/** The `@` variables of a template. */
export type DataVariables = Readonly<Record<string, unknown>>;

type Template = (context: unknown, options: TemplateOptions) => string;

interface TemplateOptions {
  readonly data: DataVariables;
  readonly allowProtoMethodsByDefault: boolean;
  /** Those that can be called by name, inline partials among them; undefined for those of all templates. */
  readonly partials?: Readonly<Record<string, Template>>;
}

type Helper = Parameters<typeof withCallPlace>[0];

interface PartialOptions {
  readonly name?: string;
  /** The content of a block that calls a partial. */
  readonly fn?: unknown;
}

/** The part of Handlebars' runtime that is replaced here; internal, but the same in all of 4.x. */
interface HandlebarsVm {
  resolvePartial(partial: unknown, context: unknown, options: PartialOptions): unknown;
}

/** What Handlebars passes last to `each`. */
interface EachOptions {
  readonly fn: (one: unknown, inner: { readonly data?: Record<string, unknown> }) => unknown;
  readonly data?: DataVariables;
}

/** Turns compiled templates into text, with Handlebars' runtime alone. */
export class TemplateRuntime {
  private readonly templates = new Map<string, Template>();
  private readonly paths = new Map<string, Template>();
  private readonly conditions = new Map<string, Template>();
  private used = new Set<string>();
  private isUserCodeForbidden = false;
  /** In a file of a group: the variables of its patterns, in their order. */
  private patternsNow: readonly DataVariables[] | undefined;
  /** Of the element of a list at an index, where it is a pattern. */
  private variablesOf: ((list: unknown, at: number, one: unknown) => DataVariables | undefined) | undefined;

  /**
   * @param helpers the user's, by name
   * @param kept names of the built-in helpers to have
   * @param functions templates and partials that are modules
   */
  constructor(
    compiled: readonly CompiledTemplate[],
    helpers: Readonly<Record<string, unknown>>,
    kept: readonly string[] = Object.keys(BUILT_IN_HELPERS),
    functions: readonly LoadedFunction[] = [],
  ) {
    const runtime = loadRuntime().create();
    throwOnInheritedFields(runtime);
    const partials = [...compiled, ...functions].filter(({ kind }) => kind === 'partial');
    const partialNames = new Set(partials.flatMap(({ names }) => names));
    const environment = runtime as unknown as { VM: HandlebarsVm };
    const original = environment.VM;
    const record = (name: string): void => void this.used.add(name);
    environment.VM = {
      ...original,
      resolvePartial(partial, context, options) {
        const name = options.name ?? partial;
        if (typeof name !== 'string') throw new Error("a partial's name must be a text");
        if (name !== '@partial-block') record(name);
        const found = original.resolvePartial.call(this, partial, context, options);
        // A block shows its own content where the partial is missing.
        if (found === undefined && !options.fn) throw new UnknownPartialError(name);
        return found;
      },
    };
    const own = Object.entries(builtInHelpers(partialNames)).filter(([name]) => kept.includes(name));
    for (const [name, helper] of own) runtime.registerHelper(name, withCallPlace(helper));
    runtime.registerHelper(FIELD_HELPER, withCallPlace(requireField));
    const patternEach = runtime.helpers['each'] as Helper;
    const walk = (template: unknown, args: unknown[]): unknown => this.each(patternEach).apply(template, args);
    runtime.registerHelper('each', function (this: unknown, ...args: unknown[]) {
      return walk(this, args);
    });
    // What is logged is shown as it is.
    const theirs = Object.entries({ log: runtime.helpers['log'], ...helpers } as Record<string, Helper>);
    for (const [name, helper] of theirs) runtime.registerHelper(name, withCallPlace(this.userHelper(name, helper)));
    for (const { names, kind, code, file } of compiled) {
      const template = runtime.template(evaluate(code, file)) as Template;
      for (const name of names) {
        if (kind === 'partial') runtime.registerPartial(name, template as never);
        else this.mapFor(kind).set(name, template);
      }
    }
    for (const one of functions) {
      const template = this.functionTemplate(one, runtime.partials);
      for (const name of one.names) {
        if (one.kind === 'partial') runtime.registerPartial(name, template as never);
        else this.templates.set(name, template);
      }
    }
  }

  /** @param template the path of an emit's template */
  render(template: string, data: unknown, variables: DataVariables): Rendering {
    return this.run(this.pick(this.templates, template), data, variables);
  }

  /** @param to the text of an emit's `to` */
  renderPath(to: string, data: unknown, variables: DataVariables): Rendering {
    return this.run(this.pick(this.paths, to), data, variables);
  }

  /**
   * Empty text where the condition does not hold.
   *
   * @param when the text of an emit's `when`
   */
  renderCondition(when: string, data: unknown, variables: DataVariables): Rendering {
    return this.run(this.pick(this.conditions, when), data, variables);
  }

  /** A view of a value: reads of it by a template or a helper are recorded under a name, beside those of partials. */
  recordReads(value: object, name: string): object {
    return readOnlyView(value, '@source', () => this.used.add(name));
  }

  /** Work in which no code of the user's takes part: calling a helper of theirs throws a {@link UnobservableError}. */
  withoutUserCode<T>(work: () => T): T {
    this.isUserCodeForbidden = true;
    try {
      return work();
    } finally {
      this.isUserCodeForbidden = false;
    }
  }

  /**
   * Work with a list of patterns: while a template walks it, or a list that holds some of them, `@name` and `@path` are
   * those of each, and so is `@key` where a pattern has one.
   *
   * @param variables of each pattern, in the list's order
   */
  withPatterns<T>(patterns: readonly unknown[], variables: readonly DataVariables[], work: () => T): T {
    const byObject = new Map(patterns.map((one, at) => [one, variables[at]]));
    // A function template hands on views of them.
    this.variablesOf = (list, at, one) =>
      originalOf(list) === patterns ? variables[at] : isObject(one) ? byObject.get(originalOf(one)) : undefined;
    this.patternsNow = variables;
    try {
      return work();
    } finally {
      this.patternsNow = this.variablesOf = undefined;
    }
  }

  /**
   * A function template as one of Handlebars, which calls partials in the same way.
   *
   * @param known all partials by name
   */
  private functionTemplate(one: LoadedFunction, known: Readonly<Record<string, Template>>): Template {
    return (data, { data: variables, partials = known }) => {
      if (this.isUserCodeForbidden) throw new UnobservableError();
      const context = originalOf(data);
      const frame = 'root' in variables ? variables : { ...variables, root: context };
      const callPartial = (name: string, inner: unknown): string => {
        const isBlock = name === '@partial-block';
        if (!isBlock) this.used.add(name);
        const found = isBlock ? frame['partial-block'] : Object.hasOwn(partials, name) ? partials[name] : undefined;
        if (typeof found !== 'function') throw new UnknownPartialError(name);
        return (found as Template)(originalOf(inner), { data: frame, allowProtoMethodsByDefault: false, partials });
      };
      return callFunction(one, context, frame, this.patternsNow, callPartial, Object.keys(known));
    };
  }

  /** Handlebars' own `each`, which knows no patterns. */
  private each(original: Helper): Helper {
    const { variablesOf } = this;
    if (!variablesOf) return original;
    return function (this: unknown, ...args) {
      const options = args.pop() as EachOptions;
      const { fn, data: outer } = options;
      const [list] = args;
      const named: EachOptions['fn'] = (one, inner) => {
        // One frame serves all rounds of the loop.
        const { data } = inner;
        const own = variablesOf(list, Number(data?.['index']), one);
        const { name, path } = own ?? outer ?? {};
        if (data && (data['name'] !== name || data['path'] !== path)) Object.assign(data, { name, path });
        if (data && own?.['key'] !== undefined) data['key'] = own['key'];
        return fn(one, inner);
      };
      return original.call(this, ...args, { ...options, fn: named });
    };
  }

  private userHelper(name: string, helper: Helper): Helper {
    const isAlone = (): boolean => this.isUserCodeForbidden;
    return function (this: unknown) {
      if (isAlone()) throw new UnobservableError();
      // As in `placed`.
      // eslint-disable-next-line prefer-rest-params
      const result = helper.apply(this, arguments as unknown as unknown[]);
      if (isThenable(result)) refusePromise(name, result);
      return result;
    };
  }

  private run(template: Template, data: unknown, variables: DataVariables): Rendering {
    this.used = new Set();
    const text = template(data, { data: variables, allowProtoMethodsByDefault: false });
    return { text, partials: [...this.used].sort() };
  }

  private mapFor(kind: Exclude<CompiledTemplate['kind'], 'partial'>): Map<string, Template> {
    return { template: this.templates, path: this.paths, condition: this.conditions }[kind];
  }

  private pick(from: ReadonlyMap<string, Template>, name: string): Template {
    const template = from.get(name);
    if (!template) throw new Error(`template ${name} is not loaded`);
    return template;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof (value as { then?: unknown }).then === 'function';
}

/** A template cannot wait, and would show the promise itself. That it rejects later is no error of its own. */
function refusePromise(name: string, promise: PromiseLike<unknown>): never {
  promise.then(undefined, () => undefined);
  throw new Error(`the helper "${name}" returned a promise, and a template cannot wait for it`);
}

/** The code is Handlebars' own output for a template that is in the workspace, checked by its hash. */
function evaluate(code: string, file: string): TemplateSpecification {
  return runInThisContext(`(${code})`, { filename: `${file}${COMPILED}` }) as TemplateSpecification;
}
