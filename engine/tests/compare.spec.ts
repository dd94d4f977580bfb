import { compareRun } from '../compare-run';
import { declaredInputs } from '../graph/declared-inputs';
import { explainRun } from '../graph/explain';
import { loadGraph } from '../graph/load-graph';
import type { CodegenOptions, CommandCompiler } from '../options';
import { settingsOf } from '../testing/delta-run';
import { small } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, MANIFEST, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
beforeEach(async () => {
  workspace = small({ 'specs/b.json': '{ "title": "B" }\n' });
  await workspace.succeed();
  expect(await compared()).toEqual([]);
  workspace.remove('specs/b.json');
});
afterEach(() => workspace.dispose());

async function compared(options: Partial<CodegenOptions> = {}): Promise<unknown> {
  const graph = await loadGraph(settingsOf(workspace, options));
  if (Array.isArray(graph)) return graph;
  const found = await compareRun(graph);
  return found.map((one) => ('severity' in one ? one : { path: one.path, why: one.why }));
}

test('an unusable manifest is a difference, because a run replaces it', async () => {
  workspace.write({ 'specs/b.json': '{ "title": "B" }\n' });
  const manifest = workspace.read(`generated/${MANIFEST}`);
  for (const [text, why] of [
    [`${manifest}<<<<<<<`, 'it is damaged'],
    [manifest.replace(/"version": *\d+/, '"version":1'), 'it is of version 1'],
  ] as const) {
    workspace.write({ [`generated/${MANIFEST}`]: text });
    expect(await compared()).toEqual([{ path: MANIFEST, why }]);
  }
  await workspace.succeed();
  expect(await compared()).toEqual([]);
});

describe('a file that nothing makes any more is a difference', () => {
  const difference = { path: 'b.txt', why: 'nothing makes it any more' };

  test('without a manifest', async () => {
    workspace.remove(`generated/${MANIFEST}`);
    expect(await compared()).toEqual([difference]);
    expect((await workspace.succeed()).counts).toBe('0/1/1 0/0/0');
    expect(await compared()).toEqual([]);
  });

  test('with the switch off', async () => {
    expect(await compared({ optimizations: { incrementalCompilation: false } })).toEqual([difference]);
  });

  test('unless it was edited: then a run would refuse to remove it', async () => {
    workspace.remove(`generated/${MANIFEST}`);
    workspace.write({ 'generated/b.txt': 'by hand\n' });
    expect(await compared()).toMatchObject([{ code: 'kept-file', file: 'generated/b.txt' }]);
  });
});

describe('the reason for a new file', () => {
  const all: Partial<CodegenOptions> = { emit: [{ template: 'one', to: 'all.txt', each: 'library' }] };
  const reasonsNow = async (options: Partial<CodegenOptions>): Promise<readonly (readonly string[])[]> => {
    const graph = await loadGraph(settingsOf(workspace, options));
    return Array.isArray(graph) ? [] : explainRun(graph).map(({ reasons }) => reasons);
  };
  const both: Partial<CodegenOptions> = { emit: [...all.emit!, { template: 'one', to: '{{@name}}.txt' }] };

  test('is the emit if the pattern is known from a library file', async () => {
    await workspace.succeed(all);
    expect(await reasonsNow(both)).toEqual([['the option "emit" has a new or changed entry, for one'], []]);
  });

  test('is the pattern otherwise', async () => {
    await workspace.succeed(both);
    workspace.write({ 'specs/c.json': '{ "title": "C" }\n' });
    expect((await reasonsNow(both))[0]).toEqual(['the pattern is new']);
  });
});

describe('the reason for a due file', () => {
  const reasonsNow = async (options: Partial<CodegenOptions>): Promise<readonly string[]> => {
    const graph = await loadGraph(settingsOf(workspace, options));
    return Array.isArray(graph) ? [] : [...new Set(explainRun(graph).flatMap(({ reasons }) => reasons))];
  };

  test('is the option builtinHelpers, in both directions, and not an inline partial', async () => {
    workspace.write({ 'templates/one.hbs': '{{#*inline "nav"}}x{{/inline}}{{> nav}}' });
    await workspace.succeed();
    expect(await reasonsNow({})).toEqual([]);
    expect(await reasonsNow({ builtinHelpers: ['json'] })).toEqual(['option "builtinHelpers" is json, was not set']);
    await workspace.succeed({ builtinHelpers: ['json'] });
    expect(await reasonsNow({ builtinHelpers: false })).toEqual(['option "builtinHelpers" is none, was json']);
    expect(await reasonsNow({})).toEqual(['option "builtinHelpers" is not set, was json']);
  });

  test('is the option prepare, although nothing is prepared any more', async () => {
    workspace.write({ 'code/p.js': 'module.exports = (spec) => spec;\n' });
    await workspace.succeed({ prepare: 'code/p.js' });
    expect(await reasonsNow({})).toEqual(['option "prepare" is not set, was code/p.js']);
  });

  test('is a removed partial that a block replaces', async () => {
    workspace.write({ 'templates/one.hbs': '{{#> nav}}x{{/nav}}', 'partials/nav.hbs': 'nav' });
    await workspace.succeed();
    workspace.remove('partials/nav.hbs');
    expect(await reasonsNow({})).toEqual(['the partial "nav" is gone']);
  });
});

test('the reason for a library file is a pattern that was added or removed but stays an input', async () => {
  workspace.write({
    'specs/a.json': '{"id":"a"}',
    'specs/b.json': '{"id":"b"}',
    'templates/all.hbs': '{{patterns.length}}',
  });
  const copy: CodegenOptions['emit'][number] = { copy: ['specs/*.json'], to: 'copied' };
  const all = { template: 'all', to: 'all.txt', each: 'library' as const };
  const options = (patterns: [string]): Partial<CodegenOptions> => ({ patterns, emit: [all, copy] });
  const reasons = async (patterns: [string]): Promise<readonly string[]> => {
    const graph = await loadGraph(settingsOf(workspace, options(patterns)));
    if (Array.isArray(graph)) throw new Error(graph[0]?.message);
    return explainRun(graph).find(({ path }) => path === 'all.txt')?.reasons ?? [];
  };
  await workspace.succeed(options(['specs/*.json']));
  expect(await reasons(['specs/a.json'])).toEqual(['specs/b.json is not a pattern any more']);
  await workspace.succeed(options(['specs/a.json']));
  expect(await reasons(['specs/*.json'])).toEqual(['specs/b.json is a pattern now']);
});

describe('the reason if a command may read any input', () => {
  const INPUTS = ['{workspaceRoot}/**/*'];
  const declared = declaredInputs({ inputs: INPUTS, namedInputs: {}, projectRoot: '.', dependencyRoots: [] });
  const command: [string, ...string[]] = ['cp', '{input}', '{output}'];
  const compile: CommandCompiler[] = [{ compiler: 'command', include: ['*.txt'], command, extension: '.out' }];
  const schema: Partial<CodegenOptions> = { compile, schema: 'schemas/any.json' };
  const reasonsNow = async (options: Partial<CodegenOptions>): Promise<readonly string[]> => {
    const graph = await loadGraph(settingsOf(workspace, options), declared);
    return Array.isArray(graph) ? [] : [...new Set(explainRun(graph).flatMap(({ reasons }) => reasons))];
  };

  beforeEach(async () => {
    workspace.write({ 'schemas/any.json': '{}', 'data/x.txt': '' });
    await workspace.succeed(schema, { context: contextOf(INPUTS) });
  });

  test('is the option whose file stays an input', async () => {
    expect((await reasonsNow({ compile }))[0]).toBe('option "schema" is not set, was schemas/any.json');
  });

  test('is the removed file', async () => {
    workspace.remove('data/x.txt');
    expect(await reasonsNow(schema)).toEqual(['data/x.txt is not an input any more']);
  });

  test('is the option that names another file, if nothing else depends on it', async () => {
    workspace.write({ 'schemas/other.json': '{}', 'assets/a.txt': 'a' });
    const copied: Partial<CodegenOptions> = { ...schema, emit: [{ copy: ['assets/*'], to: '.' }] };
    await workspace.succeed(copied, { context: contextOf(INPUTS) });
    expect(await reasonsNow({ ...copied, schema: 'schemas/other.json' })).toEqual([
      'option "schema" is schemas/other.json, was schemas/any.json',
    ]);
  });

  test('is a file that was a pattern or became one', async () => {
    workspace.write({ 'specs/sub/c.json': '{ "title": "C" }\n' });
    const narrow: Partial<CodegenOptions> = { ...schema, patterns: ['specs/*.json'] };
    const wide: Partial<CodegenOptions> = { ...schema, patterns: ['specs/**/*.json'] };
    await workspace.succeed(wide, { context: contextOf(INPUTS) });
    expect(await reasonsNow(wide)).toEqual([]);
    const came = 'specs/sub/c.json is not named by an option any more, so the command may read it';
    expect((await reasonsNow(narrow))[0]).toBe(came);
    await workspace.succeed(narrow, { context: contextOf(INPUTS) });
    const went = 'specs/sub/c.json is now named by an option, so it does not count for the command';
    expect((await reasonsNow(wide)).slice(-2)).toEqual(['the pattern is new', went]);
  });
});
