import { isRecord } from '../../graph/is-record';
import { allHold, CLOSED, known, LISTED, NEVER, oneHolds, OPEN, SILENT, type Answer } from './answer';
import { KIND, kindOf, type Kinds } from './kinds';
import { ANYTHING, asSchema, listOf, mapOf, NOTHING, type Schema, type SchemaDocument } from './schema-document';

/** What the own keywords of a schema say, and what one of the values that it lists says. */
interface Question {
  readonly kind: number;
  readonly own: (schema: Schema) => Answer;
  readonly ofValue: (value: unknown) => Answer;
  /** The schemas of a part that two schemas know, where both hold. */
  readonly both: (a: readonly Schema[], b: readonly Schema[]) => readonly Schema[];
}

/** Most alternatives of which each is combined with each. */
const MOST_PAIRS = 16;

/** Answers what schemas of a document say of the fields of objects and the items of lists. */
export class Parts {
  private readonly ids = new Map<Schema, number>();
  private readonly joined = new Map<string, Schema>();
  /** The schemas that a schema of {@link joined} was made of. */
  private readonly members = new Map<Schema, readonly Schema[]>();
  private readonly values = new Map<unknown, Schema>();

  constructor(
    private readonly document: SchemaDocument,
    private readonly kinds: Kinds,
  ) {}

  /** A field of an object. */
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

  /** Any field of an object, as `each` walks them. */
  fields(schema: Schema): Answer {
    return this.ask(schema, {
      kind: KIND.object,
      own: (one) => this.ownFields(one),
      ofValue: (value) => known(...Object.values(value as object).map((one) => this.valueSchema(one))),
      // Each knows fields of its own.
      both: (a, b) => [...a, ...b],
    });
  }

  /** Any item of a list. */
  items(schema: Schema): Answer {
    return this.ask(schema, {
      kind: KIND.array,
      own: (one) => this.ownItems(one),
      ofValue: (value) => known(...(value as unknown[]).map((one) => this.valueSchema(one))),
      both: (a, b) => this.join(a, b),
    });
  }

  /** Names of the fields that a schema knows, for a hint. */
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
    if (seen.has(schema)) return SILENT;
    if ((this.kinds.of(schema) & question.kind) === 0) return NEVER;
    const within = new Set(seen).add(schema);
    const ask = (one: Schema): Answer => this.ask(one, question, within);
    /** What a schema knows that need not hold: then the part may be there. */
    const mention = (one: Schema): Answer => (ask(one).is === 'known' ? OPEN : SILENT);
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
      if (branches.length > 0) answers.push(oneHolds(branches.map(ask)));
    }
    if (condition !== undefined) {
      answers.push(oneHolds([ask(asSchema(schema['then'])), ask(asSchema(schema['else']))]));
      answers.push(mention(asSchema(condition)));
    }
    if (not !== undefined && schema !== NOTHING) answers.push(mention(asSchema(not)));
    for (const [, one] of dependent(schema)) answers.push(oneHolds([ask(one), SILENT]));
    return allHold(answers, question.both);
  }

  private ofValues(schema: Schema, { kind, ofValue }: Question): Answer {
    const listed = Object.hasOwn(schema, 'const') ? [schema['const']] : schema['enum'];
    if (!Array.isArray(listed)) return SILENT;
    return oneHolds((listed as unknown[]).filter((value) => kindOf(value) === kind).map(ofValue));
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
    return properties.length > 0 ? LISTED : SILENT;
  }

  private ownFields(schema: Schema): Answer {
    const named = [...mapOf(schema, 'properties'), ...mapOf(schema, 'patternProperties')].map(([, one]) => one);
    const possible = named.filter((one) => one !== NOTHING);
    const unevaluated = this.document.hasUnevaluated ? schema['unevaluatedProperties'] : undefined;
    const { additionalProperties: rest = unevaluated } = schema;
    if (isRecord(rest)) return known(...possible, rest);
    if (rest === true) return OPEN;
    // What `unevaluatedProperties: false` leaves is told by the schemas beside it.
    if (schema['additionalProperties'] === false) return known(...possible);
    return named.length > 0 ? known(...possible) : SILENT;
  }

  private ownItems(schema: Schema): Answer {
    const { items } = schema;
    const isTuple = Array.isArray(items);
    const first = isTuple ? listOf(schema, 'items') : listOf(schema, 'prefixItems');
    const unevaluated = this.document.hasUnevaluated ? schema['unevaluatedItems'] : undefined;
    const rest = (isTuple ? schema['additionalItems'] : items) ?? unevaluated;
    if (rest === undefined) return first.length > 0 ? OPEN : SILENT;
    if (rest === true) return OPEN;
    const schemas = [...first, ...(isRecord(rest) ? [rest] : [])];
    // Of one of the items, more may be said.
    const { contains } = schema;
    return known(...schemas, ...(isRecord(contains) && isRecord(contains['properties']) ? [contains] : []));
  }

  /** All schemas that speak of the same value. */
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

  /** Each of the one schemas together with each of the others; all beside each other where these are too many. */
  private join(a: readonly Schema[], b: readonly Schema[]): Schema[] {
    if (a.length * b.length > MOST_PAIRS) return [...a, ...b];
    return a.flatMap((one) => b.map((other) => this.together([one, other])));
  }

  /** The schema for what satisfies all of some; the same object each time. */
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

  /** The schema of a value that a schema holds; the same object each time. */
  private valueSchema(value: unknown): Schema {
    const schema = this.values.get(value) ?? { const: value };
    this.values.set(value, schema);
    return schema;
  }
}

/** Schemas that hold only where a field is there. */
function dependent(schema: Schema): [name: string, schema: Schema][] {
  const lists = mapOf(schema, 'dependencies').filter(([name]) => {
    const map = schema['dependencies'] as Readonly<Record<string, unknown>>;
    return !Array.isArray(map[name]);
  });
  return [...mapOf(schema, 'dependentSchemas'), ...lists];
}

/** Fields that must be there, some of them with others alone. */
function requiredNames(schema: Schema): Set<unknown> {
  const lists = ['dependentRequired', 'dependencies'].flatMap((keyword): unknown[] => {
    const map = schema[keyword];
    return isRecord(map) ? Object.values(map) : [];
  });
  return new Set([schema['required'], ...lists].flatMap((list): unknown[] => (Array.isArray(list) ? list : [])));
}

/** An expression that cannot be read may match any name. */
function matches(pattern: string, name: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(name);
  } catch {
    return true;
  }
}
