import { LITERAL, placeAt, SPACE } from './source-text';

/** What a module names to load it. */
export interface ModuleImport {
  readonly specifier: string;
  /** `url`: `new URL(…, import.meta.url)` outside of an import: a file that the module uses in some way. */
  readonly kind: 'import' | 'require' | 'url';
}

/** An `import()` whose name is known at run time only. */
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

/** What an `import()` takes that is no plain string and yet known. */
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
 * What the text of a module imports, and the imports whose name cannot be known. `import` and `export … from` are
 * found by a lexer. `require` is looked for in comments and strings too: a file too many only costs a rerun. So are
 * imports in TypeScript, whose types the lexer does not know.
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

  // Most files of old packages have none.
  if (/\bimport\b|\bexport\b/.test(text)) {
    const lexed = lex(text);
    for (const { n, s, e, d, ss, se } of lexed ?? []) {
      if (n !== undefined) add('import', n);
      // A negative place: `import.meta`.
      else if (d >= 0) addDynamic(ss, text.slice(s, e), se);
    }
    if (!lexed || isTypeScript) for (const [, name] of text.matchAll(STATIC_IMPORTS)) add('import', valueOf(name!));
    if (!lexed) for (const { start, name, end } of callsByText(text)) addDynamic(start, name, end);
    for (const [, name] of text.matchAll(URLS)) add('url', valueOf(name!));
    for (const [, name] of text.matchAll(META_RESOLVES)) add('import', valueOf(name!));
  }
  if (text.includes('equire')) for (const name of requiredNames(text)) add('require', name);
  // What TypeScript is compiled to may be a `require`.
  if (isTypeScript)
    for (const { kind, specifier } of [...found.values()]) if (kind === 'import') add('require', specifier);
  return { imports: [...found.values()], computed };
}

type Lexer = Pick<typeof import('es-module-lexer'), 'parse'>;
let lexer: Lexer | undefined;

/** Undefined where the text is no JavaScript. */
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

/** Names in `require(…)` and `require.resolve(…)`, of every function that `createRequire` made, too. */
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

/** Every `import(` outside of a line comment, where no lexer can tell. */
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
