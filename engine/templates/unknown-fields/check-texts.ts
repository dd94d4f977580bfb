import type { Diagnostic } from '../../../diagnostics/diagnostic';
import type { SourceText } from '../../../diagnostics/source-text';
import { parseSchema } from '../../sources/schema-check';
import { preferFields } from '../built-in-fields';
import { parseCondition } from '../condition';
import type { HelperNames } from '../helper-names';
import { parseTemplate } from '../syntax';
import { SchemaDocument } from './schema-document';
import { Shapes } from './shape';
import type { KnownData, TargetTexts } from './target-texts';
import { findUnknownFields, type CheckedText, type RootText } from './unknown-fields';

/** Finds fields that the texts of a target use but that the data cannot have; or returns problems of the schema. */
export function checkTexts(workspaceRoot: string, data: KnownData, texts: TargetTexts): Diagnostic[] {
  const schema = parseSchema(workspaceRoot, data.schema, data.hash);
  if (Array.isArray(schema)) return schema;
  const shapes = new Shapes(new SchemaDocument(data.schema, schema.data));
  const parsed = new Map<SourceText, CheckedText>();
  const parse = (source: SourceText, parser: typeof parseTemplate = parseTemplate): CheckedText => {
    const known = parsed.get(source) ?? { source, program: programOf(parser(source), source, texts.helpers) };
    parsed.set(source, known);
    return known;
  };
  const roots: RootText[] = texts.emits.flatMap(({ each, template, to, when }) => {
    const isMade = each === 'library' && data.isLibraryPrepared;
    const root = each === 'pattern' ? shapes.pattern : isMade ? undefined : shapes.group;
    const own = [...(when ? [parse(when, parseCondition)] : []), parse(to), ...(template ? [parse(template)] : [])];
    return own.map((text) => ({ ...text, data: root }));
  });
  const partials = new Map(texts.partials.flatMap(({ names, source }) => names.map((name) => [name, parse(source)])));
  return findUnknownFields(roots, partials, texts.helpers);
}

/** The syntax tree as it is compiled. */
function programOf(
  parsed: ReturnType<typeof parseTemplate>,
  source: SourceText,
  helpers: HelperNames,
): hbs.AST.Program {
  if ('problem' in parsed) throw new Error(`${source.file} was compiled and cannot be parsed`);
  preferFields(parsed.ast, helpers.builtIn);
  return parsed.ast;
}
