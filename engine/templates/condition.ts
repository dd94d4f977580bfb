import type { Diagnostic } from '../../diagnostics/diagnostic';
import { SourceText } from '../../diagnostics/source-text';
import { parseTemplate } from './syntax';

const BEFORE = '{{#if ';
/** Rendered text if the condition is true; otherwise it is empty. */
const TRUE_TEXT = '1';

interface Position {
  line: number;
  column: number;
}

type Node = hbs.AST.Node & Record<string, unknown>;

/**
 * Parses the `when` of an emit, an expression as in `{{#if …}}`, into a template whose text is empty if the expression
 * is false or empty. Places refer to the expression.
 */
export function parseCondition(
  source: SourceText,
): { readonly ast: hbs.AST.Program } | { readonly problem: Diagnostic } {
  const parsed = parseTemplate(new SourceText(source.file, `${BEFORE}${source.text}}}${TRUE_TEXT}{{/if}}`));
  if ('problem' in parsed) return { problem: placedInExpression(parsed.problem, source) };
  if (!isOneExpression(parsed.ast)) {
    const place = source.atLine(1, 1, source.lineText(1).length);
    return { problem: { ...KIND, message: 'this is no expression', ...place, hint: HINT } };
  }
  shiftPlaces(parsed.ast, new Set());
  return parsed;
}

const KIND = { severity: 'error', code: 'template-syntax' } as const;
const HINT = 'write an expression as in {{#if …}}: a field, such as deprecated, or a call, such as (eq type "object")';

/** Moves the place of a problem into the expression, or to its end. */
function placedInExpression({ message, line = 1, column = 1, length = 1 }: Diagnostic, source: SourceText): Diagnostic {
  const at = line === 1 ? Math.max(1, column - BEFORE.length) : column;
  const end = source.lineText(line).length + 1;
  const isBehind = at >= end;
  const place = source.atLine(line, Math.min(at, end), isBehind ? 1 : Math.min(length, end - at));
  // Closing braces of the expression run into those behind it.
  const own = message.replace(`${'}'.repeat(Math.max(0, at + length - end))}"`, '"');
  return { ...KIND, message: isBehind ? 'the expression ends too early' : own, ...place, hint: HINT };
}

function isOneExpression({ body }: hbs.AST.Program): boolean {
  const [block, ...more] = body as hbs.AST.BlockStatement[];
  if (block?.type !== 'BlockStatement' || more.length > 0) return false;
  const { params, hash, program, inverse } = block as Partial<hbs.AST.BlockStatement>;
  const [content, ...rest] = program?.body ?? [];
  const isWhole = (content as hbs.AST.ContentStatement | undefined)?.value === TRUE_TEXT && rest.length === 0;
  return params?.length === 1 && !hash && !inverse && !program?.blockParams && isWhole;
}

/** Subtracts the text before the expression from places in the first line. */
function shiftPlaces(node: unknown, done: Set<unknown>): void {
  if (typeof node !== 'object' || node === null || done.has(node)) return;
  done.add(node);
  const { loc } = node as { loc?: { start: Position; end: Position } };
  for (const position of loc ? [loc.start, loc.end] : []) {
    if (done.has(position)) continue;
    done.add(position);
    if (position.line === 1) position.column = Math.max(0, position.column - BEFORE.length);
  }
  for (const [key, child] of Object.entries(node as Node)) if (key !== 'loc') shiftPlaces(child, done);
}
