import { HelperArgumentError } from './helper-argument';
import { UnknownPartialError } from './unknown-partial';

/** The last argument that Handlebars passes to a helper. */
interface HelperOptions {
  readonly fn?: (context: unknown) => string;
  readonly inverse?: (context: unknown) => string;
  readonly hash: Readonly<Record<string, unknown>>;
}

type Helper = (this: unknown, ...args: unknown[]) => unknown;

/** The most spaces that `indent` and `json` add. */
const MOST_SPACES = { indent: 1000, json: 10 };

/**
 * The built-in helpers as functions; helper-names.ts has how they are called:
 *
 * - `camelCase`, `pascalCase`, `kebabCase`, `snakeCase`, `constantCase`: converts a text
 * - `json value [indent=2]`: the value as JSON
 * - `eq a b`: strict equality; as a block, `{{#eq a b}}…{{else}}…{{/eq}}`
 * - `join list [separator]`: the default separator is `, `
 * - `indent text [spaces]`, or as a block `{{#indent 4}}…{{/indent}}`: indents nonempty lines, by 2 by default
 * - `partial "folder/" value`: the name of a partial in that folder, for `{{> (partial "folder/" value)}}`
 */
export function builtInHelpers(partialNames: ReadonlySet<string>): Record<string, Helper> {
  return {
    camelCase: (value) => cases().camelCase(words(value, 'camelCase'), { normalize: true }),
    pascalCase: (value) => cases().pascalCase(words(value, 'pascalCase'), { normalize: true }),
    kebabCase: (value) => cases().kebabCase(words(value, 'kebabCase')).toLowerCase(),
    snakeCase: (value) => cases().snakeCase(words(value, 'snakeCase')).toLowerCase(),
    constantCase: (value) => cases().snakeCase(words(value, 'constantCase')).toUpperCase(),
    json: (value, options) => {
      const { indent } = (options as HelperOptions).hash;
      return JSON.stringify(value, null, indent === undefined ? undefined : spaces(indent, 'json')) ?? 'null';
    },
    eq(a, b, options) {
      const { fn, inverse } = options as HelperOptions;
      if (!fn) return a === b;
      return a === b ? fn(this) : inverse?.(this);
    },
    join: (list, ...rest) => {
      if (!Array.isArray(list)) throw new HelperArgumentError('join', `${describe(list)} is not a list`);
      const [separator] = rest.slice(0, -1);
      return list.join(separator === undefined ? ', ' : text(separator, 'join'));
    },
    indent(...args) {
      const options = args.pop() as HelperOptions;
      const content = options.fn ? options.fn(this) : text(args.shift(), 'indent');
      const [count] = args;
      return content.replace(/^(?=[^\r\n])/gm, ' '.repeat(count === undefined ? 2 : spaces(count, 'indent')));
    },
    partial: (folder, value) => {
      const name = `${String(folder)}${text(value, 'partial')}`;
      if (!partialNames.has(name)) throw new UnknownPartialError(name);
      return name;
    },
  };
}

function cases(): typeof import('scule') {
  return require('scule') as typeof import('scule');
}

/** A letter or digit with its combining marks, without variation selectors. */
const LETTER = /[\p{L}\p{N}](?:(?!\p{VS})[\p{Mn}\p{Mc}])*/gu;

/**
 * Splits a text into words: at characters that are neither letters nor digits, before a capital after a small letter,
 * and before the last of several capitals if a small letter follows. A digit belongs to the word before it, and so does
 * a capital after it: `B2B` is one word, `getUser2FA` is `get` and `User2FA`. Combining marks stay with their letters.
 */
function words(value: unknown, helper: string): string[] {
  const { splitByCase } = cases();
  const content = text(value, helper);
  const plain = content.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  if (!/\p{M}/u.test(content)) return splitByCase(plain);
  // Split without marks, because the splitter treats a mark as a small letter.
  const runs = content.match(new RegExp(`(?:${LETTER.source})+`, 'gu')) ?? [];
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
  throw new HelperArgumentError(helper, `${describe(value)} is not a text`);
}

function spaces(value: unknown, helper: keyof typeof MOST_SPACES): number {
  const most = MOST_SPACES[helper];
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most) return value as number;
  throw new HelperArgumentError(helper, `${describe(value)} is not a number of spaces from 0 to ${most}`);
}

/** A value as JSON, shortened; its kind if it has no JSON. */
function describe(value: unknown): string {
  if (value === undefined) return 'a missing value';
  const letters = Array.from(jsonOf(value) ?? `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`);
  return letters.length > 40 ? `${letters.slice(0, 39).join('')}…` : letters.join('');
}

/** Undefined for functions, BigInts, circular objects and the like. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
