import { isRecord } from '../../graph/is-record';
import { escapePointer, splitPointer } from '../../sources/spec-places';

/** A JSON Schema as an object; `true` is {@link ANYTHING} and `false` is {@link NOTHING}. */
export type Schema = Readonly<Record<string, unknown>>;

export const ANYTHING: Schema = {};
export const NOTHING: Schema = { not: {} };

/** Interprets a value as a schema. Invalid values allow anything, since the validator reports them. */
export function asSchema(value: unknown): Schema {
  if (value === false) return NOTHING;
  return isRecord(value) ? value : ANYTHING;
}

/** The schemas under a keyword that holds a list of them. */
export function listOf(schema: Schema, keyword: string): Schema[] {
  const list = schema[keyword];
  return Array.isArray(list) ? list.map(asSchema) : [];
}

/** The schemas under a keyword that holds an object of them. */
export function mapOf(schema: Schema, keyword: string): [name: string, schema: Schema][] {
  const map = schema[keyword];
  return isRecord(map) ? Object.entries(map).map(([name, value]) => [name, asSchema(value)]) : [];
}

interface Place {
  readonly pointer: string;
  /** Base URI: that of the nearest enclosing `$id`. */
  readonly base: string;
}

/** Base URI for relative references. */
const START = 'http://nx-workflow.invalid/';
/** Keywords whose values are not schemas, and keywords with schemas by name. */
const VALUES = new Set(['const', 'enum', 'default', 'examples']);
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas', 'dependencies']);

/** A JSON Schema file, with the places of its parts and the targets of its references. */
export class SchemaDocument {
  private readonly places = new Map<object, Place>();
  private readonly byAddress = new Map<string, unknown>();
  /** True if the dialect has `unevaluatedProperties`: 2019-09 and later. */
  readonly hasUnevaluated: boolean;

  /** @param path relative to the workspace */
  constructor(
    readonly path: string,
    readonly root: unknown,
  ) {
    const dialect = isRecord(root) ? root['$schema'] : undefined;
    this.hasUnevaluated = typeof dialect === 'string' && /20(19-09|20-12)/.test(dialect);
    this.byAddress.set(START, root);
    this.index(root, { pointer: '', base: START }, false);
  }

  /** `path#/pointer` of a part of the document; undefined for a synthetic schema. */
  whereIs(schema: Schema): string | undefined {
    const place = this.places.get(schema);
    return place && `${this.path}#${place.pointer}`;
  }

  /** Resolves the `$ref` of a schema; undefined if its target is not in this document. */
  resolve(schema: Schema, ref: string): Schema | undefined {
    const [address = '', fragment = ''] = ref.split('#');
    const base = this.places.get(schema)?.base ?? START;
    const resource = absolute(address, base);
    if (resource === undefined || !this.byAddress.has(resource)) return undefined;
    if (fragment !== '' && !fragment.startsWith('/')) {
      const anchored = `${resource}#${fragment}`;
      return this.byAddress.has(anchored) ? asSchema(this.byAddress.get(anchored)) : undefined;
    }
    let value = this.byAddress.get(resource);
    for (const name of splitPointer(decoded(fragment))) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
      value = (value as Record<string, unknown>)[name];
    }
    return asSchema(value);
  }

  private index(value: unknown, { pointer, base }: Place, isMap: boolean): void {
    if (typeof value !== 'object' || value === null || this.places.has(value)) return;
    const own = isRecord(value) && !isMap ? this.addressOf(value, base) : base;
    this.places.set(value, { pointer, base: own });
    for (const [key, part] of Object.entries(value)) {
      if (!isMap && VALUES.has(key)) continue;
      this.index(part, { pointer: `${pointer}/${escapePointer(key)}`, base: own }, !isMap && MAPS.has(key));
    }
  }

  /** Registers the `$id` and `$anchor` of a schema; returns its base URI. */
  private addressOf(schema: Schema, base: string): string {
    const { $id: id, $anchor: anchor } = schema;
    let own = base;
    if (typeof id === 'string' && !id.startsWith('#')) {
      own = absolute(id.split('#')[0] ?? '', base) ?? base;
      this.byAddress.set(own, schema);
    } else if (typeof id === 'string') this.byAddress.set(`${base}${id}`, schema);
    if (typeof anchor === 'string') this.byAddress.set(`${own}#${anchor}`, schema);
    return own;
  }
}

function absolute(address: string, base: string): string | undefined {
  if (address === '') return base;
  return URL.canParse(address, base) ? new URL(address, base).href : undefined;
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}
