import { isRecord } from '../../graph/is-record';
import { combineAll, CLOSED, known, LISTED, NEVER, combineAny, OPEN, UNSPECIFIED, type Answer } from './answer';
import { KIND, kindOf, type Kinds } from './kinds';
import { ANYTHING, asSchema, listOf, mapOf, NOTHING, type Schema, type SchemaDocument } from './schema-document';

/** A question about a part of a value: how to answer it from a schema's own keywords and from a listed value. */
interface Question {
  readonly kind: number;
  readonly own: (schema: Schema) => Answer;
  readonly ofValue: (value: unknown) => Answer;
  /** Combines the schemas of a part that two schemas describe, if both apply. */
  readonly both: (a: readonly Schema[], b: readonly Schema[]) => readonly Schema[];
}

/** Most pairs of alternatives that are combined. */
const MAX_PAIRS = 16;

/** Answers what a document's schemas say about fields of objects and items of arrays. */
export class Parts {
  private readonly ids = new Map<Schema, number>();
  private readonly joined = new Map<string, Schema>();
  /** The schemas that a schema in {@link joined} combines. */
  private readonly members = new Map<Schema, readonly Schema[]>();
  private readonly values = new Map<unknown, Schema>();

  constructor(
    private readonly document: SchemaDocument,
    private readonly kinds: Kinds,
  ) {}

  /** Answers for a field of an object. */
  field(schema: Schema, name: string): Answer {
    return this.ask(schema, {
      kind: KIND.object,
      own: (one) => this.ownField(one, name),
      ofValue: (value) => {
        if (!Object.hasOwn(value as object, name)) return CLOSED;
        return known(this.valueSchema((value as Record<string, unknown>)[name]));
      },
      both: (a, b) => this.join(a, b),
    });
  }

  /** Answers for any field of an object, as `each` iterates them. */
  fields(schema: Schema): Answer {
    return this.ask(schema, {
      kind: KIND.object,
      own: (one) => this.ownFields(one),
      ofValue: (value) => known(...Object.values(value as object).map((one) => this.valueSchema(one))),
      // Each schema may describe different fields.
      both: (a, b) => [...a, ...b],
    });
  }

  /** Answers for any item of an array. */
  items(schema: Schema): Answer {
    return this.ask(schema, {
      kind: KIND.array,
      own: (one) => this.ownItems(one),
      ofValue: (value) => known(...(value as unknown[]).map((one) => this.valueSchema(one))),
      both: (a, b) => this.join(a, b),
    });
  }

  /** Names of the fields that a schema mentions, for hints. */
  names(schema: Schema, found = new Set<string>(), seen = new Set<Schema>()): Set<string> {
    if (seen.has(schema)) return found;
    seen.add(schema);
    for (const [name, one] of mapOf(schema, 'properties')) if (one !== NOTHING) found.add(name);
    for (const name of requiredNames(schema)) if (typeof name === 'string') found.add(name);
    const values = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : [schema['const']];
    for (const value of values) if (isRecord(value)) for (const name of Object.keys(value)) found.add(name);
    for (const one of this.inPlace(schema)) this.names(one, found, seen);
    return found;
  }

  idOf(schema: Schema): number {
    const id = this.ids.get(schema) ?? this.ids.size;
    this.ids.set(schema, id);
    return id;
  }

  private ask(schema: Schema, question: Question, seen: ReadonlySet<Schema> = new Set()): Answer {
    if (seen.has(schema)) return UNSPECIFIED;
    if ((this.kinds.of(schema) & question.kind) === 0) return NEVER;
    const within = new Set(seen).add(schema);
    const ask = (one: Schema): Answer => this.ask(one, question, within);
    /** A schema that need not apply: if it describes the part, the part may exist. */
    const mention = (one: Schema): Answer => (ask(one).is === 'known' ? OPEN : UNSPECIFIED);
    const answers: Answer[] = [question.own(schema), this.ofValues(schema, question)];
    const { $ref: ref, if: condition, not } = schema;
    if (typeof ref === 'string') {
      const referred = this.document.resolve(schema, ref);
      answers.push(referred ? ask(referred) : OPEN);
    }
    if (schema['$dynamicRef'] !== undefined || schema['$recursiveRef'] !== undefined) answers.push(OPEN);
    for (const one of listOf(schema, 'allOf')) answers.push(ask(one));
    for (const keyword of ['anyOf', 'oneOf']) {
      const branches = listOf(schema, keyword);
      if (branches.length > 0) answers.push(combineAny(branches.map(ask)));
    }
    if (condition !== undefined) {
      answers.push(combineAny([ask(asSchema(schema['then'])), ask(asSchema(schema['else']))]));
      answers.push(mention(asSchema(condition)));
    }
    if (not !== undefined && schema !== NOTHING) answers.push(mention(asSchema(not)));
    for (const [, one] of dependent(schema)) answers.push(combineAny([ask(one), UNSPECIFIED]));
    return combineAll(answers, question.both);
  }

  private ofValues(schema: Schema, { kind, ofValue }: Question): Answer {
    const listed = Object.hasOwn(schema, 'const') ? [schema['const']] : schema['enum'];
    if (!Array.isArray(listed)) return UNSPECIFIED;
    return combineAny((listed as unknown[]).filter((value) => kindOf(value) === kind).map(ofValue));
  }

  private ownField(schema: Schema, name: string): Answer {
    const properties = mapOf(schema, 'properties');
    const patterns = mapOf(schema, 'patternProperties');
    const found = [
      ...properties.filter(([own]) => own === name),
      ...patterns.filter(([pattern]) => matches(pattern, name)),
    ];
    if (found.some(([, one]) => one === NOTHING)) return CLOSED;
    if (found.length > 0) return known(...found.map(([, one]) => one));
    const { additionalProperties: rest } = schema;
    const unevaluated = this.document.hasUnevaluated ? schema['unevaluatedProperties'] : undefined;
    if (rest === false) return CLOSED;
    if (requiredNames(schema).has(name)) return OPEN;
    if (rest === undefined && unevaluated === false) return LISTED;
    const others = rest ?? unevaluated;
    if (isRecord(others)) return known(others);
    if (others !== undefined || patterns.length > 0) return OPEN;
    return properties.length > 0 ? LISTED : UNSPECIFIED;
  }

  private ownFields(schema: Schema): Answer {
    const named = [...mapOf(schema, 'properties'), ...mapOf(schema, 'patternProperties')].map(([, one]) => one);
    const possible = named.filter((one) => one !== NOTHING);
    const unevaluated = this.document.hasUnevaluated ? schema['unevaluatedProperties'] : undefined;
    const { additionalProperties: rest = unevaluated } = schema;
    if (isRecord(rest)) return known(...possible, rest);
    if (rest === true) return OPEN;
    // With `unevaluatedProperties: false`, sibling schemas describe the fields.
    if (schema['additionalProperties'] === false) return known(...possible);
    return named.length > 0 ? known(...possible) : UNSPECIFIED;
  }

  private ownItems(schema: Schema): Answer {
    const { items } = schema;
    const isTuple = Array.isArray(items);
    const first = isTuple ? listOf(schema, 'items') : listOf(schema, 'prefixItems');
    const unevaluated = this.document.hasUnevaluated ? schema['unevaluatedItems'] : undefined;
    const rest = (isTuple ? schema['additionalItems'] : items) ?? unevaluated;
    if (rest === undefined) return first.length > 0 ? OPEN : UNSPECIFIED;
    if (rest === true) return OPEN;
    const schemas = [...first, ...(isRecord(rest) ? [rest] : [])];
    // `contains` may say more about one of the items.
    const { contains } = schema;
    return known(...schemas, ...(isRecord(contains) && isRecord(contains['properties']) ? [contains] : []));
  }

  /** All subschemas that apply to the same value. */
  private inPlace(schema: Schema): Schema[] {
    const { $ref: ref } = schema;
    const referred = typeof ref === 'string' ? this.document.resolve(schema, ref) : undefined;
    return [
      ...(referred ? [referred] : []),
      ...['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => listOf(schema, keyword)),
      ...['then', 'else'].map((keyword) => asSchema(schema[keyword])),
      ...dependent(schema).map(([, one]) => one),
    ];
  }

  /** Combines each schema of one list with each of the other; only concatenates if there are too many. */
  private join(a: readonly Schema[], b: readonly Schema[]): Schema[] {
    if (a.length * b.length > MAX_PAIRS) return [...a, ...b];
    return a.flatMap((one) => b.map((other) => this.together([one, other])));
  }

  /** The combination of all given schemas; the same object for the same schemas. */
  private together(schemas: readonly Schema[]): Schema {
    const all = new Set(schemas.flatMap((one) => this.members.get(one) ?? [one]));
    all.delete(ANYTHING);
    const parts = [...all].sort((x, y) => this.idOf(x) - this.idOf(y));
    if (parts.length < 2) return parts[0] ?? ANYTHING;
    const key = parts.map((one) => this.idOf(one)).join();
    const joined = this.joined.get(key) ?? { allOf: parts };
    this.joined.set(key, joined);
    this.members.set(joined, parts);
    return joined;
  }

  /** A schema for a listed value; the same object for the same value. */
  private valueSchema(value: unknown): Schema {
    const schema = this.values.get(value) ?? { const: value };
    this.values.set(value, schema);
    return schema;
  }
}

/** Schemas that apply only if a field exists. */
function dependent(schema: Schema): [name: string, schema: Schema][] {
  const lists = mapOf(schema, 'dependencies').filter(([name]) => {
    const map = schema['dependencies'] as Readonly<Record<string, unknown>>;
    return !Array.isArray(map[name]);
  });
  return [...mapOf(schema, 'dependentSchemas'), ...lists];
}

/** Required fields, including those that are required only with others. */
function requiredNames(schema: Schema): Set<unknown> {
  const lists = ['dependentRequired', 'dependencies'].flatMap((keyword): unknown[] => {
    const map = schema[keyword];
    return isRecord(map) ? Object.values(map) : [];
  });
  return new Set([schema['required'], ...lists].flatMap((list): unknown[] => (Array.isArray(list) ? list : [])));
}

/** An invalid expression counts as matching any name. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return true;
  }
}
