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
 * A rendered text with the sorted names of the partials that it used. Missing partials are included: a block that
 * stands in for one is replaced as soon as the partial exists.
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
  /** Partials that can be called by name, including inline partials; undefined for those of all templates. */
  readonly partials?: Readonly<Record<string, Template>>;
}

type Helper = Parameters<typeof withCallPlace>[0];

interface PartialOptions {
  readonly name?: string;
  /** The block of a partial call. */
  readonly fn?: unknown;
}

/** The internal part of Handlebars' runtime that is patched here; the same in all of 4.x. */
interface HandlebarsVm {
  resolvePartial(partial: unknown, context: unknown, options: PartialOptions): unknown;
}

/** The last argument that Handlebars passes to `each`. */
interface EachOptions {
  readonly fn: (one: unknown, inner: { readonly data?: Record<string, unknown> }) => unknown;
  readonly data?: DataVariables;
}

/** Renders compiled templates, using only Handlebars' runtime. */
export class TemplateRuntime {
  private readonly templates = new Map<string, Template>();
  private readonly paths = new Map<string, Template>();
  private readonly conditions = new Map<string, Template>();
  private usedNames = new Set<string>();
  private isUserCodeForbidden = false;
  /** Variables of a group's patterns, in order; undefined outside of groups. */
  private patternsNow: readonly DataVariables[] | undefined;
  /** Returns the variables of a list element if it is a pattern. */
  private variablesOf: ((list: unknown, at: number, one: unknown) => DataVariables | undefined) | undefined;

  /**
   * @param helpers the user's helpers by name
   * @param enabled names of the enabled built-in helpers
   * @param functions templates and partials that are modules
   */
  constructor(
    compiled: readonly CompiledTemplate[],
    helpers: Readonly<Record<string, unknown>>,
    enabled: readonly string[] = Object.keys(BUILT_IN_HELPERS),
    functions: readonly LoadedFunction[] = [],
  ) {
    const runtime = loadRuntime().create();
    throwOnInheritedFields(runtime);
    const partials = [...compiled, ...functions].filter(({ kind }) => kind === 'partial');
    const partialNames = new Set(partials.flatMap(({ names }) => names));
    const environment = runtime as unknown as { VM: HandlebarsVm };
    const original = environment.VM;
    const record = (name: string): void => void this.usedNames.add(name);
    environment.VM = {
      ...original,
      resolvePartial(partial, context, options) {
        const name = options.name ?? partial;
        if (typeof name !== 'string') throw new Error("a partial's name must be a text");
        if (name !== '@partial-block') record(name);
        const found = original.resolvePartial.call(this, partial, context, options);
        // With a block, the block replaces a missing partial.
        if (found === undefined && !options.fn) throw new UnknownPartialError(name);
        return found;
      },
    };
    const own = Object.entries(builtInHelpers(partialNames)).filter(([name]) => enabled.includes(name));
    for (const [name, helper] of own) runtime.registerHelper(name, withCallPlace(helper));
    runtime.registerHelper(FIELD_HELPER, withCallPlace(requireField));
    const patternEach = runtime.helpers['each'] as Helper;
    const walk = (template: unknown, args: unknown[]): unknown => this.each(patternEach).apply(template, args);
    runtime.registerHelper('each', function (this: unknown, ...args: unknown[]) {
      return walk(this, args);
    });
    // `log` is treated like a user's helper, so that it gets unmodified values.
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

  /** @param template path of an emit's template */
  render(template: string, data: unknown, variables: DataVariables): Rendering {
    return this.run(this.pick(this.templates, template), data, variables);
  }

  /** @param to text of an emit's `to` */
  renderPath(to: string, data: unknown, variables: DataVariables): Rendering {
    return this.run(this.pick(this.paths, to), data, variables);
  }

  /**
   * Renders a condition; the text is empty if it is false.
   *
   * @param when text of an emit's `when`
   */
  renderCondition(when: string, data: unknown, variables: DataVariables): Rendering {
    return this.run(this.pick(this.conditions, when), data, variables);
  }

  /** A read-only view of a value. Reads through it are recorded under a name, like used partials. */
  recordReads(value: object, name: string): object {
    return readOnlyView(value, '@source', () => this.usedNames.add(name));
  }

  /** Runs work in which calling user code throws an {@link UnobservableError}. */
  withoutUserCode<T>(work: () => T): T {
    this.isUserCodeForbidden = true;
    try {
      return work();
    } finally {
      this.isUserCodeForbidden = false;
    }
  }

  /**
   * Runs work on a list of patterns. While a template iterates it, or a list with some of its elements, `@name` and
   * `@path` are those of each pattern, and so is `@key` if it has one.
   *
   * @param variables of each pattern, in the order of the list
   */
  withPatterns<T>(patterns: readonly unknown[], variables: readonly DataVariables[], work: () => T): T {
    const byObject = new Map(patterns.map((one, at) => [one, variables[at]]));
    // Function templates pass views of the patterns.
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
   * Wraps a function template as a Handlebars template that calls partials in the same way.
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
        if (!isBlock) this.usedNames.add(name);
        const found = isBlock ? frame['partial-block'] : Object.hasOwn(partials, name) ? partials[name] : undefined;
        if (typeof found !== 'function') throw new UnknownPartialError(name);
        return (found as Template)(originalOf(inner), { data: frame, allowProtoMethodsByDefault: false, partials });
      };
      return callFunction(one, context, frame, this.patternsNow, callPartial, Object.keys(known));
    };
  }

  /** Handlebars' `each`, with the variables of patterns. */
  private each(original: Helper): Helper {
    const { variablesOf } = this;
    if (!variablesOf) return original;
    return function (this: unknown, ...args) {
      const options = args.pop() as EachOptions;
      const { fn, data: outer } = options;
      const [list] = args;
      const named: EachOptions['fn'] = (one, inner) => {
        // Handlebars reuses one data frame for all iterations.
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
    const isForbidden = (): boolean => this.isUserCodeForbidden;
    return function (this: unknown) {
      if (isForbidden()) throw new UnobservableError();
      // As in `withCallPlace`.
      // eslint-disable-next-line prefer-rest-params
      const result = helper.apply(this, arguments as unknown as unknown[]);
      if (isThenable(result)) refusePromise(name, result);
      return result;
    };
  }

  private run(template: Template, data: unknown, variables: DataVariables): Rendering {
    this.usedNames = new Set();
    const text = template(data, { data: variables, allowProtoMethodsByDefault: false });
    return { text, partials: [...this.usedNames].sort() };
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

/** Throws: a template cannot await a promise and would render the object. A later rejection is ignored. */
function refusePromise(name: string, promise: PromiseLike<unknown>): never {
  promise.then(undefined, () => undefined);
  throw new Error(`the helper "${name}" returned a promise, and a template cannot wait for it`);
}

/** Evaluates Handlebars' own output for a template in the workspace, verified by hash. */
function evaluate(code: string, file: string): TemplateSpecification {
  return runInThisContext(`(${code})`, { filename: `${file}${COMPILED}` }) as TemplateSpecification;
}
