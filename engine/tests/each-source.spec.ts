import { deltaRun, expectClean, settingsOf } from '../testing/delta-run';
import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import type { CodegenOptions } from '../options';
import { diagnosticsOf } from '../testing/small';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

const INDEX = { template: 'index', to: '{{@name}}/index.txt', each: 'source' } as const;
const OPTIONS: CodegenOptions = {
  patterns: ['api/*.{json,yaml}'],
  items: '/models',
  templates: ['templates/*.hbs'],
  emit: [{ template: 'model', to: '{{@source.api}}/{{@key}}.txt' }, INDEX],
  outputDir: 'generated',
  workers: 1,
};
const PETS = { api: 'pets', models: { Cat: { text: 'meows' }, Dog: { text: 'barks' } } };
const CARS = { api: 'cars', models: { Van: { text: 'carries' } } };

let workspace: Workspace;
const write = (path: string, value: unknown): void =>
  workspace.write({ [path]: `${JSON.stringify(value, null, 2)}\n` });
const counts = async (options?: Partial<CodegenOptions>): Promise<string> => (await workspace.succeed(options)).counts;
const pets = (models: object): void => write('api/pets.json', { ...PETS, models });
const reasons = async (): Promise<(string | undefined)[]> => {
  const graph = await loadGraph(settingsOf(workspace));
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  const due = explainRun(graph).filter(({ action }) => action !== 'fresh');
  return due.map(({ action, path, pattern, reasons: why }) => [action, path ?? pattern, ...why].join(' | '));
};

beforeEach(() => {
  workspace = new Workspace(OPTIONS, {
    'templates/model.hbs': '{{@key}} {{text}}\n',
    'templates/index.hbs': '{{@name}} {{@path}}: {{#each patterns}}{{@key}} {{@name}} {{@path}}; {{/each}}{{@name}}\n',
  });
  write('api/pets.json', PETS);
  write('api/cars.json', CARS);
});
afterEach(() => workspace.dispose());

test('one file is made from all patterns of a source file', async () => {
  expect(await counts()).toBe('0/5/0 0/0/0');
  expect(workspace.read('generated/pets/index.txt')).toBe(
    'pets api/pets.json: Cat Cat api/pets.json; Dog Dog api/pets.json; pets\n',
  );
  expect(workspace.read('generated/cars/index.txt')).toBe('cars api/cars.json: Van Van api/cars.json; cars\n');
  expect(Object.values(workspace.manifest().files).map(({ pattern }) => pattern)).toContain('api/pets.json');
  expect(await counts()).toBe('5/0/0 0/0/0');
});

test('@key in a loop is that of the loop, and in a library file that of each pattern', async () => {
  workspace.write({
    'templates/index.hbs': '{{#each patterns}}{{@key}}:{{#each this}}{{@key}}@{{@name}}{{/each}}:{{@key}} {{/each}}\n',
  });
  await workspace.succeed({ emit: [INDEX, { template: 'index', to: 'all.txt', each: 'library' }] });
  expect(workspace.read('generated/pets/index.txt')).toBe('Cat:text@Cat:Cat Dog:text@Dog:Dog \n');
  expect(workspace.read('generated/all.txt')).toBe('Van:text@Van:Van Cat:text@Cat:Cat Dog:text@Dog:Dog \n');
});

describe('a change of one source file', () => {
  beforeEach(async () => {
    await workspace.succeed();
  });

  test('renders its group only if the file shows it', async () => {
    pets({ ...PETS.models, Dog: { text: 'howls' } });
    expect(await reasons()).toEqual(
      [
        'render | pets/Dog.txt | api/pets.json#/models/Dog changed | api/pets.json changed',
        'render | pets/index.txt | api/pets.json#/models/Dog changed',
      ].flatMap((one, at) => (at === 0 ? ['render | pets/Cat.txt | api/pets.json changed', one] : [one])),
    );
    const { counts: found, output } = await workspace.succeed();
    // The index shows only keys; files of models are named by the document.
    expect(found).toBe('3/2/0 0/0/0');
    expect(output).not.toContain('index');
    expect(workspace.manifest().patterns['api/pets.json#/models/Dog']).toBeDefined();
    await expectClean(workspace);
  });

  test('loads no other pattern if hidden, and those of its group if shown', async () => {
    workspace.write({
      'prepare.js': `module.exports = (spec, { key }) => {
  require('node:fs').appendFileSync(__dirname + '/calls', key + ' ');
  return { ...spec };
};
`,
      'templates/model.hbs': '{{text}}\n',
    });
    const options: Partial<CodegenOptions> = {
      prepare: 'prepare.js',
      emit: [{ template: 'model', to: '{{@key}}.txt' }, INDEX],
    };
    const calls = async (): Promise<string[]> => {
      await workspace.succeed(options);
      const keys = workspace.read('calls').trim().split(' ');
      workspace.remove('calls');
      return [...new Set(keys)].sort();
    };
    expect(await calls()).toEqual(['Cat', 'Dog', 'Van']);
    pets({ ...PETS.models, Dog: { text: 'howls' } });
    expect(await calls()).toEqual(['Dog']);
    workspace.write({ 'templates/index.hbs': '{{#each patterns}}{{text}}{{/each}}\n' });
    expect(await calls()).toEqual(['Cat', 'Dog', 'Van']);
    pets({ ...PETS.models, Dog: { text: 'growls' } });
    expect(await calls()).toEqual(['Cat', 'Dog']);
    await expectClean(workspace, options);
  });

  test('adds, renames and removes patterns', async () => {
    pets({ ...PETS.models, Fox: { text: 'yelps' } });
    await workspace.succeed();
    expect(workspace.read('generated/pets/index.txt')).toContain('Fox');
    pets({ Cat: PETS.models.Cat, Wolf: PETS.models.Dog });
    expect(await reasons()).toContain(
      'render | pets/index.txt | api/pets.json#/models/Wolf is new | api/pets.json#/models/Dog is gone | api/pets.json#/models/Fox is gone',
    );
    await workspace.succeed();
    expect(workspace.read('generated/pets/index.txt')).toContain('Cat Cat api/pets.json; Wolf');
    await expectClean(workspace);
  });

  test('that removes all patterns prunes its file', async () => {
    pets({});
    expect(await reasons()).toContain('prune | pets/index.txt | api/pets.json is gone');
    expect(await counts()).toBe('2/0/3 0/0/0');
    await expectClean(workspace);
  });

  test('and added, removed and renamed source files', async () => {
    write('api/tree.json', { api: 'trees', models: { Oak: {} } });
    expect(await reasons()).toContain('render | api/tree.json | the source file is new');
    expect(await counts()).toBe('5/2/0 0/0/0');
    workspace.remove('api/cars.json');
    expect(await counts()).toBe('5/0/2 0/0/0');
    workspace.write({ 'api/wood.json': workspace.read('api/tree.json') });
    workspace.remove('api/tree.json');
    expect(await counts()).toBe('3/2/1 0/0/0');
    expect(workspace.read('generated/wood/index.txt')).toBe('wood api/wood.json: Oak Oak api/wood.json; wood\n');
    await expectClean(workspace);
  });
});

test('renders files that show the rest of the document', async () => {
  workspace.write({ 'templates/index.hbs': '{{@source.version}}\n', 'templates/model.hbs': '{{text}}\n' });
  const emit = [INDEX, { template: 'model', to: '{{@key}}.txt' }] as CodegenOptions['emit'];
  write('api/pets.json', { ...PETS, version: 1 });
  await workspace.succeed({ emit });
  write('api/pets.json', { ...PETS, version: 2 });
  expect(await counts({ emit })).toBe('4/1/0 0/0/0');
  expect(workspace.read('generated/pets/index.txt')).toBe('2\n');
  await expectClean(workspace, { emit });
});

describe('files of one pattern and of several documents', () => {
  const options = { items: undefined, emit: [INDEX] } as unknown as Partial<CodegenOptions>;
  beforeEach(() => {
    workspace.write({
      'api/several.yaml': 'text: one\n---\ntext: two\n',
      'templates/index.hbs':
        '{{@path}} {{@source.api}}{{@source.0.text}}: {{#each patterns}}{{@name}} {{text}} {{/each}}\n',
    });
  });

  test('are ordinary source files with all their data', async () => {
    expect(await counts(options)).toBe('0/3/0 0/0/0');
    expect(workspace.read('generated/several/index.txt')).toBe('api/several.yaml one: several-0 one several-1 two \n');
    expect(workspace.read('generated/pets/index.txt')).toBe('api/pets.json pets: pets  \n');
    await expectClean(workspace, options);
  });

  test('a run after a small change loads the affected part of the graph', async () => {
    workspace.remove('api/several.yaml');
    await workspace.succeed(options);
    write('api/pets.json', { ...PETS, api: 'animals' });
    const report = await deltaRun(workspace, options);
    expect(report?.generation).toMatchObject({ fresh: 1, rendered: 1, pruned: 0 });
    expect(workspace.read('generated/pets/index.txt')).toBe('api/pets.json animals: pets  \n');
    workspace.write({ 'generated/pets/index.txt': 'by hand\n' });
    expect((await deltaRun(workspace, options))?.generation).toMatchObject({ fresh: 1, rendered: 1, pruned: 0 });
    write('api/bikes.json', { api: 'bikes' });
    workspace.remove('api/cars.json');
    expect((await deltaRun(workspace, options))?.generation).toMatchObject({ fresh: 1, rendered: 1, pruned: 1 });
    await expectClean(workspace, options);
  });
});

test('threads, helpers and a prepare module give the same bytes; its export `library` does not apply to source files', async () => {
  workspace.write({
    'helpers.js': 'module.exports = { loud: (text) => String(text).toUpperCase() };\n',
    'prepare.js':
      'module.exports = (spec) => ({ ...spec, text: spec.text + "!" });\n' +
      'module.exports.library = (all) => ({ patterns: all.slice(0, 1) });\n',
    'templates/index.hbs': '{{@name}} {{#each patterns}}{{@key}} {{loud text}} {{/each}}\n',
  });
  const options: Partial<CodegenOptions> = {
    helpers: 'helpers.js',
    prepare: 'prepare.js',
    emit: [...OPTIONS.emit, { template: 'index', to: 'all.txt', each: 'library' }],
  };
  await workspace.succeed(options);
  expect(workspace.read('generated/pets/index.txt')).toBe('pets Cat MEOWS! Dog BARKS! \n');
  expect(workspace.read('generated/all.txt')).toBe(' Van CARRIES! \n');
  const made = workspace.outputs();
  workspace.remove('generated');
  await workspace.succeed({ ...options, workers: 2 });
  expect(workspace.outputs()).toEqual(made);
});

test('invalid input is an error with its place', async () => {
  const emit = [{ ...INDEX, to: 'index.txt' }] as CodegenOptions['emit'];
  const twice = await workspace.run({ emit });
  expect(diagnosticsOf(twice.output).split('\n').slice(0, 3)).toEqual([
    'generated/index.txt error output-collision: this file would be made twice',
    '  hint: made by templates/index.hbs from api/cars.json',
    '  and by templates/index.hbs from api/pets.json; give "to" something that tells them apart',
  ]);
  const up = await workspace.run({ emit: [{ ...INDEX, to: '../{{@name}}' }] });
  expect(diagnosticsOf(up.output).split('\n')[0]).toBe(
    'api/cars.json error output-path: "to" gives the path "../cars": it leaves the output folder',
  );
  workspace.write({ 'templates/index.hbs': '{{#each patterns}}{{loud}}{{nix.a}}{{/each}}' });
  const missing = await workspace.run({ missingFields: 'error' });
  expect(diagnosticsOf(missing.output).split('\n')[0]).toContain(
    'rendering for api/cars.json failed: there is no field "loud"',
  );
});

test('with onError "continue", a group with an invalid pattern keeps its last file', async () => {
  workspace.write({ 'schema.json': '{ "properties": { "text": { "type": "string" } } }' });
  const options: Partial<CodegenOptions> = { schema: 'schema.json', onError: 'continue', emit: [INDEX] };
  await workspace.succeed(options);
  pets({ Cat: { text: 7 }, Dog: {} });
  write('api/cars.json', { api: 'cars', models: { Bus: {} } });
  const { success } = await workspace.run(options);
  expect(success).toBe(false);
  expect(workspace.read('generated/pets/index.txt')).toContain('Cat Cat');
  expect(workspace.read('generated/cars/index.txt')).toContain('Bus');
  pets(PETS.models);
  expect(await counts(options)).toBe('2/0/0 0/0/0');
  await expectClean(workspace, options);
});
