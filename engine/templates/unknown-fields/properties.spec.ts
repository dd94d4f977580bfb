import Ajv from 'ajv/dist/2020';
import fc from 'fast-check';
import { SourceText } from '../../../diagnostics/source-text';
import { loadHandlebars } from '../handlebars';
import { helperNames } from '../helper-names';
import { SchemaDocument } from './schema-document';
import { Shapes } from './shape';
import { findUnknownFields } from './unknown-fields';

const HELPERS = helperNames([], []);
const NAMES = ['alpha', 'beta', 'gamma'];

/** A schema with valid data that has all listed fields. */
interface Described {
  readonly schema: object;
  readonly data: unknown;
}

const scalars = fc.constantFrom<Described>(
  { schema: { type: 'string' }, data: 'text' },
  { schema: { type: 'integer' }, data: 1 },
  { schema: { type: 'boolean' }, data: true },
  { schema: { const: 'c' }, data: 'c' },
  { schema: { enum: [1, 'two', { three: 3 }] }, data: { three: 3 } },
  { schema: { type: ['string', 'null'] }, data: null },
);

const described = fc.letrec<{ any: Described; object: Described }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalars,
    tie('object'),
    tie('any').map(({ schema, data }) => ({ schema: { type: 'array', items: schema }, data: [data, data] })),
    tie('any').map(({ schema, data }) => ({
      schema: { type: 'object', additionalProperties: schema },
      data: { alpha: data, other: data },
    })),
    tie('any').map(({ schema, data }) => ({
      schema: { type: 'object', patternProperties: { '^x-': schema }, additionalProperties: false },
      data: { 'x-a': data },
    })),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => ({ schema: { anyOf: [a.schema, b.schema] }, data: b.data })),
    tie('any').map(({ schema, data }) => ({ schema: { allOf: [schema, {}] }, data })),
    tie('any').map(({ schema, data }) => ({ schema: { $defs: { d: schema }, allOf: [schema] }, data })),
  ),
  object: fc
    .tuple(
      fc.dictionary(fc.constantFrom(...NAMES), tie('any'), { minKeys: 1 }),
      fc.constantFrom('closed', 'listed', 'all', 'refs'),
    )
    .map(([fields, how]) => {
      const entries = Object.entries(fields);
      const properties = Object.fromEntries(entries.map(([name, { schema }]) => [name, schema]));
      const data = Object.fromEntries(entries.map(([name, one]) => [name, one.data]));
      if (how === 'closed') return { schema: { type: 'object', properties, additionalProperties: false }, data };
      if (how === 'listed') return { schema: { properties, required: Object.keys(data) }, data };
      const parts = Object.entries(properties).map(([name, schema]) => ({ properties: { [name]: schema } }));
      if (how === 'all') return { schema: { type: 'object', allOf: parts }, data };
      return { schema: { type: 'object', properties, if: parts[0], then: { required: [] } }, data };
    }),
}));

/**
 * Builds a template that shows each field of some data in a random way.
 *
 * @param pick yields random numbers
 */
function templateFor(data: unknown, pick: () => number): string {
  if (typeof data !== 'object' || data === null) return '{{this}}';
  if (Array.isArray(data)) {
    return `{{length}}{{#each this}}{{@index}}${data.map((one) => templateFor(one, pick)).join('')}{{/each}}`;
  }
  return Object.entries(data)
    .map(([name, value]) => {
      const inner = templateFor(value, pick);
      const shown = `[${name}]`;
      switch (pick() % 6) {
        case 0:
          return `{{#with ${shown}}}${inner}{{/with}}`;
        case 1:
          return `{{#if ${shown}}}{{lookup ${shown} @key}}{{/if}}{{#with ${shown}}}${inner}{{../${shown}}}{{/with}}`;
        case 2:
          return `{{#with this as |own|}}{{#with own.${shown}}}${inner}{{/with}}{{/with}}`;
        case 3:
          return `{{#each this}}{{@key}}{{../${shown}}}{{/each}}{{this.${shown}}}`;
        case 4:
          return `{{#*inline "p"}}{{#with ${shown}}}${inner}{{/with}}{{/inline}}{{> p this}}`;
        default:
          return `{{#> block this}}{{${shown}}}{{/block}}`;
      }
    })
    .join('');
}

function find(schema: unknown, template: string) {
  const text = { source: new SourceText('t', template), program: loadHandlebars().parse(template) };
  const block = '{{> @partial-block}}';
  const partials = new Map([['block', { source: new SourceText('p', block), program: loadHandlebars().parse(block) }]]);
  const data = new Shapes(new SchemaDocument('s.json', schema)).pattern;
  return findUnknownFields([{ ...text, data }], partials, HELPERS);
}

const ways = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });
const picker = (numbers: readonly number[]): (() => number) => {
  let at = 0;
  return () => numbers[at++ % numbers.length]!;
};

it('an existing field is never a finding', () => {
  const ajv = new Ajv({ strict: false });
  fc.assert(
    fc.property(described.any, described.object, ways, (any, object, numbers) => {
      for (const { schema, data } of [any, object]) {
        expect(ajv.validate(schema, data)).toBe(true);
        expect(find(schema, templateFor(data, picker(numbers)))).toEqual([]);
      }
    }),
  );
});

it('a misspelling of a listed field is always a finding', () => {
  fc.assert(
    fc.property(
      described.object,
      fc.constantFrom(
        '{{W}}',
        '{{#if W}}{{/if}}',
        '{{#each W}}{{/each}}',
        '{{this.W}}',
        '{{#W}}{{/W}}',
        '{{@root.W}}',
        '{{lookup this W}}',
        '{{> block W}}',
      ),
      (one, text) => {
        const wrong = `${Object.keys(one.data as object)[0]}z`;
        const found = find(one.schema, text.replaceAll('W', wrong));
        expect(found.map(({ message }) => message)).toEqual([`the field "${wrong}" is not in the data`]);
      },
    ),
  );
});
