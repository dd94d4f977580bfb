/** Helpers of Handlebars. */
const HANDLEBARS_HELPERS = ['if', 'unless', 'each', 'with', 'lookup', 'log'];

/** The calling convention of a helper. */
interface HelperUse {
  /** Required number of arguments. */
  readonly needs: number;
  /** Required number of arguments as a block; undefined if it cannot be a block. */
  readonly needsAsBlock?: number;
  readonly example: string;
}

const ONE_TEXT = (name: string): HelperUse => ({ needs: 1, example: `{{${name} text}}` });

/** Our own helpers, unless the option `builtinHelpers` disables them. */
export const BUILT_IN_HELPERS: Readonly<Record<string, HelperUse>> = {
  camelCase: ONE_TEXT('camelCase'),
  pascalCase: ONE_TEXT('pascalCase'),
  kebabCase: ONE_TEXT('kebabCase'),
  snakeCase: ONE_TEXT('snakeCase'),
  constantCase: ONE_TEXT('constantCase'),
  json: { needs: 1, example: '{{json value}}' },
  eq: { needs: 2, needsAsBlock: 2, example: '{{#if (eq a b)}} or {{#eq a b}}…{{/eq}}' },
  join: { needs: 1, example: '{{join list ", "}}' },
  indent: { needs: 1, needsAsBlock: 0, example: '{{indent text 4}} or {{#indent 4}}…{{/indent}}' },
  partial: { needs: 2, example: '{{> (partial "folder/" value)}}' },
};

/** Names of helpers. */
export interface HelperNames {
  readonly all: ReadonlySet<string>;
  /** Enabled {@link BUILT_IN_HELPERS} that no user's helper replaces. */
  readonly builtIn: ReadonlySet<string>;
  /** The same with Handlebars' helpers: those whose behaviour is known. */
  readonly own: ReadonlySet<string>;
  /** True if the user's helper `helperMissing` handles all unknown names. */
  readonly catchesMissing: boolean;
  /** True if the user's helper `blockHelperMissing` handles `{{#field}}…{{/field}}`. */
  readonly replacesBlocks: boolean;
}

/** Helpers that only Handlebars itself calls. */
const HOOKS = ['helperMissing', 'blockHelperMissing'];

/**
 * @param kept names of the enabled built-in helpers
 * @param theirs names of the user's helpers
 */
export function helperNames(kept: readonly string[], theirs: readonly string[]): HelperNames {
  return {
    all: new Set([...HANDLEBARS_HELPERS, ...kept, ...theirs.filter((name) => !HOOKS.includes(name))]),
    own: new Set([...HANDLEBARS_HELPERS, ...kept].filter((name) => !theirs.includes(name))),
    catchesMissing: theirs.includes('helperMissing'),
    replacesBlocks: theirs.includes('blockHelperMissing'),
    builtIn: new Set(kept.filter((name) => !theirs.includes(name))),
  };
}
