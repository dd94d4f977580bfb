import { refusal, type Refusal } from '../../testing/small';
import { endDriver } from '../../testing/workspace';

afterAll(endDriver);

const CASES: readonly Refusal[] = [
  {
    title: 'an unknown property',
    files: {
      'schema.json':
        '{"properties":{"title":{},"nodes":{"items":{"properties":{"type":{}},"additionalProperties":false}}},"additionalProperties":false}',
      'specs/a.json': '{\n  "title": "A",\n  "nodes": [{ "typ": "x" }],\n  "tile": 1\n}',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:3:15 error spec-schema: "nodes.0" has an unknown property "typ"',
      '  3 |   "nodes": [{ "typ": "x" }],',
      '    |               ^^^^^',
      '  hint: did you mean "type"?',
      'specs/a.json:4:3 error spec-schema: the spec has an unknown property "tile"',
      '  4 |   "tile": 1',
      '    |   ^^^^^^',
      '  hint: did you mean "title"?',
    ],
  },
  {
    title: 'a missing property',
    files: {
      'schema.json': '{"required":["title","nodes"],"properties":{"nodes":{"items":{"required":["type"]}}}}',
      'specs/a.json': '{\n  "nodes": [\n    {}\n  ]\n}',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:1:1 error spec-schema: the spec lacks "title"',
      '  1 | {',
      '    | ^',
      '  hint: the rule is schema.json#/required',
      'specs/a.json:3:5 error spec-schema: "nodes.0" lacks "type"',
      '  3 |     {}',
      '    |     ^^',
      '  hint: the rule is schema.json#/properties/nodes/items/required',
    ],
  },
  {
    title: 'a wrong type',
    files: {
      'schema.json': '{"properties":{"title":{"type":"number"},"b":{"type":["string","null"]}}}',
      'specs/a.json': '{ "title": "A",\n  "b": [1, 2] }',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:1:12 error spec-schema: "title" must be number, not "A"',
      '  1 | { "title": "A",',
      '    |            ^^^',
      '  hint: the rule is schema.json#/properties/title/type',
      'specs/a.json:2:8 error spec-schema: "b" must be string or null, not [1,2]',
      '  2 |   "b": [1, 2] }',
      '    |        ^^^^^^',
      '  hint: the rule is schema.json#/properties/b/type',
    ],
  },
  {
    title: 'a value that is not allowed',
    files: {
      'schema.json': '{"properties":{"title":{"enum":["B","C",3]},"k":{"const":1}}}',
      'specs/a.json': '{ "title": "A", "k": 2 }',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:1:12 error spec-schema: "title" is "A"',
      '  1 | { "title": "A", "k": 2 }',
      '    |            ^^^',
      '  hint: allowed: "B", "C", 3',
      'specs/a.json:1:22 error spec-schema: "k" must be 1, not 2',
      '  1 | { "title": "A", "k": 2 }',
      '    |                      ^',
      '  hint: the rule is schema.json#/properties/k/const',
    ],
  },
  {
    title: 'limits',
    files: {
      'schema.json':
        '{"properties":{"a":{"minimum":3},"b":{"maxLength":2},"c":{"minItems":1},"d":{"pattern":"^[a-z]+$"},"e":{"multipleOf":2},"f":{"uniqueItems":true}}}',
      'specs/a.json': '{ "a": 1,\n  "b": "long",\n  "c": [],\n  "d": "X1",\n  "e": 3,\n  "f": [1, 1] }',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:1:8 error spec-schema: "a" must be >= 3',
      '  1 | { "a": 1,',
      '    |        ^',
      '  hint: the rule is schema.json#/properties/a/minimum',
      'specs/a.json:2:8 error spec-schema: "b" must NOT have more than 2 characters',
      '  2 |   "b": "long",',
      '    |        ^^^^^^',
      '  hint: the rule is schema.json#/properties/b/maxLength',
      'specs/a.json:3:8 error spec-schema: "c" must NOT have fewer than 1 items',
      '  3 |   "c": [],',
      '    |        ^^',
      '  hint: the rule is schema.json#/properties/c/minItems',
      'specs/a.json:4:8 error spec-schema: "d" is "X1", which does not match ^[a-z]+$',
      '  4 |   "d": "X1",',
      '    |        ^^^^',
      '  hint: the rule is schema.json#/properties/d/pattern',
      'specs/a.json:5:8 error spec-schema: "e" must be multiple of 2',
      '  5 |   "e": 3,',
      '    |        ^',
      '  hint: the rule is schema.json#/properties/e/multipleOf',
      'specs/a.json:6:8 error spec-schema: "f" holds the same twice: items 0 and 1',
      '  6 |   "f": [1, 1] }',
      '    |        ^^^^^^',
      '  hint: the rule is schema.json#/properties/f/uniqueItems',
    ],
  },
  {
    title: 'alternatives',
    files: {
      'schema.json':
        '{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"number"}]},"b":{"oneOf":[{"minimum":1},{"minimum":2}]},"c":{"not":{"type":"string"}}}}',
      'specs/a.json': '{ "a": true,\n  "b": 5,\n  "c": "x" }',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:1:8 error spec-schema: "a" must be number, not true',
      '  1 | { "a": true,',
      '    |        ^^^^',
      '  hint: the rule is schema.json#/properties/a/anyOf/1/type',
      'specs/a.json:1:8 error spec-schema: "a" must be string, not true',
      '  1 | { "a": true,',
      '    |        ^^^^',
      '  hint: the rule is schema.json#/properties/a/anyOf/0/type',
      'specs/a.json:2:8 error spec-schema: "b" must match exactly one schema in oneOf',
      '  2 |   "b": 5,',
      '    |        ^',
      '  hint: the rule is schema.json#/properties/b/oneOf',
      'specs/a.json:3:8 error spec-schema: "c" is "x", which the schema rules out',
      '  3 |   "c": "x" }',
      '    |        ^^^',
      '  hint: the rule is schema.json#/properties/c/not',
    ],
  },
  {
    title: 'names of properties, conditions, dependencies',
    files: {
      'schema.json':
        '{"propertyNames":{"pattern":"^[a-z]+$"},"properties":{"no":false},"dependencies":{"a":["b"]},"if":{"required":["a"]},"then":{"required":["c"]}}',
      'specs/a.json': '{ "Bad": 1,\n  "a": 1, "no": 2 }',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:1:1 error spec-schema: the spec lacks "c"',
      '  1 | { "Bad": 1,',
      '    | ^^^^^^^^^^^',
      '  hint: the rule is schema.json#/then/required',
      'specs/a.json:1:1 error spec-schema: the spec must have property b when property a is present',
      '  1 | { "Bad": 1,',
      '    | ^^^^^^^^^^^',
      '  hint: the rule is schema.json#/dependencies',
      'specs/a.json:1:3 error spec-schema: the name of the property "Bad" must match pattern "^[a-z]+$"',
      '  1 | { "Bad": 1,',
      '    |   ^^^^^',
      '  hint: the rule is schema.json#/propertyNames/pattern',
      'specs/a.json:2:11 error spec-schema: "no" is not allowed',
      '  2 |   "a": 1, "no": 2 }',
      '    |           ^^^^',
      '  hint: the rule is schema.json#/properties/no/false schema',
    ],
  },
  {
    title: 'in YAML',
    files: {
      'schema.json':
        '{"properties":{"nodes":{"items":{"properties":{"type":{"enum":["x"]}},"additionalProperties":false}}}}',
      'specs/b.yaml': 'title: B\nnodes:\n  - type: y\n    "vaule": 1\n',
    },
    options: { schema: 'schema.json' },
    says: [
      'specs/b.yaml:3:11 error spec-schema: "nodes.0.type" is "y"',
      '  3 |   - type: y',
      '    |           ^',
      '  hint: allowed: "x"',
      'specs/b.yaml:4:5 error spec-schema: "nodes.0" has an unknown property "vaule"',
      '  4 |     "vaule": 1',
      '    |     ^^^^^^^',
      '  hint: known: "type"',
    ],
  },
  {
    title: 'with a 2020-12 schema in YAML',
    files: {
      'schema.yaml':
        '$schema: https://json-schema.org/draft/2020-12/schema\nproperties:\n  title: true\nunevaluatedProperties: false\n',
      'specs/a.json': '{ "title": "A", "more/or~less": 1 }',
    },
    options: { schema: 'schema.yaml' },
    says: [
      'specs/a.json:1:17 error spec-schema: the spec has an unknown property "more/or~less"',
      '  1 | { "title": "A", "more/or~less": 1 }',
      '    |                 ^^^^^^^^^^^^^^',
      '  hint: known: "title"',
    ],
  },
  {
    title: 'the spec itself',
    files: { 'schema.json': '{"type":"object"}', 'specs/a.json': '[]' },
    options: { schema: 'schema.json' },
    says: [
      'specs/a.json:1:1 error spec-schema: the spec must be object, not []',
      '  1 | []',
      '    | ^^',
      '  hint: the rule is schema.json#/type',
    ],
  },
];

describe('an error of a schema or a spec', () => {
  it.each(CASES)('$title', async (one) => {
    // A template without fields, so that the specs are validated.
    const files = { 'templates/one.hbs': 'text\n', ...one.files };
    expect(await refusal({ ...one, files })).toEqual(one.says);
  });
});
