import { didYouMean, suggest } from '../../../diagnostics/suggest';
import { combineAny, UNSPECIFIED, CLOSED, known, type Answer } from './answer';
import { ALL_KINDS, KIND, kindNames, Kinds, SCALARS } from './kinds';
import { Parts } from './parts';
import { ANYTHING, asSchema, type Schema, type SchemaDocument } from './schema-document';

/** What is known about a value in a template; undefined if nothing is. */
export interface Shape {
  /** A key that is equal for equal shapes. */
  readonly key: string;
  /** True if it may be a string, number, boolean or null. */
  readonly mayBeScalar: boolean;
  /** True if it may be a boolean. */
  readonly mayBeBoolean: boolean;
  /** True if it may be anything other than a boolean, an array or null. */
  readonly mayBeContext: boolean;
  readonly mayBeList: boolean;
  field(name: string): Shape | undefined | Absent;
  /** The elements that `each` iterates: items of an array, fields of an object; `nothing` for other values. */
  elements(): Shape | undefined | 'nothing';
}

/** Result for a field that the value cannot have. */
export class Absent {
  constructor(
    /** Advice for the user. */
    readonly hint: string,
  ) {}
}

const NUMBER: Schema = { type: 'number' };
const STRING: Schema = { type: 'string' };

/** Derives shapes from a schema. */
export class Shapes {
  private readonly kinds: Kinds;
  private readonly parts: Parts;

  constructor(private readonly document: SchemaDocument) {
    this.kinds = new Kinds(document);
    this.parts = new Parts(document, this.kinds);
  }

  /** Shape of the data of one pattern. */
  get pattern(): Shape {
    return this.shape([asSchema(this.document.root)]);
  }

  /** Shape of the data of a group: `{ patterns }`. */
  get group(): Shape {
    const patterns = { type: 'array', items: asSchema(this.document.root) };
    return this.shape([{ type: 'object', properties: { patterns }, additionalProperties: false }]);
  }

  private shape(schemas: readonly Schema[]): Shape {
    const own = [...new Set(schemas)].sort((a, b) => this.parts.idOf(a) - this.parts.idOf(b));
    const kinds = own.reduce((sum, one) => sum | this.kinds.intended(one), 0);
    return {
      key: own.map((one) => this.parts.idOf(one)).join('|'),
      mayBeScalar: (kinds & SCALARS) !== 0,
      mayBeBoolean: (kinds & KIND.boolean) !== 0,
      mayBeContext: (kinds & ~(KIND.boolean | KIND.array | KIND.null)) !== 0,
      mayBeList: (kinds & KIND.array) !== 0,
      field: (name) => this.field(own, name),
      elements: () => this.walked(own),
    };
  }

  private field(schemas: readonly Schema[], name: string): Shape | undefined | Absent {
    const answer = combineAny(schemas.flatMap((one) => this.answers(one, name)));
    if (answer.is === 'known') return this.shape(answer.schemas);
    if (answer.is !== 'closed' && answer.is !== 'listed') return undefined;
    // A schema without `additionalProperties` may list only some fields, so report only likely typos.
    if (answer.is === 'listed' && suggest(name, this.names(schemas)) === undefined) return undefined;
    return new Absent(this.hint(schemas, name, answer.is));
  }

  /** Answers for each kind of value that the schema allows. */
  private answers(schema: Schema, name: string): Answer[] {
    const kinds = this.kinds.of(schema);
    const isIndex = /^(0|[1-9]\d*)$/.test(name);
    const answers: Answer[] = [];
    if (kinds & KIND.object) answers.push(this.parts.field(schema, name));
    if (kinds & KIND.array && isIndex) answers.push(this.parts.items(schema));
    if (kinds & (KIND.array | KIND.string) && name === 'length') answers.push(known(NUMBER));
    if (kinds & KIND.string && isIndex) answers.push(known(STRING));
    // A schema that allows no value says nothing about fields.
    return answers.length > 0 ? answers : [kinds === 0 ? UNSPECIFIED : CLOSED];
  }

  private walked(schemas: readonly Schema[]): Shape | undefined | 'nothing' {
    const answers = schemas.flatMap((one) => {
      const kinds = this.kinds.intended(one);
      return [
        ...(kinds & KIND.object ? [this.parts.fields(one)] : []),
        ...(kinds & KIND.array ? [this.parts.items(one)] : []),
      ];
    });
    if (answers.length === 0) return 'nothing';
    const answer = combineAny(answers);
    if (answer.is !== 'known') return undefined;
    return answer.schemas.length === 0 ? 'nothing' : this.shape(answer.schemas);
  }

  private hint(schemas: readonly Schema[], name: string, is: 'closed' | 'listed'): string {
    const [first = ANYTHING] = schemas;
    const place = this.document.whereIs(first);
    const kinds = schemas.reduce((sum, one) => sum | this.kinds.of(one), 0);
    const by = place === undefined ? '' : ` by ${place}`;
    if ((kinds & KIND.object) === 0 && kinds !== ALL_KINDS) {
      const what = kindNames(kinds).join(' or ');
      return `what is asked for it is ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what}${by}`;
    }
    const meant = didYouMean(name, this.names(schemas));
    if (place === undefined) return meant;
    const more = is === 'listed' ? '; "additionalProperties": true in it allows others' : '';
    return `${meant}\nthe fields are those of ${place}${more}`;
  }

  private names(schemas: readonly Schema[]): Set<string> {
    return new Set(schemas.flatMap((one) => [...this.parts.names(one)]));
  }
}

/** Longer keys come from recursive partials whose arguments grow with each call. */
const MAX_KEY_LENGTH = 200;

class WithFields implements Shape {
  readonly key: string;
  readonly mayBeScalar = false;
  readonly mayBeBoolean = false;
  readonly mayBeContext = true;
  readonly mayBeList = false;

  constructor(
    readonly base: Shape | undefined,
    readonly fields: ReadonlyMap<string, Shape | undefined>,
  ) {
    const own = [...fields].map(([name, shape]) => `${name}=${shape?.key ?? '?'}`).sort();
    this.key = `(${base?.key ?? '?'};${own.join(';')})`;
  }

  field(name: string): Shape | undefined | Absent {
    return this.fields.has(name) ? this.fields.get(name) : this.base?.field(name);
  }

  elements(): undefined {
    return undefined;
  }
}

/** A shape with overridden fields, like the arguments of a partial. */
export function withFields(base: Shape | undefined, fields: ReadonlyMap<string, Shape | undefined>): Shape {
  const [under, before] = base instanceof WithFields ? [base.base, base.fields] : [base, []];
  const own = [...fields].map(([name, shape]) => {
    const isLong = shape !== undefined && shape.key.length > MAX_KEY_LENGTH;
    return [name, isLong ? undefined : shape] as const;
  });
  return new WithFields(under, new Map([...before, ...own]));
}
