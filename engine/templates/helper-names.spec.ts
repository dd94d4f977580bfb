import { BUILT_IN_HELPERS, helperNames } from './helper-names';

test('the built-in helpers and how they are called', () => {
  expect(BUILT_IN_HELPERS).toEqual({
    camelCase: { values: [1, 1], example: '{{camelCase text}}' },
    pascalCase: { values: [1, 1], example: '{{pascalCase text}}' },
    kebabCase: { values: [1, 1], example: '{{kebabCase text}}' },
    snakeCase: { values: [1, 1], example: '{{snakeCase text}}' },
    constantCase: { values: [1, 1], example: '{{constantCase text}}' },
    json: { values: [1, 1], named: ['indent'], example: '{{json value}} or {{json value indent=2}}' },
    eq: { values: [2, 2], blockValues: [2, 2], example: '{{#if (eq a b)}} or {{#eq a b}}…{{/eq}}' },
    join: { values: [1, 2], example: '{{join list ", "}}' },
    indent: { values: [1, 2], blockValues: [0, 1], example: '{{indent text 4}} or {{#indent 4}}…{{/indent}}' },
    partial: { values: [2, 2], example: '{{> (partial "folder/" value)}}' },
  });
});

describe('the names of the helpers', () => {
  it('are those of Handlebars if no others are enabled', () => {
    const own = new Set(['if', 'unless', 'each', 'with', 'lookup', 'log']);
    expect(helperNames([], [])).toEqual({
      all: own,
      known: own,
      builtIn: new Set(),
      catchesMissing: false,
      replacesBlocks: false,
    });
  });

  it("include the user's, which replace others of the same name", () => {
    expect(helperNames(['json', 'eq'], ['json', 'each', 'mine'])).toEqual({
      all: new Set(['if', 'unless', 'each', 'with', 'lookup', 'log', 'json', 'eq', 'mine']),
      known: new Set(['if', 'unless', 'with', 'lookup', 'log', 'eq']),
      builtIn: new Set(['eq']),
      catchesMissing: false,
      replacesBlocks: false,
    });
  });

  it.each([
    ['helperMissing', true, false],
    ['blockHelperMissing', false, true],
  ])('do not include the hook %s', (hook, catchesMissing, replacesBlocks) => {
    const names = helperNames([], [hook]);
    expect(names).toMatchObject({ catchesMissing, replacesBlocks });
    expect(names.all.has(hook)).toBe(false);
    expect(names.known.size).toBe(6);
  });
});
