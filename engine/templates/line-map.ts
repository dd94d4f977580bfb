/** A line of a template or partial; the file is relative to the workspace, lines count from 1. */
export interface TemplateLine {
  readonly file: string;
  readonly line: number;
}

/** A rendered text without marks, with the origin of each part. */
export interface MappedText {
  readonly text: string;
  /** The template line that produced the text at an offset; undefined before the first mark. */
  lineAt(offset: number): TemplateLine | undefined;
}

/** Name of the helper in marked templates; other templates do not know it. */
export const MARK_HELPER = 'nx-workflow-mark';

/** A mark is a number encoded in private use characters, between two delimiters. */
const OPEN = '\uE0FE';
const CLOSE = '\uE0FF';
const DIGIT = 0xe100;
const MARK = /\uE0FE([\uE100-\uE109]+)\uE0FF/g;

/** Static text of a template. The published types are wrong about `original`. */
interface Content extends hbs.AST.Node {
  value: string;
  readonly original: string;
}

/** The value of a mustache: text, or an object with markup. */
type Value = string | number | boolean | null | undefined | { toHTML(): string } | { toString(): string };

type Node = hbs.AST.Node & Record<string, unknown>;

/**
 * Maps parts of a rendered text to template lines: parsed templates get marks, which appear in the rendered text. A
 * mark is placed directly before a visible character, so that helpers that check for blank lines, trim or indent behave
 * as without it. If one still behaves differently, the text without marks differs from the expected one, and the caller
 * notices.
 */
export class LineMarks {
  private readonly places: TemplateLine[] = [];

  /** @param helpers names of all helpers; they determine the meaning of a bare `{{name}}` */
  constructor(private readonly helpers: ReadonlySet<string>) {}

  /** Puts marks into the syntax tree of a template, in place. */
  markTemplate(file: string, ast: hbs.AST.Program): void {
    this.markProgram(ast, file, new Set());
  }

  /** Implements {@link MARK_HELPER}: inserts a mark before the value of a mustache. */
  readonly mark = (id: number, value: Value): Value => {
    if (value === null || value === undefined) return value;
    if (typeof value !== 'object') return withMark(encode(id), String(value));
    if (!('toHTML' in value)) return withMark(encode(id), value.toString());
    const html = value.toHTML();
    return { toHTML: () => withMark(encode(id), html), toString: () => withMark(encode(id), html) };
  };

  /** Removes the marks from a rendered text. */
  read(marked: string): MappedText {
    const marks: { readonly offset: number; readonly id: number }[] = [];
    let text = '';
    let end = 0;
    for (const match of marked.matchAll(MARK)) {
      text += marked.slice(end, match.index);
      end = match.index + match[0].length;
      marks.push({ offset: text.length, id: decode(match[1] ?? '') });
    }
    text += marked.slice(end);
    const lineAt = (offset: number): TemplateLine | undefined => {
      const mark = marks.findLast((one) => one.offset <= offset);
      return mark && this.places[mark.id];
    };
    return { text, lineAt };
  }

  private markProgram(program: hbs.AST.Program, file: string, outer: ReadonlySet<string>): void {
    const own = new Set([...outer, ...(program.blockParams ?? [])]);
    program.body = program.body.map((statement) => this.markStatement(statement as Node, file, own));
  }

  private markStatement(node: Node, file: string, blockParams: ReadonlySet<string>): hbs.AST.Statement {
    if (node.type === 'ContentStatement') this.markContent(node as unknown as Content, file);
    if (node.type === 'MustacheStatement') {
      return this.markMustache(node as unknown as hbs.AST.MustacheStatement, file, blockParams);
    }
    for (const part of [node['program'], node['inverse']]) {
      if (part) this.markProgram(part as hbs.AST.Program, file, blockParams);
    }
    return node;
  }

  /** Handlebars has already stripped white space; the first visible character shows how much. */
  private markContent(node: Content, file: string): void {
    const first = /\S/.exec(node.value)?.index;
    if (first === undefined) return;
    const taken = node.original.search(/\S/) - first;
    let line = node.loc.start.line + countLineEnds(node.original.slice(0, taken));
    node.value = node.value
      .split(/(?<=\n|\r(?!\n))/)
      .map((part) => withMark(this.markFor(file, line++), part))
      .join('');
  }

  /** Turns `{{x}}` into `{{mark 1 x}}`, and `{{f x}}` into `{{mark 1 (f x)}}`. */
  private markMustache(
    node: hbs.AST.MustacheStatement,
    file: string,
    blockParams: ReadonlySet<string>,
  ): hbs.AST.MustacheStatement {
    const { loc, params, hash } = node;
    const path = node.path as hbs.AST.PathExpression;
    const isCall =
      params.length > 0 || Boolean(hash) || (this.helpers.has(path.original) && !blockParams.has(path.original));
    const id = { type: 'NumberLiteral', value: this.lineId(file, loc.start.line), loc };
    const value = isCall ? { type: 'SubExpression', path, params, hash, loc } : path;
    const mark = { type: 'PathExpression', data: false, depth: 0, parts: [MARK_HELPER], original: MARK_HELPER, loc };
    return { ...node, path: mark, params: [id, value], hash: undefined } as unknown as hbs.AST.MustacheStatement;
  }

  private markFor(file: string, line: number): string {
    return encode(this.lineId(file, line));
  }

  private lineId(file: string, line: number): number {
    return this.places.push({ file, line }) - 1;
  }
}

function withMark(mark: string, text: string): string {
  const first = text.search(/\S/);
  return first < 0 ? text : text.slice(0, first) + mark + text.slice(first);
}

function encode(id: number): string {
  return OPEN + String(id).replace(/\d/g, (digit) => String.fromCharCode(DIGIT + Number(digit))) + CLOSE;
}

function decode(digits: string): number {
  return Number(digits.replace(/./g, (digit) => String(digit.charCodeAt(0) - DIGIT)));
}

function countLineEnds(text: string): number {
  return text.match(/\r\n?|\n/g)?.length ?? 0;
}
