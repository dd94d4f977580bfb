/** Helpers of Handlebars itself. */
const HANDLEBARS_HELPERS = ['if', 'unless', 'each', 'with', 'lookup', 'log'];

/** How a helper is called. */
interface HelperUse {
  /** How many values it needs. */
  readonly needs: number;
  /** The same as a block; undefined where it takes no block. */
  readonly needsAsBlock?: number;
  readonly example: string;
}

const ONE_TEXT = (name: string): HelperUse => ({ needs: 1, example: `{{${name} text}}` });

/** The helpers that a target has beside Handlebars' own, unless the option `builtinHelpers` leaves them out. */
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

/** The names that a template may call as helpers. */
export interface HelperNames {
  readonly all: ReadonlySet<string>;
  /** Of {@link BUILT_IN_HELPERS}: those that are at hand, and that no helper of the user's replaces. */
  readonly builtIn: ReadonlySet<string>;
  /** Those and Handlebars' own, as far as no helper of the user's replaces them: it is known what they do. */
  readonly own: ReadonlySet<string>;
  /** Whether a helper `helperMissing` of the user's takes calls of all other names. */
  readonly catchesMissing: boolean;
  /** Whether a helper `blockHelperMissing` of the user's decides what `{{#field}}…{{/field}}` shows. */
  readonly replacesBlocks: boolean;
}

/** Helpers that Handlebars calls by itself; a template cannot. */
const HOOKS = ['helperMissing', 'blockHelperMissing'];

/**
 * @param kept names of the built-in helpers to keep
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
