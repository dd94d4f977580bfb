import type { Diagnostic } from '../../../diagnostics/diagnostic';
import type { SourceText } from '../../../diagnostics/source-text';
import { sha256OfParts } from '../../../state/hash';
import type { Emit, Settings } from '../../settings';
import { parseSchema } from '../../sources/schema-check';
import { showFields } from '../built-in-fields';
import type { HelperNames } from '../built-in-helpers';
import { parseCondition } from '../condition';
import { parseTemplate } from '../syntax';
import type { TemplateCache } from '../template-cache';
import { SchemaDocument } from './schema-document';
import { Shapes } from './shape';
import { findUnknownFields, type CheckedText, type RootText } from './unknown-fields';

/** What is known of the data that templates get. */
export interface KnownData {
  /** The path of its schema, relative to the workspace. */
  readonly schema: string;
  /** sha256 of the bytes that the schema has to have. */
  readonly hash: string;
  /** Whether code makes the data of library files: of that, nothing is known. */
  readonly isLibraryMade: boolean;
}

/** The schema that describes what templates get; undefined where none does. */
export function schemaOfData({ schema, dataSchema, prepare }: Settings): string | undefined {
  return dataSchema ?? (prepare === undefined ? schema : undefined);
}

/** The texts of an emit that renders. */
export interface EmitTexts extends Pick<Emit, 'each'> {
  /** Undefined where it is a function, of which nothing is known. */
  readonly template: SourceText | undefined;
  readonly to: SourceText;
  readonly when: SourceText | undefined;
}

/** The texts of a target; all of them have passed the other checks. */
export interface TargetTexts {
  readonly emits: readonly EmitTexts[];
  /** Each file once, with its names. */
  readonly partials: readonly { readonly names: readonly string[]; readonly source: SourceText }[];
  readonly helpers: HelperNames;
}

/**
 * What templates, partials, `to` and `when` texts ask for and the data cannot have by its schema. A cache keeps that there is
 * nothing to find.
 *
 * @param base a key over all else that decides how the texts are understood
 */
export function checkDataFields(
  { workspaceRoot }: Settings,
  data: KnownData,
  texts: TargetTexts,
  cache: TemplateCache | undefined,
  base: string,
): Diagnostic[] {
  const key = verdictKey(data, texts, base);
  if (typeof cache?.get(key) === 'object') return [];
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
    const isMade = each === 'library' && data.isLibraryMade;
    const root = each === 'pattern' ? shapes.pattern : isMade ? undefined : shapes.group;
    const own = [...(when ? [parse(when, parseCondition)] : []), parse(to), ...(template ? [parse(template)] : [])];
    return own.map((text) => ({ ...text, data: root }));
  });
  const partials = new Map(texts.partials.flatMap(({ names, source }) => names.map((name) => [name, parse(source)])));
  const found = findUnknownFields(roots, partials, texts.helpers);
  if (found.length === 0 && cache) {
    cache.put(key, NOTHING_FOUND);
    cache.trim();
  }
  return found;
}

/** The text of an entry in the cache that is no template. */
const NOTHING_FOUND = '"no unknown fields"';

function verdictKey({ hash, isLibraryMade }: KnownData, texts: TargetTexts, base: string): string {
  const { emits, partials, helpers } = texts;
  return sha256OfParts([
    'fields',
    base,
    hash,
    String(isLibraryMade),
    String(helpers.replacesBlocks),
    ...[...helpers.own].sort(),
    '',
    ...emits.flatMap(({ each, template, to, when }) => [
      each,
      ...(template ? ['text', template.text] : ['function']),
      to.text,
      ...(when ? ['when', when.text] : ['always']),
    ]),
    '',
    ...partials.flatMap(({ names, source }) => [...names, '', source.text]),
  ]);
}

/** As it is compiled. */
function programOf(
  parsed: ReturnType<typeof parseTemplate>,
  source: SourceText,
  helpers: HelperNames,
): hbs.AST.Program {
  if ('problem' in parsed) throw new Error(`${source.file} was compiled and cannot be parsed`);
  showFields(parsed.ast, helpers.builtIn);
  return parsed.ast;
}
