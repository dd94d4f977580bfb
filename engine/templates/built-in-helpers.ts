/** Options that Handlebars passes last to every helper. */
interface HelperOptions {
  readonly fn?: (context: unknown) => string;
  readonly hash: Readonly<Record<string, unknown>>;
}

type Helper = (this: unknown, ...args: unknown[]) => unknown;

/** Helpers of Handlebars itself. */
const OF_HANDLEBARS = ['if', 'unless', 'each', 'with', 'lookup', 'log'];

/** Names of the helpers that every template has; loads nothing. */
export const BUILT_IN_HELPER_NAMES: readonly string[] = [
  ...OF_HANDLEBARS,
  ...['camelCase', 'pascalCase', 'kebabCase', 'snakeCase', 'constantCase', 'json', 'eq', 'join', 'indent', 'partial'],
];

/**
 * The helpers that every template has, beside Handlebars' own:
 *
 * - `camelCase`, `pascalCase`, `kebabCase`, `snakeCase`, `constantCase`: a text in that case
 * - `json value [indent=2]`: the value as JSON
 * - `eq a b`: strictly equal
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
    eq: (a, b) => a === b,
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

/** Data asked for a partial that does not exist. */
export class UnknownPartialError extends Error {
  constructor(readonly partial: string) {
    super(`there is no partial "${partial}"`);
  }
}

/** A text with all that is neither letter nor digit as one separator, which the library splits at. */
function words(value: unknown, helper: string): string {
  return text(value, helper)
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
}

function text(value: unknown, helper: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${helper}: ${describe(value)} is not a text`);
}

function describe(value: unknown): string {
  return value === undefined ? 'a missing value' : (JSON.stringify(value)?.slice(0, 40) ?? typeof value);
}
