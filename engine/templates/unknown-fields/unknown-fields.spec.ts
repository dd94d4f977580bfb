import { renderDiagnostic } from '../../../diagnostics/render';
import { SourceText } from '../../../diagnostics/source-text';
import { preferFields } from '../built-in-fields';
import { BUILT_IN_HELPERS, helperNames } from '../helper-names';
import { parseTemplate } from '../syntax';
import { SchemaDocument } from './schema-document';
import { Shapes, type Shape } from './shape';
import { findUnknownFields, type CheckedText } from './unknown-fields';

const KEPT = Object.keys(BUILT_IN_HELPERS);

interface Case {
  readonly partials?: Readonly<Record<string, string>>;
  /** Names of the user's helpers. */
  readonly theirs?: readonly string[];
  readonly each?: 'pattern' | 'library';
}

function found(schema: unknown, template: string | readonly string[], { partials = {}, theirs = [], each }: Case = {}) {
  const helpers = helperNames(KEPT, theirs);
  const textOf = (file: string, text: string): CheckedText => {
    const source = new SourceText(file, text);
    const parsed = parseTemplate(source);
    if ('problem' in parsed) throw new Error(parsed.problem.message);
    preferFields(parsed.ast, helpers.builtIn);
    return { source, program: parsed.ast };
  };
  const shapes = new Shapes(new SchemaDocument('s.json', schema));
  const data: Shape = each === 'library' ? shapes.group : shapes.pattern;
  return findUnknownFields(
    [template].flat().map((text, index) => ({ ...textOf(`t${index === 0 ? '' : index}`, text), data })),
    new Map(Object.entries(partials).map(([name, text]) => [name, textOf(name, text)])),
    helpers,
  );
}

/** The unknown fields with their places: `file:line:column name`. */
const fields = (...args: Parameters<typeof found>): string[] =>
  found(...args).map(({ file, line, column, message }) => {
    const name = /^the field "(.*)" is not in the data$/.exec(message)?.[1];
    return `${file === 't' ? '' : `${file}:`}${line === 1 ? '' : `${line}:`}${column} ${name}`;
  });

const object = (properties: object, more: object = {}) => ({ type: 'object', properties, ...more });
const list = (items: unknown) => ({ type: 'array', items });
const STRING = { type: 'string' };
const CLOSED = { additionalProperties: false };

/** An order of pets. */
const SCHEMA = object(
  {
    title: STRING,
    count: { type: 'integer' },
    done: { type: 'boolean' },
    owner: object({ name: STRING, address: object({ city: STRING }, CLOSED) }),
    pets: list(object({ name: STRING, tags: list(STRING), mother: object({ name: STRING }) }, CLOSED)),
    prices: { type: 'object', additionalProperties: object({ amount: { type: 'number' } }) },
    names: list(STRING),
    extra: {},
    json: object({ key: STRING }),
  },
  CLOSED,
);

describe('the message', () => {
  it('has the place of the name, the nearest field, and the place of the schema', () => {
    const [one] = found(SCHEMA, 'a\n  {{ owner.adress.city }}\n');
    expect(renderDiagnostic(one!).split('\n')).toEqual([
      't:2:12 error unknown-field: the field "adress" is not in the data',
      '  2 |   {{ owner.adress.city }}',
      '    |            ^^^^^^',
      '  hint: did you mean "address"?',
      '  the fields are those of s.json#/properties/owner; "additionalProperties": true in it allows others',
    ]);
  });

  it('does not mention additionalProperties for a closed object', () => {
    expect(found(SCHEMA, '{{titel}}')[0]?.hint).toBe('did you mean "title"?\nthe fields are those of s.json#');
  });

  it('names the type of a value without fields', () => {
    expect(found(SCHEMA, '{{title.text}}')[0]?.hint).toBe(
      'what is asked for it is a string by s.json#/properties/title',
    );
    expect(found(SCHEMA, '{{names.first}}')[0]?.hint).toBe(
      'what is asked for it is an array by s.json#/properties/names',
    );
  });

  it('of a library file names the available fields', () => {
    expect(found(SCHEMA, '{{title}}', { each: 'library' })[0]?.hint).toBe('known: "patterns"');
  });
});

describe('contexts', () => {
  it.each([
    ['{{titel}}', ['3 titel']],
    ['{{{titel}}}', ['4 titel']],
    ['{{this.titel}} {{./titel}}', ['8 titel', '20 titel']],
    ['{{[titel]}}', ['4 titel']],
    ['{{"titel"}}', ['4 titel']],
    ['{{owner.nam}} {{owner.address.town}}', ['9 nam', '31 town']],
    ['{{title}} {{owner.address.city}} {{extra.any.thing}}', []],
    ['{{#each pets}}{{nam}}{{name}}{{/each}}', ['17 nam']],
    ['{{#each pets}}{{../titel}}{{../title}}{{/each}}', ['20 titel']],
    ['{{#each pets}}{{#each tags}}{{this}} {{../nam}} {{../../titel}}{{/each}}{{/each}}', ['43 nam', '57 titel']],
    ['{{#each pets}}{{@index}}{{@key}}{{@first}}{{@root.titel}}{{/each}}', ['51 titel']],
    ['{{#each pets as |pet at|}}{{pet.nam}}{{at}}{{at.x}}{{title}}{{/each}}', ['33 nam', '54 title']],
    ['{{#each prices}}{{@key}} {{amount}} {{amonut}}{{/each}}', ['39 amonut']],
    ['{{prices.any.amount}} {{prices.any.amonut}}', ['36 amonut']],
    ['{{#each titles}}{{x}}{{/each}}', ['9 titles']],
    ['{{#each pets}}{{else}}{{titel}}{{/each}}', ['25 titel']],
    ['{{#with owner}}{{nam}}{{../titel}}{{else}}{{titel}}{{/with}}', ['18 nam', '28 titel', '45 titel']],
    ['{{#with owner as |who|}}{{who.nam}}{{/with}}', ['31 nam']],
    ['{{#with this}}{{titel}}{{../any}}{{/with}}', ['17 titel']],
    ['{{#if titel}}{{tilte}}{{else if cuont}}{{/if}}', ['7 titel', '16 tilte', '33 cuont']],
    ['{{#unless titel}}{{/unless}}', ['11 titel']],
    ['{{#if (eq titel "x")}}{{/if}}', ['11 titel']],
    ['{{kebabCase titel}} {{json this}} {{json titel indent=cuont}}', ['13 titel', '42 titel', '55 cuont']],
    ['{{#indent 4}}{{titel}}{{/indent}} {{#eq count 1}}{{titel}}{{/eq}}', ['16 titel', '52 titel']],
    ['{{lookup owner title}} {{#with (lookup owner titel)}}{{any}}{{../titel}}{{/with}}', ['46 titel', '66 titel']],
    ['{{#owner}}{{nam}}{{../titel}}{{/owner}}', ['13 nam', '23 titel']],
    ['{{#pets}}{{nam}}{{/pets}}{{^pets}}{{titel}}{{/pets}}', ['12 nam', '37 titel']],
    ['{{#done}}{{titel}}{{/done}}', ['12 titel']],
    ['{{#title}}{{titel}}{{/title}}', ['13 titel']],
    ['{{#extra}}{{any}}{{../any}}{{/extra}}', []],
    ['{{#json}}{{kye}}{{/json}}{{json.kye}}', ['12 kye', '33 kye']],
    ['{{names.length}} {{title.length}} {{names.[0]}} {{pets.0.nam}} {{names.size}}', ['58 nam', '72 size']],
    ['{{@root.titel}} {{@name}} {{@path}} {{@key}} {{@source.any}} {{@../key}} {{@nmae}}', ['9 titel']],
    ['{{../any}} {{../../any}}', []],
    ['{{! titel }}{{!-- {{titel}} --}}\\{{titel}}', []],
  ])('%s', (template, expected) => expect(fields(SCHEMA, template)).toEqual(expected));

  it('library templates iterate patterns', () => {
    const template = '{{#each patterns}}{{@name}}{{title}}{{titel}}{{/each}}{{patterns.length}}{{paterns}}';
    expect(fields(SCHEMA, template, { each: 'library' })).toEqual(['39 titel', '76 paterns']);
  });

  it('nested equal scalars may be one context, so outer contexts are unknown', () => {
    expect(fields(SCHEMA, '{{#each names}}{{#each ../names}}{{../x}}{{/each}}{{/each}}')).toEqual([]);
    expect(fields(SCHEMA, '{{#each names}}{{x}}{{/each}}')).toEqual(['18 x']);
  });
});

describe('helpers', () => {
  it.each([
    ["a name of a user's helper is not a field", '{{helper}} {{helper titel}}', ['21 titel']],
    ['their block has a context that only they know', '{{#helper pets}}{{any}}{{../any}}{{@root.any}}{{/helper}}', []],
    ['names of blocks around it stay', '{{#with owner as |o|}}{{#helper}}{{o.nam}}{{/helper}}{{/with}}', ['38 nam']],
    ['what they return is not known', '{{#with (helper titel)}}{{any}}{{../any}}{{/with}}', ['17 titel']],
    ['what they return may be walked', '{{#each (helper)}}{{any}}{{/each}}', []],
  ])('%s', (_, template, expected) => expect(fields(SCHEMA, template, { theirs: ['helper'] })).toEqual(expected));

  it('of the user may replace ours', () => {
    expect(fields(SCHEMA, '{{#each pets}}{{any}}{{/each}}', { theirs: ['each'] })).toEqual([]);
    expect(fields(SCHEMA, '{{#pets}}{{any}}{{/pets}}', { theirs: ['blockHelperMissing'] })).toEqual([]);
  });

  it('helperMissing handles unknown names', () => {
    const template = '{{any}} {{#any}}{{other}}{{/any}} {{owner.nam}} {{this.titel}}';
    expect(fields(SCHEMA, template, { theirs: ['helperMissing'] })).toEqual(['43 nam', '56 titel']);
  });

  it('a name in the position of a value is a field even if a helper has the same name', () => {
    expect(fields(SCHEMA, '{{helper helper}}', { theirs: ['helper'] })).toEqual(['10 helper']);
  });
});

describe('partials', () => {
  const partials = {
    pet: '{{name}}{{nam}}',
    titled: '{{title}}',
    tree: '{{name}}{{#each mothers}}{{> tree}}{{/each}}',
    layout: '<{{> @partial-block}}>{{> nav}}',
    over: '{{#> @partial-block}}{{titel}}{{/@partial-block}}',
  };

  it.each([
    ['{{#each pets}}{{> pet}}{{/each}}', ['pet:11 nam']],
    ['{{> pet owner}}', ['pet:11 nam']],
    ['{{> pet extra}}', []],
    ['{{> titled owner}}', []],
    ['{{#each pets}}{{> titled}}{{/each}}', ['titled:3 title']],
    ['{{> titled owner title=title}}', []],
    ['{{> titled owner title=titel}}', ['24 titel']],
    ['{{> titled}}{{> titled owner}}', []],
    ['{{#> missing owner}}{{nam}}{{../titel}}{{/missing}}', ['23 nam', '33 titel']],
    [
      '{{#> layout owner}}{{nam}}{{../titel}}{{#*inline "nav"}}{{nmae}}{{/inline}}{{/layout}}',
      ['22 nam', '32 titel', '59 nmae'],
    ],
    ['{{#*inline "row"}}{{nam}}{{../any}}{{/inline}}{{#each pets}}{{> row}}{{/each}}', ['21 nam']],
    ['{{#*inline "never"}}{{nam}}{{/inline}}', []],
    ['{{#each pets}}{{> (partial "kinds/" nam)}}{{/each}}', ['37 nam']],
    ['{{#> (partial "kinds/" title)}}{{any}}{{/undefined}}', []],
  ])('%s', (template, expected) => expect(fields(SCHEMA, template, { partials })).toEqual(expected));

  it('may be recursive', () => {
    const tree = {
      $defs: { node: object({ name: STRING, kids: list({ $ref: '#/$defs/node' }) }) },
      $ref: '#/$defs/node',
    };
    const own = { tree: '{{name}}{{nam}}{{#each kids}}{{../name}}{{> tree up=this depth=(eq 1 2)}}{{/each}}' };
    expect(fields(tree, '{{> tree}}', { partials: own })).toEqual(['tree:11 nam']);
    expect(fields(tree, '{{> tree}}', { partials: { tree: '{{#> tree}}{{nam}}{{> tree this}}{{/tree}}' } })).toEqual(
      [],
    );
  });

  it('may use fields that only one of their calls has, and so may templates', () => {
    const shared = { shared: '{{#if city}}{{city}}{{/if}}{{citi}}' };
    expect(fields(SCHEMA, '{{> shared owner}}{{> shared owner.address}}', { partials: shared })).toEqual([
      'shared:30 citi',
    ]);
  });
});

describe('schemas', () => {
  const own = object({ a: STRING });
  it.each<[string, unknown, string, string[]]>([
    ['true', true, '{{aa}}', []],
    ['no properties', { type: 'object' }, '{{aa}}', []],
    [
      'required, but not listed',
      { ...own, required: ['r'], dependentRequired: { a: ['d'] } },
      '{{r}}{{d}}{{aa}}',
      ['13 aa'],
    ],
    ['required alone', { required: ['a'] }, '{{aa}}', []],
    ['properties', own, '{{a}}{{aa}}', ['8 aa']],
    ['properties, and a name unlike all of them', own, '{{other}}', []],
    ['properties only, and a name unlike all of them', object({ a: STRING }, CLOSED), '{{other}}', ['3 other']],
    ['properties without a type', { properties: { a: {} } }, '{{a.b}}{{aa}}', ['10 aa']],
    ['additionalProperties: true', { ...own, additionalProperties: true }, '{{aa}}', []],
    ['additionalProperties: a schema', { ...own, additionalProperties: own }, '{{x.a}}{{x.aa}}', ['12 aa']],
    ['additionalProperties: false alone', { type: 'object', additionalProperties: false }, '{{aa}}', ['3 aa']],
    ['patternProperties', { ...own, patternProperties: { '^x-': own } }, '{{x-a.a}}{{x-a.aa}}{{y}}', ['16 aa']],
    [
      'patternProperties, closed',
      { patternProperties: { '^x-': own }, additionalProperties: false, type: 'object' },
      '{{x-a.a}}{{y}}{{#each this}}{{aa}}{{/each}}',
      ['12 y', '31 aa'],
    ],
    ['a property that is false', object({ a: STRING, b: false }), '{{b}}', ['3 b']],
    ['a scalar', STRING, '{{aa}}{{length}}', ['3 aa']],
    ['type lists', { type: ['object', 'null'], properties: { a: {} } }, '{{aa}}', ['3 aa']],
    ['a scalar or an object', object({ a: { type: ['string', 'object'] } }), '{{a.aa}}', []],
    ['items', list(own), '{{#each this}}{{a}}{{aa}}{{/each}}', ['22 aa']],
    ['no items', { type: 'array' }, '{{#each this}}{{aa}}{{/each}}', []],
    ['prefixItems', { prefixItems: [own], items: false }, '{{#each this}}{{a}}{{aa}}{{/each}}', ['22 aa']],
    ['prefixItems and others', { prefixItems: [own] }, '{{#each this}}{{aa}}{{/each}}', []],
    [
      'items as a list',
      { items: [own, object({ b: {} })], additionalItems: false },
      '{{#each this}}{{a}}{{b}}{{aa}}{{/each}}',
      ['27 aa'],
    ],
    ['const', { const: { a: { b: 1 } } }, '{{a.b}}{{a.c}}{{aa}}', ['12 c', '17 aa']],
    [
      'enum',
      { enum: [{ a: 1 }, { b: [{ c: 1 }] }, 3] },
      '{{a}}{{b}}{{#each b}}{{c}}{{d}}{{/each}}{{aa}}',
      ['29 d', '43 aa'],
    ],
    ['$ref', { definitions: { o: own }, ...object({ o: { $ref: '#/definitions/o' } }) }, '{{o.a}}{{o.aa}}', ['12 aa']],
    [
      '$ref beside properties',
      { $defs: { o: own }, $ref: '#/$defs/o', properties: { b: {} } },
      '{{a}}{{b}}{{aa}}',
      ['13 aa'],
    ],
    ['$ref by $id', { $defs: { o: { $id: 'o.json', ...own } }, $ref: 'o.json' }, '{{a}}{{aa}}', ['8 aa']],
    ['$ref by $anchor', { $defs: { o: { $anchor: 'o', ...own } }, $ref: '#o' }, '{{a}}{{aa}}', ['8 aa']],
    [
      '$ref within an $id',
      { $defs: { p: { $id: 'p.json', $ref: '#/$defs/q', $defs: { q: own } } }, $ref: 'p.json' },
      '{{a}}{{aa}}',
      ['8 aa'],
    ],
    ['$ref to elsewhere', { $ref: 'http://json-schema.org/draft-07/schema#' }, '{{aa}}', []],
    ['$ref to itself', { $ref: '#' }, '{{aa}}', []],
    ['$dynamicRef', { ...own, $dynamicRef: '#node' }, '{{aa}}', []],
    ['allOf', { allOf: [own, object({ b: {} })] }, '{{a}}{{b}}{{aa}}', ['13 aa']],
    [
      'allOf, more of one field',
      { allOf: [object({ o: own }), object({ o: { required: ['a'] } })] },
      '{{o.a}}{{o.aa}}',
      ['12 aa'],
    ],
    ['allOf, one open', { allOf: [own, { additionalProperties: true }] }, '{{aa}}', []],
    ['anyOf', { anyOf: [own, object({ b: {} })] }, '{{a}}{{b}}{{aa}}', ['13 aa']],
    ['oneOf with a scalar', { oneOf: [own, STRING] }, '{{a}}{{aa}}', ['8 aa']],
    ['anyOf with an open one', { anyOf: [own, { type: 'object' }] }, '{{aa}}{{a.y}}', []],
    ['anyOf that only requires', { ...own, anyOf: [{ required: ['a'] }, { required: ['b'] }] }, '{{aa}}', ['3 aa']],
    [
      'if, then, else',
      { ...own, if: { properties: { i: {} } }, then: { properties: { t: {} } }, else: { properties: { e: {} } } },
      '{{i}}{{t}}{{e}}{{aa}}',
      ['18 aa'],
    ],
    ['then alone', { if: {}, then: own }, '{{aa}}', []],
    ['not', { ...own, not: { properties: { n: {} } } }, '{{n}}{{aa}}', ['8 aa']],
    ['dependentSchemas', { ...own, dependentSchemas: { a: { properties: { d: {} } } } }, '{{d}}{{aa}}', ['8 aa']],
    [
      'unevaluatedProperties',
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        allOf: [{ required: ['a'] }],
        unevaluatedProperties: false,
        type: 'object',
      },
      '{{aa}}',
      ['3 aa'],
    ],
    ['unevaluatedProperties in draft-07', { unevaluatedProperties: false, type: 'object' }, '{{aa}}', []],
    ['no schema at all', { type: 7, properties: 3, allOf: 'x', items: null, enum: {}, $ref: 5 }, '{{aa}}', []],
    [
      'names that objects inherit',
      object({ constructor: STRING }, CLOSED),
      '{{constructor}}{{toString}}',
      ['18 toString'],
    ],
  ])('%s', (_, schema, template, expected) => expect(fields(schema, template)).toEqual(expected));
});
