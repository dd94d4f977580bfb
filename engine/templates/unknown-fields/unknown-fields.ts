import { compareDiagnostics, type Diagnostic } from '../../../diagnostics/diagnostic';
import type { SourceText } from '../../../diagnostics/source-text';
import type { HelperNames } from '../helper-names';
import type { Absent, Shape } from './shape';
import { scopeOf } from './scope';
import { Walk } from './walk';

/** A Handlebars text. */
export interface CheckedText {
  readonly source: SourceText;
  /** The parsed text after {@link import('../built-in-fields').preferFields}. */
  readonly program: hbs.AST.Program;
}

/** A text that is rendered with data of a known shape; undefined if unknown. */
export interface RootText extends CheckedText {
  readonly data: Shape | undefined;
}

/**
 * Finds fields that texts use but that the data cannot have. Partials are checked with the data of each call. A partial
 * may use a field that only some of its calls provide: a field is unknown only if no call has it.
 *
 * Pure: the same texts give the same findings, sorted by place.
 */
export function findUnknownFields(
  roots: readonly RootText[],
  partials: ReadonlyMap<string, CheckedText>,
  helpers: HelperNames,
): Diagnostic[] {
  const texts: CheckedText[] = [...roots, ...new Set(partials.values())];
  const indexes = new Map(texts.map((text, index) => [text, index]));
  const findings = new Map<string, Diagnostic>();
  const isThere = new Set<string>();
  const walk = new Walk({
    helpers,
    programOf: (text) => texts[text]!.program,
    partialNamed: (name) => indexes.get(partials.get(name)!),
    onField: (text, path, part, absent) => {
      const { line, column } = path.loc.start;
      const place = `${text}:${line}:${column}:${part}`;
      if (!absent) isThere.add(place);
      else if (!findings.has(place)) findings.set(place, finding(texts[text]!.source, path, part, absent));
    },
  });
  for (const [text, { data }] of roots.entries()) walk.template(text, scopeOf(data));
  return [...findings].flatMap(([place, one]) => (isThere.has(place) ? [] : [one])).sort(compareDiagnostics);
}

function finding(source: SourceText, path: hbs.AST.PathExpression, part: number, { hint }: Absent): Diagnostic {
  const name = path.parts[part]!;
  const { offset, length } = placeOf(source, path, part);
  return {
    severity: 'error',
    code: 'unknown-field',
    message: `the field "${name}" is not in the data`,
    ...source.atLine(path.loc.start.line, path.loc.start.column + 1 + offset, length),
    hint,
  };
}

/** The position of a part in a path, which is always on one line. */
function placeOf(source: SourceText, path: hbs.AST.PathExpression, part: number): { offset: number; length: number } {
  const { start } = path.loc;
  const text = source.lineText(start.line).slice(start.column);
  let offset = /^(?:@|\.\.\/|\.\/|this[./])*/.exec(text)?.[0].length ?? 0;
  for (const [index, name] of path.parts.entries()) {
    const found = text.indexOf(name, offset);
    if (found < 0) break;
    if (index === part) return { offset: found, length: name.length };
    offset = found + name.length;
  }
  return { offset: 0, length: path.original.length };
}
