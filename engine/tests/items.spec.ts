import { expectClean } from '../testing/delta-run';
import type { CodegenOptions } from '../options';
import { diagnosticsOf } from '../testing/small';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const OPTIONS: CodegenOptions = {
  patterns: ['api/*.{json,yaml}'],
  items: '/components/schemas',
  templates: ['templates/*.hbs'],
  emit: [
    { template: 'model', to: '{{@key}}.txt' },
    { template: 'index', to: 'index.txt', each: 'library' },
  ],
  outputDir: 'generated',
  workers: 1,
};

const DOCUMENT = {
  info: { version: '1' },
  components: { schemas: { Pet: { title: 'pet', size: 1 }, Tag: { title: 'tag' }, 'a/b~c': { title: 'odd' } } },
};

let workspace: Workspace;
const document = (value: unknown): void => workspace.write({ 'api/pets.json': `${JSON.stringify(value, null, 2)}\n` });
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;

beforeEach(() => {
  workspace = new Workspace(OPTIONS, {
    'templates/model.hbs': '{{@key}} {{@name}} {{@path}} {{title}} {{size}}\n',
    'templates/index.hbs': '{{#each patterns}}{{title}} {{/each}}\n',
  });
  document(DOCUMENT);
});
afterEach(() => workspace.dispose());

test('each member at the pointer is a pattern, in document order', async () => {
  expect(await counts({ emit: [{ template: 'model', to: '{{kebabCase @key}}.txt' }, OPTIONS.emit[1]!] })).toBe(
    '0/4/0 0/0/0',
  );
  expect(workspace.read('generated/pet.txt')).toBe('Pet Pet api/pets.json pet 1\n');
  expect(workspace.read('generated/a-b-c.txt')).toBe('a/b~c a/b~c api/pets.json odd \n');
  expect(workspace.read('generated/index.txt')).toBe('pet tag odd \n');
});

describe('a change of the document', () => {
  const to = (schemas: object, rest: object = {}): void => document({ ...DOCUMENT, components: { schemas }, ...rest });
  const { Pet, Tag } = DOCUMENT.components.schemas;
  beforeEach(async () => {
    to({ Pet, Tag });
    expect(await counts()).toBe('0/3/0 0/0/0');
    expect(await counts()).toBe('3/0/0 0/0/0');
  });

  test('renders affected files', async () => {
    to({ Pet: { ...Pet, size: 2 }, Tag });
    // The index shows only titles.
    expect(await counts()).toBe('2/1/0 0/0/0');
    expect(workspace.read('generated/Pet.txt')).toBe('Pet Pet api/pets.json pet 2\n');
    await expectClean(workspace);
  });

  test('outside of members renders nothing', async () => {
    to({ Pet, Tag }, { info: { version: '2' } });
    expect(await counts()).toBe('3/0/0 0/0/0');
    await expectClean(workspace);
  });

  test('adds, removes, renames and moves members', async () => {
    to({ Pet, Tag, Toy: { title: 'toy' } });
    expect(await counts()).toBe('2/2/0 0/0/0');
    to({ Pet, Toy: { title: 'toy' } });
    expect(await counts()).toBe('2/1/1 0/0/0');
    to({ Animal: Pet, Toy: { title: 'toy' } });
    // The index shows no keys.
    expect(await counts()).toBe('2/1/1 0/0/0');
    to({ Toy: { title: 'toy' }, Animal: Pet });
    expect(await counts()).toBe('2/1/0 0/0/0');
    expect(workspace.read('generated/index.txt')).toBe('toy pet \n');
    await expectClean(workspace);
  });

  test('that removes all members removes their files', async () => {
    to({});
    expect(await counts()).toBe('0/1/2 0/0/0');
    expect(workspace.read('generated/index.txt')).toBe('\n');
  });

  test('affects files that read the whole document', async () => {
    workspace.write({
      'templates/model.hbs': '{{title}}{{#if size}} of {{#each list}}{{/each}}{{@source.info.version}}{{/if}}\n',
    });
    expect(await counts()).toBe('1/2/0 0/0/0');
    expect(workspace.read('generated/Pet.txt')).toBe('pet of 1\n');
    to({ Pet, Tag }, { info: { version: '2' } });
    expect(await counts()).toBe('2/1/0 0/0/0');
    expect(workspace.read('generated/Pet.txt')).toBe('pet of 2\n');
    await expectClean(workspace);
  });
});

test.each([undefined, OPTIONS.items])(
  'a prepare module can modify its data without side effects (items: %s)',
  async (items) => {
    document({ title: 'all', components: { schemas: { Pet: { title: 'pet' } } } });
    workspace.write({
      'prepare.js': 'module.exports = (spec) => {\n  spec.title += "!";\n  return spec;\n};\n',
      'templates/model.hbs': '{{title}}\n',
    });
    const emit = [{ template: 'model', to: '{{@name}}.txt' }, OPTIONS.emit[1]];
    await workspace.succeed({ items, emit, prepare: 'prepare.js' } as Partial<CodegenOptions>);
    expect(workspace.read('generated/index.txt')).toMatch(/^(all|pet)! \n$/);
  },
);

test('helpers cannot modify the document, which other patterns share', async () => {
  document({ components: { schemas: { Pet: {}, Tag: {} } }, list: [{ n: 1 }] });
  workspace.write({
    'helpers.js': 'exports.grow = (list) => list.push(2);\nexports.set = (list) => (list[0].n = 2);\n',
    'templates/model.hbs': '{{#each @source.list}}{{n}}{{/each}} {{json @source.list}}\n',
  });
  await workspace.succeed({ helpers: 'helpers.js' });
  expect(workspace.read('generated/Tag.txt')).toBe('1 [{"n":1}]\n');
  for (const helper of ['grow', 'set']) {
    workspace.write({ 'templates/model.hbs': `{{${helper} @source.list}}\n` });
    const { output } = await workspace.run({ helpers: 'helpers.js' });
    expect(diagnosticsOf(output).split('\n')[0]).toBe(
      'templates/model.hbs:1:1 error render: rendering for api/pets.json#/components/schemas/Pet failed: @source cannot be changed: all patterns of the file see the same',
    );
  }
});

test('loops can access the key and the document', async () => {
  document({ components: { schemas: { Pet: { list: ['x'] } }, version: 7 } });
  workspace.write({
    'templates/model.hbs': '{{#each list}}{{@key}} {{@../key}} {{@source.components.version}}{{/each}}',
  });
  await workspace.succeed();
  expect(workspace.read('generated/Pet.txt')).toBe('0 Pet 7');
});

test('several documents, lists and YAML, in one thread and in two', async () => {
  workspace.write({
    'api/a.yaml': 'components:\n  schemas:\n    - title: zero\n    - title: one\n      size: .inf\n',
    'templates/model.hbs': '{{@path}} {{@key}} {{title}} {{size}}\n',
  });
  const options: Partial<CodegenOptions> = {
    emit: [{ template: 'model', to: '{{kebabCase @path}}-{{kebabCase @key}}.txt' }, OPTIONS.emit[1]!],
  };
  expect(await counts(options)).toBe('0/6/0 0/0/0');
  expect(workspace.read('generated/index.txt')).toBe('zero one pet tag odd \n');
  expect(workspace.read('generated/api-a-yaml-1.txt')).toBe('api/a.yaml 1 one Infinity\n');
  const made = workspace.outputs();
  workspace.remove('generated');
  expect(await counts({ ...options, workers: 2 })).toBe('0/6/0 0/0/0');
  expect(workspace.outputs()).toEqual(made);
});

test('the schema and the prepare module get one member', async () => {
  workspace.write({
    'schema.json': JSON.stringify({ type: 'object', properties: { title: {}, size: { type: 'number' } } }),
    'prepare.js': 'module.exports = (spec, about) => ({ title: JSON.stringify([spec.title, about]) });\n',
  });
  await workspace.succeed({
    schema: 'schema.json',
    prepare: 'prepare.js',
    emit: [{ template: 'index', to: 'i.txt', each: 'library' }],
  });
  expect(workspace.read('generated/i.txt')).toContain('["pet",{"path":"api/pets.json","name":"Pet","key":"Pet"}]');
  document({ components: { schemas: { Pet: { title: 'pet', size: 'large' } } } });
  const { output } = await workspace.run({ schema: 'schema.json' });
  expect(diagnosticsOf(output).split('\n')[0]).toBe(
    'api/pets.json:6:17 error spec-schema: "size" must be number, not "large"',
  );
});

test('a key that is not a file name, and two keys with one file, are errors with their places', async () => {
  document({ components: { schemas: { '../up': { title: 'up' } } } });
  const { output } = await workspace.run();
  expect(diagnosticsOf(output).split('\n')[0]).toBe(
    'api/pets.json:4:7 error output-path: "to" gives the path "../up.txt": it leaves the output folder',
  );
  document(DOCUMENT);
  workspace.write({ 'api/more.json': workspace.read('api/pets.json') });
  const both = await workspace.run({ emit: [{ template: 'model', to: '{{kebabCase @key}}.txt' }] });
  expect(diagnosticsOf(both.output).split('\n')[0]).toBe(
    'generated/a-b-c.txt error output-collision: this file would be made twice',
  );
  expect(both.output).toContain('api/more.json#/components/schemas/a~1b~0c');
});

test.each<[string, string[]]>([
  [
    '/component/schemas',
    [
      'api/pets.json:1:1 error items: the option "items" is "/component/schemas", and there is no "component" here',
      '  hint: did you mean "components"?',
    ],
  ],
  [
    '/info/version',
    [
      'api/pets.json:3:16 error items: the option "items" is "/info/version", which is not an object or list',
      '  hint: point to an object or a list: each of its members is a pattern',
    ],
  ],
  [
    '/info/version/a',
    [
      'api/pets.json:3:16 error items: the option "items" is "/info/version/a", and there is no "a" here',
      '  hint: this is not an object or list',
    ],
  ],
])('a pointer to a missing part is an error with its place: %s', async (items, text) => {
  const { success, output } = await workspace.run({ items });
  const lines = diagnosticsOf(output).split('\n');
  expect([success, lines[0], lines.at(-1)]).toEqual([false, ...text]);
  expect(workspace.outputs()).toBeUndefined();
});

test('modifying the data of a member does not affect other files', async () => {
  workspace.write({
    'helpers.cjs':
      'module.exports = { spoil: (data) => { data.title = "spoilt"; data.list?.push(1); return data.list?.length; } };',
    'templates/model.hbs': '{{json this}} {{spoil this}} {{title}} {{json @source.components.schemas.Pet}}\n',
  });
  document({ components: { schemas: { Pet: { title: 'pet', list: [{ ['__proto__']: 1 }], none: null } } } });
  expect(await counts({ helpers: 'helpers.cjs' })).toBe('0/2/0 0/0/0');
  const Pet = '{"title":"pet","list":[{"__proto__":1}],"none":null}';
  expect(workspace.read('generated/Pet.txt')).toBe(`${Pet} 2 spoilt ${Pet}\n`);
});
