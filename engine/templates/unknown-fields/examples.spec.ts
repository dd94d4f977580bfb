import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { sync } from 'fast-glob';
import { parse } from 'yaml';
import { SourceText } from '../../../diagnostics/source-text';
import { preferFields } from '../built-in-fields';
import { BUILT_IN_HELPERS, helperNames, type HelperNames } from '../helper-names';
import { parseTemplate } from '../syntax';
import { SchemaDocument, type Schema } from './schema-document';
import { Shapes } from './shape';
import { findUnknownFields, type CheckedText } from './unknown-fields';

const EXAMPLES = resolve(__dirname, '../../../examples');
const K1 = join(EXAMPLES, 'k1-node1');

/** A schema that lists exactly the fields of some values. */
function schemaOf(values: readonly unknown[]): Schema {
  const lists = values.filter((value) => Array.isArray(value));
  const objects = values.filter(
    (value): value is object => typeof value === 'object' && value !== null && !Array.isArray(value),
  );
  const names = [...new Set(objects.flatMap((value) => Object.keys(value)))];
  const others = values.flatMap((value) => (typeof value === 'object' && value !== null ? [] : [typeof value]));
  const of = (name: string): unknown[] =>
    objects.flatMap((one) => (Object.hasOwn(one, name) ? [(one as Record<string, unknown>)[name]] : []));
  return {
    anyOf: [
      ...(objects.length === 0
        ? []
        : [
            {
              type: 'object',
              additionalProperties: false,
              properties: Object.fromEntries(names.map((name) => [name, schemaOf(of(name))])),
            },
          ]),
      ...(lists.length === 0 ? [] : [{ type: 'array', items: schemaOf(lists.flat()) }]),
      ...[...new Set(others)].map((type) => ({ type })),
    ],
  };
}

function text(path: string, helpers: HelperNames, edit: (text: string) => string = (all) => all): CheckedText {
  const source = new SourceText(relative(EXAMPLES, path), edit(readFileSync(path, 'utf8')));
  const parsed = parseTemplate(source);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  preferFields(parsed.ast, helpers.builtIn);
  return { source, program: parsed.ast };
}

describe('K1', () => {
  const helpers = helperNames(
    Object.keys(BUILT_IN_HELPERS),
    Object.keys(jest.requireActual<Record<string, unknown>>(join(K1, 'language/helpers.js'))),
  );
  const { default: prepare, library } = jest.requireActual<{
    default: (spec: unknown, file: { name: string }) => object;
    library: (patterns: readonly object[]) => object;
  }>(join(K1, 'language/prepare.js'));
  const specs = sync('patterns/*/*.yaml', { cwd: K1, absolute: true }).sort();
  const data = specs.map((path) => prepare(parse(readFileSync(path, 'utf8')), { name: basename(path, '.yaml') }));
  const ofPattern = new Shapes(new SchemaDocument('data.json', schemaOf(data))).pattern;
  const ofLibrary = new Shapes(new SchemaDocument('library.json', schemaOf([library(data)]))).pattern;
  const folder = join(K1, 'templates');
  const find = (edit?: (text: string) => string) => {
    const partials = sync('partials/**/*.hbs', { cwd: folder }).map((path): [string, CheckedText] => [
      path.replace(/^partials\/|\.hbs$/g, ''),
      text(join(folder, path), helpers, edit),
    ]);
    const roots = readdirSync(folder)
      // The registry is made from other data by its own task.
      .filter((name) => name.endsWith('.hbs') && !name.startsWith('registry'))
      .map((name) => ({
        ...text(join(folder, name), helpers, edit),
        data: name.startsWith('pattern.') ? ofPattern : ofLibrary,
      }));
    return findUnknownFields(roots, new Map(partials), helpers);
  };

  it('has no findings in its templates for the fields of its data', () => {
    expect(specs.length).toBe(46);
    expect(find().map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`)).toEqual([]);
  });

  it('has a finding for a misspelt field', () => {
    const found = find((all) => all.replaceAll('#each steps', '#each setps'));
    expect(found.map(({ message, hint }) => [message, hint?.split('\n')[0]])).toContainEqual([
      'the field "setps" is not in the data',
      'did you mean "steps"?',
    ]);
  });
});

it('the smallest example has no findings in its templates', () => {
  const root = join(EXAMPLES, 'minimal');
  const helpers = helperNames(Object.keys(BUILT_IN_HELPERS), []);
  const schema = JSON.parse(readFileSync(join(root, 'tokens.schema.json'), 'utf8')) as Schema;
  const { pattern } = new Shapes(new SchemaDocument('tokens.schema.json', schema));
  const find = (edit?: (text: string) => string) =>
    findUnknownFields(
      [{ ...text(join(root, 'templates/tokens.hbs'), helpers, edit), data: pattern }],
      new Map(),
      helpers,
    );
  expect(find()).toEqual([]);
  expect(find((all) => all.replace('tokens', 'token')).map(({ message }) => message)).toEqual([
    'the field "token" is not in the data',
  ]);
});
