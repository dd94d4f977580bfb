import { asSchema, listOf, NOTHING, type Schema, type SchemaDocument } from './schema-document';

/** Bit flags of the kinds of JSON values. */
export const KIND = { object: 1, array: 2, string: 4, number: 8, boolean: 16, null: 32 } as const;
export const ALL_KINDS = 63;
export const SCALARS = KIND.string | KIND.number | KIND.boolean | KIND.null;

const OBJECT_KEYWORDS = ['properties', 'additionalProperties', 'patternProperties', 'required'];
const ARRAY_KEYWORDS = ['items', 'prefixItems', 'contains'];

/**
 * Computes the kinds of values that a document's schemas allow; too many rather than too few if that is hard to
 * determine.
 */
export class Kinds {
  private readonly known = new Map<Schema, number>();

  constructor(private readonly document: SchemaDocument) {}

  of(schema: Schema): number {
    if (schema === NOTHING) return 0;
    const known = this.known.get(schema);
    if (known !== undefined) return known;
    // Preliminary, for circular references.
    this.known.set(schema, ALL_KINDS);
    const kinds = this.find(schema);
    this.known.set(schema, kinds);
    return kinds;
  }

  /** The kinds that the author intended if no type is given: `properties` imply an object, `items` an array. */
  intended(schema: Schema): number {
    const kinds = this.of(schema);
    if (kinds !== ALL_KINDS) return kinds;
    const speaksOf = (keywords: readonly string[]): boolean =>
      keywords.some((keyword) => schema[keyword] !== undefined);
    const meant = (speaksOf(OBJECT_KEYWORDS) ? KIND.object : 0) | (speaksOf(ARRAY_KEYWORDS) ? KIND.array : 0);
    const referred = typeof schema['$ref'] === 'string' ? this.document.resolve(schema, schema['$ref']) : undefined;
    if (meant === 0 && referred !== undefined && referred !== schema) return this.intendedByReference(referred);
    return meant === 0 ? kinds : meant;
  }

  /** Follows one more reference at most; longer chains are rare. */
  private intendedByReference(schema: Schema): number {
    return schema['$ref'] === undefined ? this.intended(schema) : this.of(schema);
  }

  private find(schema: Schema): number {
    let kinds = ALL_KINDS;
    const { type, enum: values, $ref: ref } = schema;
    if (type !== undefined) {
      kinds = [type].flat().reduce<number>((sum, one) => sum | kindOfType(one), 0);
      if (schema['nullable'] === true) kinds |= KIND.null;
    }
    if (Object.hasOwn(schema, 'const')) kinds &= kindOf(schema['const']);
    if (Array.isArray(values)) kinds &= values.reduce<number>((sum, one) => sum | kindOf(one), 0);
    const referred = typeof ref === 'string' ? this.document.resolve(schema, ref) : undefined;
    if (referred) kinds &= this.of(referred);
    for (const one of listOf(schema, 'allOf')) kinds &= this.of(one);
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = listOf(schema, keyword);
      if (branches.length > 0) kinds &= branches.reduce((sum, one) => sum | this.of(one), 0);
    }
    if (schema['if'] !== undefined) kinds &= this.of(asSchema(schema['then'])) | this.of(asSchema(schema['else']));
    return kinds;
  }
}

export function kindOf(value: unknown): number {
  if (value === null) return KIND.null;
  if (Array.isArray(value)) return KIND.array;
  return kindOfType(typeof value);
}

function kindOfType(type: unknown): number {
  if (type === 'integer') return KIND.number;
  return typeof type === 'string' && Object.hasOwn(KIND, type) ? KIND[type as keyof typeof KIND] : ALL_KINDS;
}

/** Names of the kinds in a set. */
export function kindNames(kinds: number): string[] {
  return Object.entries(KIND).flatMap(([name, bit]) => ((kinds & bit) === 0 ? [] : [name]));
}
