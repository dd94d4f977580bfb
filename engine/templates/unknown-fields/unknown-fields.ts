import { compareDiagnostics, type Diagnostic } from '../../../diagnostics/diagnostic';
import type { SourceText } from '../../../diagnostics/source-text';
import type { HelperNames } from '../helper-names';
import type { Absent, Shape } from './shape';
import { scopeOf } from './scope';
import { Walk } from './walk';

/** Any text in Handlebars' language. */
export interface CheckedText {
  readonly source: SourceText;
  /** As the parser gives it, with {@link import('../built-in-fields').showFields} done. */
  readonly program: hbs.AST.Program;
}

/** A text that is rendered with data; undefined where nothing is known of that. */
export interface RootText extends CheckedText {
  readonly data: Shape | undefined;
}

/**
 * The fields that texts ask for and that the data cannot have. Partials are looked at with the data that they are called
 * with. One that several calls share may ask for what only some of them have: a field is unknown where no call has it.
 *
 * Pure: the same findings for the same texts, in order of their places.
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

/** Where a part of a path stands in it; a path is on one line. */
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
