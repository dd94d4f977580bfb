import { UnknownPartialError } from './unknown-partial';

/** Options that Handlebars passes last to every helper. */
interface HelperOptions {
  readonly fn?: (context: unknown) => string;
  readonly inverse?: (context: unknown) => string;
  readonly hash: Readonly<Record<string, unknown>>;
}

type Helper = (this: unknown, ...args: unknown[]) => unknown;

/** Helpers of Handlebars itself. */
const OF_HANDLEBARS = ['if', 'unless', 'each', 'with', 'lookup', 'log'];

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
    all: new Set([...OF_HANDLEBARS, ...kept, ...theirs.filter((name) => !HOOKS.includes(name))]),
    own: new Set([...OF_HANDLEBARS, ...kept].filter((name) => !theirs.includes(name))),
    catchesMissing: theirs.includes('helperMissing'),
    replacesBlocks: theirs.includes('blockHelperMissing'),
    builtIn: new Set(kept.filter((name) => !theirs.includes(name))),
  };
}

/**
 * The functions of {@link BUILT_IN_HELPERS}:
 *
 * - `camelCase`, `pascalCase`, `kebabCase`, `snakeCase`, `constantCase`: a text in that case
 * - `json value [indent=2]`: the value as JSON
 * - `eq a b`: strictly equal; as a block, `{{#eq a b}}…{{else}}…{{/eq}}`
 * - `join list [separator]`: separator `, ` unless given
 * - `indent text [spaces]`, or as a block `{{#indent 4}}…{{/indent}}`: every line but empty ones, by 2 unless given
 * - `partial "folder/" value`: the name of a partial in that folder, for `{{> (partial "folder/" value)}}`
 */
export function builtInHelpers(partialNames: ReadonlySet<string>): Record<string, Helper> {
  const { camelCase, kebabCase, pascalCase, snakeCase } = require('scule') as typeof import('scule');
  return {
    camelCase: (value) => camelCase(words(value, 'camelCase'), { normalize: true }),
    pascalCase: (value) => pascalCase(words(value, 'pascalCase'), { normalize: true }),
    kebabCase: (value) => kebabCase(words(value, 'kebabCase')).toLowerCase(),
    snakeCase: (value) => snakeCase(words(value, 'snakeCase')).toLowerCase(),
    constantCase: (value) => snakeCase(words(value, 'constantCase')).toUpperCase(),
    json: (value, options) => {
      const { hash } = options as HelperOptions;
      return JSON.stringify(value, null, typeof hash['indent'] === 'number' ? hash['indent'] : undefined) ?? 'null';
    },
    eq(a, b, options) {
      const { fn, inverse } = options as HelperOptions;
      if (!fn) return a === b;
      return a === b ? fn(this) : inverse?.(this);
    },
    join: (list, separator) => {
      if (!Array.isArray(list)) throw new Error(`join: ${describe(list)} is not a list`);
      return list.join(typeof separator === 'string' ? separator : ', ');
    },
    indent(...args) {
      const options = args.pop() as HelperOptions;
      const content = options.fn ? options.fn(this) : text(args.shift(), 'indent');
      const spaces = ' '.repeat(typeof args[0] === 'number' ? args[0] : 2);
      return content.replace(/^(?=[^\r\n])/gm, spaces);
    },
    partial: (folder, value) => {
      const name = `${String(folder)}${text(value, 'partial')}`;
      if (!partialNames.has(name)) throw new UnknownPartialError(name);
      return name;
    },
  };
}

/** A letter or digit with the marks on it; selectors of variants are no marks to keep. */
const LETTER = /[\p{L}\p{N}](?:(?!\p{VS})[\p{Mn}\p{Mc}])*/gu;
const RUN = new RegExp(`(?:${LETTER.source})+`, 'gu');

/**
 * The words of a text: it is split at all that is neither letter nor digit, and where a capital follows a small letter
 * or begins a word after capitals. A digit belongs to the word before it, and so does a capital after it: `B2B` is one
 * word, `getUser2FA` is `get` and `User2FA`. Marks stay on their letters.
 */
function words(value: unknown, helper: string): string[] {
  const { splitByCase } = require('scule') as typeof import('scule');
  const content = text(value, helper);
  const plain = content.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  if (!/\p{M}/u.test(content)) return splitByCase(plain);
  // Split as if there were no marks: to the splitter, a mark is a small letter.
  const runs = content.match(RUN) ?? [];
  return runs.flatMap((part) => {
    const letters = part.match(LETTER) ?? [];
    let at = 0;
    return splitByCase(letters.map((letter) => String.fromCodePoint(letter.codePointAt(0) ?? 0)).join('')).map(
      (word) => {
        const from = at;
        at += Array.from(word).length;
        return letters.slice(from, at).join('');
      },
    );
  });
}

function text(value: unknown, helper: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${helper}: ${describe(value)} is not a text`);
}

function describe(value: unknown): string {
  return value === undefined ? 'a missing value' : (JSON.stringify(value)?.slice(0, 40) ?? typeof value);
}
