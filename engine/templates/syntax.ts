import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import { loadHandlebars } from './handlebars';

/** The part of Handlebars' generated parser that reports its position; the same in all of 4.x. */
interface Parser {
  yy: { parseError?: (this: Parser, message: string, details: ParseErrorDetails) => void };
  readonly lexer: {
    readonly yylloc: {
      readonly first_line: number;
      readonly first_column: number;
      readonly last_line: number;
      readonly last_column: number;
    };
  };
  parse(text: string): unknown;
}

interface ParseErrorDetails {
  /** The unexpected token. */
  readonly text: string;
  /** Name of the token; null if the lexer failed. */
  readonly token: string | number | null;
  /** Quoted names of the expected tokens. */
  readonly expected?: readonly string[];
}

/** Parses a template; returns its syntax tree or the problem with its place. */
export function parseTemplate(
  source: SourceText,
): { readonly ast: hbs.AST.Program } | { readonly problem: Diagnostic } {
  const handlebars = loadHandlebars();
  try {
    return { ast: handlebars.parse(source.text) };
  } catch (error) {
    const { message, lineNumber, column, endColumn } = error as Failure;
    if (lineNumber === undefined) return { problem: parserProblem(handlebars, source, message) };
    const length = Math.max(1, (endColumn ?? 0) - (column ?? 0));
    const text = message
      .replace(/ - \d+:\d+$/, '')
      .replace(/^(.*) doesn't match (.*)$/, 'the block {{#$1}} is closed by {{/$2}}');
    return { problem: { ...KIND, message: text, ...source.atLine(lineNumber, (column ?? 0) + 1, length) } };
  }
}

const KIND = { severity: 'error', code: 'template-syntax' } as const;

interface Failure {
  readonly message: string;
  readonly lineNumber?: number;
  readonly column?: number;
  readonly endColumn?: number;
}

/** The problem with its place. Handlebars throws only the parser's message, so parse again with a hook. */
function parserProblem(handlebars: unknown, source: SourceText, otherwise: string): Diagnostic {
  const { Parser: parser } = handlebars as { Parser: Parser };
  let found: Diagnostic | undefined;
  parser.yy.parseError = function (_message, { text, token, expected }) {
    const at = this.lexer.yylloc;
    const [line, column] = token === null ? [at.last_line, at.last_column] : [at.first_line, at.first_column];
    const names = (expected ?? []).map((name) => name.replaceAll("'", ''));
    const hint = token === 'EOF' ? openBlock(source) : hintFor(names, String(token));
    found = {
      ...KIND,
      message: describe(text, token),
      ...source.atLine(line, column + 1, Math.max(1, text.split(/[\r\n]/, 1)[0]?.length ?? 1)),
      ...(hint === undefined ? {} : { hint }),
    };
    throw new Error('stopped');
  };
  try {
    parser.parse(source.text);
  } catch {
    // The hook has set `found`.
  } finally {
    delete parser.yy.parseError;
  }
  if (found) return found;
  // The parser succeeded, but a semantic action failed: report the last token.
  const at = parser.lexer.yylloc;
  return { ...KIND, message: otherwise, ...source.atLine(at.first_line, at.first_column + 1) };
}

function describe(text: string, token: string | number | null): string {
  if (token === 'EOF') return 'the template ends too early';
  if (token === null || text === '') return 'this cannot be read';
  return `unexpected "${text.trim()}"`;
}

function hintFor(expected: readonly string[], got: string): string | undefined {
  if (got === 'OPEN_ENDBLOCK') return 'no block is open here';
  if (got === 'CLOSE_UNESCAPED') return 'this tag was opened by "{{", so close it by "}}"';
  if (got === 'CLOSE' && expected.includes('CLOSE_UNESCAPED'))
    return 'this tag was opened by "{{{", so close it by "}}}"';
  if (got === 'INVERSE' || got === 'OPEN_INVERSE_CHAIN') return 'a block has one {{else}}, as its last part';
  if (expected.includes('STRING') || expected.includes('ID')) return 'a name or a value belongs here';
  return undefined;
}

/** The innermost unclosed block, found by searching the text. */
function openBlock({ text }: SourceText): string | undefined {
  const open: string[] = [];
  const lines = (offset: number): number => text.slice(0, offset).split(/\r\n?|\n/).length;
  for (const match of text.matchAll(/\{\{~?(?:!--[^]*?--~?\}\}|![^}]*\}\}|([#^/])\s*(\*|>\s*|)([^\s}~|]+))/g)) {
    const [, kind, mark = '', name] = match;
    if (kind === '/') open.pop();
    else if (kind !== undefined && name !== undefined)
      open.push(`{{${kind}${mark}${name}}} of line ${lines(match.index)}`);
  }
  const innermost = open.pop();
  return innermost === undefined ? undefined : `the block ${innermost} is not closed`;
}
