/** Helpers of Handlebars. */
const HANDLEBARS_HELPERS = ['if', 'unless', 'each', 'with', 'lookup', 'log'];

/** The least and the most arguments. */
type Count = readonly [least: number, most: number];

/** How a built-in helper is called. */
interface HelperCall {
  readonly values: Count;
  /** Values of a block call; undefined if it cannot be a block. */
  readonly blockValues?: Count;
  /** Names of arguments such as `indent=2`. */
  readonly named?: readonly string[];
  readonly example: string;
}

const convertsText = (name: string): HelperCall => ({ values: [1, 1], example: `{{${name} text}}` });

/** The built-in helpers, of which the option `builtinHelpers` may leave some out. */
export const BUILT_IN_HELPERS: Readonly<Record<string, HelperCall>> = {
  camelCase: convertsText('camelCase'),
  pascalCase: convertsText('pascalCase'),
  kebabCase: convertsText('kebabCase'),
  snakeCase: convertsText('snakeCase'),
  constantCase: convertsText('constantCase'),
  json: { values: [1, 1], named: ['indent'], example: '{{json value}} or {{json value indent=2}}' },
  eq: { values: [2, 2], blockValues: [2, 2], example: '{{#if (eq a b)}} or {{#eq a b}}…{{/eq}}' },
  join: { values: [1, 2], example: '{{join list ", "}}' },
  indent: { values: [1, 2], blockValues: [0, 1], example: '{{indent text 4}} or {{#indent 4}}…{{/indent}}' },
  partial: { values: [2, 2], example: '{{> (partial "folder/" value)}}' },
};

/** Names of helpers. */
export interface HelperNames {
  readonly all: ReadonlySet<string>;
  /** Enabled {@link BUILT_IN_HELPERS} that no user's helper replaces. */
  readonly builtIn: ReadonlySet<string>;
  /** `builtIn`, and Handlebars' helpers that no user's helper replaces. */
  readonly known: ReadonlySet<string>;
  /** True if the user's helper `helperMissing` handles all unknown names. */
  readonly catchesMissing: boolean;
  /** True if the user's helper `blockHelperMissing` handles `{{#field}}…{{/field}}`. */
  readonly replacesBlocks: boolean;
}

/** Helpers that only Handlebars itself calls. */
const HOOKS = ['helperMissing', 'blockHelperMissing'];

/**
 * @param enabled names of the enabled built-in helpers
 * @param users names of the user's helpers
 */
export function helperNames(enabled: readonly string[], users: readonly string[]): HelperNames {
  return {
    all: new Set([...HANDLEBARS_HELPERS, ...enabled, ...users.filter((name) => !HOOKS.includes(name))]),
    known: new Set([...HANDLEBARS_HELPERS, ...enabled].filter((name) => !users.includes(name))),
    catchesMissing: users.includes('helperMissing'),
    replacesBlocks: users.includes('blockHelperMissing'),
    builtIn: new Set(enabled.filter((name) => !users.includes(name))),
  };
}
