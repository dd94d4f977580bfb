import type { Diagnostic } from '../../diagnostics/diagnostic';
import type { SourceText } from '../../diagnostics/source-text';
import type { Settings } from '../settings';
import { preferFields } from './built-in-fields';
import { checkTemplate, type TemplateNames } from './check-template';
import { parseCondition } from './condition';
import { insertFieldChecks } from './field-checks';
import { loadHandlebars } from './handlebars';
import { FIELD_HELPER } from './missing-field';
import { parseTemplate } from './syntax';
import type { CompiledTemplate } from './compiled-template';

/** Parses a text of some kind; returns its syntax tree or the problem. */
export function parseText(kind: CompiledTemplate['kind'], source: SourceText): ReturnType<typeof parseTemplate> {
  return kind === 'condition' ? parseCondition(source) : parseTemplate(source);
}

/** Checks and compiles a text; returns its code or the problems. */
export function compileTemplate(
  kind: CompiledTemplate['kind'],
  source: SourceText,
  names: TemplateNames,
  noEscape: boolean,
  missingFields: Settings['missingFields'],
): string | Diagnostic[] {
  const parsed = parseText(kind, source);
  if ('problem' in parsed) return [parsed.problem];
  const problems = checkTemplate(parsed.ast, source, names);
  if (problems.length > 0) return problems;
  const { all, builtIn, catchesMissing } = names.helpers;
  preferFields(parsed.ast, builtIn);
  if (missingFields === 'empty') return precompileTemplate(parsed.ast, all, noEscape, catchesMissing);
  insertFieldChecks(parsed.ast, all);
  return precompileTemplate(parsed.ast, new Set([...all, FIELD_HELPER]), noEscape, catchesMissing);
}

/**
 * Compiles a checked template. Loads Handlebars.
 *
 * @param catchesMissing true if unknown names may be called as helpers
 */
export function precompileTemplate(
  ast: hbs.AST.Program,
  helpers: ReadonlySet<string>,
  noEscape: boolean,
  catchesMissing = false,
): string {
  return loadHandlebars().precompile(ast, {
    noEscape,
    knownHelpers: Object.fromEntries([...helpers].map((name) => [name, true])),
    knownHelpersOnly: !catchesMissing,
  }) as string;
}
