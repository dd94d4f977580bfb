import { LITERAL, placeAt, SPACE } from './source-text';

/** An import in the text of a module. */
export interface ModuleImport {
  readonly specifier: string;
  /** `url`: `new URL(…, import.meta.url)` outside an import, for a file that the module uses in some way. */
  readonly kind: 'import' | 'require' | 'url';
}

/** An `import()` with a computed name. */
export interface ComputedImport {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** The call, on one line. */
  readonly text: string;
}

export interface ScannedImports {
  readonly imports: readonly ModuleImport[];
  readonly computed: readonly ComputedImport[];
}

const META = `import${SPACE}\\.${SPACE}meta${SPACE}\\.${SPACE}`;
const URL_OF = `new${SPACE}URL${SPACE}\\(${SPACE}${LITERAL}${SPACE},${SPACE}${META}url${SPACE},?${SPACE}\\)`;
const META_RESOLVE = `${META}resolve${SPACE}\\(${SPACE}${LITERAL}${SPACE},?${SPACE}\\)`;
const REQUIRE_RESOLVE = `require${SPACE}\\.${SPACE}resolve${SPACE}\\(${SPACE}${LITERAL}${SPACE},?${SPACE}\\)`;

const URLS = new RegExp(URL_OF, 'g');
const META_RESOLVES = new RegExp(META_RESOLVE, 'g');
const STATIC_IMPORTS = new RegExp(`(?:\\bfrom|\\bimport|\\bimport${SPACE}\\()${SPACE}${LITERAL}`, 'g');
const DYNAMIC_IMPORTS = new RegExp(`(?<![\\w$.])import${SPACE}\\(`, 'g');
const COMMENTS = /\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*/g;

/** Arguments of `import()` that are not plain strings but can be resolved. */
const KNOWN = [
  { kind: 'import', form: new RegExp(`^${SPACE}\\(*${SPACE}${LITERAL}${SPACE}\\)*${SPACE}$`) },
  { kind: 'url', form: new RegExp(`^${SPACE}${URL_OF}${SPACE}(?:\\.${SPACE}(?:href|toString\\(\\)))?${SPACE}$`) },
  { kind: 'import', form: new RegExp(`^${SPACE}${META_RESOLVE}${SPACE}$`) },
  { kind: 'require', form: new RegExp(`^${SPACE}${REQUIRE_RESOLVE}${SPACE}$`) },
  {
    kind: 'require',
    form: new RegExp(`^${SPACE}(?:url\\.)?pathToFileURL\\(${SPACE}${REQUIRE_RESOLVE}${SPACE}\\)(?:\\.href)?${SPACE}$`),
  },
] as const;

/**
 * Finds the imports in the text of a module, and imports with a computed name. `import` and `export … from` are found by
 * a lexer. `require` is searched in comments and strings too, since a file too many only costs a rerun; so are imports
 * in TypeScript, whose types the lexer does not support.
 */
export function scanImports(text: string, isTypeScript: boolean): ScannedImports {
  const found = new Map<string, ModuleImport>();
  const add = (kind: ModuleImport['kind'], specifier: string): void =>
    void found.set(`${kind} ${specifier}`, { specifier, kind });
  const computed: ComputedImport[] = [];
  const addDynamic = (start: number, name: string, end: number): void => {
    const known = knownImport(name);
    if (known) add(known.kind, known.specifier);
    else computed.push({ ...placeAt(text, start), text: text.slice(start, end).replaceAll(/\s+/g, ' ') });
  };

  // Skips the lexer for CommonJS files.
  if (/\bimport\b|\bexport\b/.test(text)) {
    const lexed = lex(text);
    for (const { n, s, e, d, ss, se } of lexed ?? []) {
      if (n !== undefined) add('import', n);
      // A negative position means `import.meta`.
      else if (d >= 0) addDynamic(ss, text.slice(s, e), se);
    }
    if (!lexed || isTypeScript) for (const [, name] of text.matchAll(STATIC_IMPORTS)) add('import', valueOf(name!));
    if (!lexed) for (const { start, name, end } of callsByText(text)) addDynamic(start, name, end);
    for (const [, name] of text.matchAll(URLS)) add('url', valueOf(name!));
    for (const [, name] of text.matchAll(META_RESOLVES)) add('import', valueOf(name!));
  }
  if (text.includes('equire')) for (const name of requiredNames(text)) add('require', name);
  // TypeScript may compile an import to a `require`.
  if (isTypeScript)
    for (const { kind, specifier } of [...found.values()]) if (kind === 'import') add('require', specifier);
  return { imports: [...found.values()], computed };
}

type Lexer = Pick<typeof import('es-module-lexer'), 'parse'>;
let lexer: Lexer | undefined;

/** Undefined if the text is not JavaScript. */
function lex(text: string): ReturnType<Lexer['parse']>[0] | undefined {
  if (!lexer) {
    const loaded = require('es-module-lexer') as typeof import('es-module-lexer');
    loaded.initSync();
    lexer = loaded;
  }
  try {
    return lexer.parse(text)[0];
  } catch {
    return undefined;
  }
}

/** Specifiers in `require(…)` and `require.resolve(…)`, also of functions made by `createRequire`. */
function requiredNames(text: string): string[] {
  const names = ['require', `createRequire${SPACE}\\((?:[^()]|\\([^()]*\\))*\\)`];
  const makers = [...text.matchAll(/\bcreateRequire\s+as\s+([\w$]+)/g)].map(([, name]) => escaped(name!));
  const maker = `(?:[\\w$]+\\s*\\.\\s*)?(?:${['createRequire', ...makers].join('|')})`;
  for (const [, name] of text.includes('createRequire')
    ? text.matchAll(new RegExp(`([\\w$]+)(?:\\s*:[^=\\n;]{0,80})?\\s*=\\s*${maker}\\s*\\(`, 'g'))
    : []) {
    names.push(escaped(name!));
  }
  const call = `(?<![\\w$])(?:${names.join('|')})${SPACE}(?:\\.${SPACE}resolve${SPACE})?(?:\\?\\.${SPACE})?`;
  const calls = new RegExp(`${call}\\(${SPACE}${LITERAL}${SPACE}[,)]`, 'g');
  return [...text.matchAll(calls)].map(([, name]) => valueOf(name!));
}

/** Every `import(` outside line comments, for texts that the lexer cannot parse. */
function callsByText(text: string): { start: number; name: string; end: number }[] {
  const calls: { start: number; name: string; end: number }[] = [];
  for (const match of text.matchAll(DYNAMIC_IMPORTS)) {
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index);
    if (/\/\/|^\s*\*/.test(line)) continue;
    const open = match.index + match[0].length;
    let depth = 1;
    let end = open;
    for (; end < text.length && depth > 0; end += 1) depth += text[end] === '(' ? 1 : text[end] === ')' ? -1 : 0;
    calls.push({ start: match.index, name: text.slice(open, end - 1), end });
  }
  return calls;
}

function knownImport(name: string): ModuleImport | undefined {
  const plain = name.replaceAll(COMMENTS, '').trim();
  for (const { kind, form } of KNOWN) {
    const literal = form.exec(name)?.[1] ?? form.exec(plain)?.[1];
    if (literal === undefined) continue;
    const specifier = valueOf(literal);
    if (kind !== 'url') return { kind, specifier };
    return {
      kind: 'import',
      specifier: /^(?:\.{0,2}\/|[a-z][a-z\d+.-]*:)/i.test(specifier) ? specifier : `./${specifier}`,
    };
  }
  return undefined;
}

function valueOf(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  return lex(`import(${literal})`)?.[0]?.n ?? literal.slice(1, -1);
}

function escaped(name: string): string {
  return name.replaceAll('$', '\\$');
}
