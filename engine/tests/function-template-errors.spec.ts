import type { CodegenOptions } from '../options';
import { Driver } from '../testing/driver';
import { diagnosticsOf, refusal, small } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, type Run, type Workspace } from '../testing/workspace';

afterAll(endDriver);

const OPTIONS: Partial<CodegenOptions> = {
  templates: ['templates/*.{hbs,js,mjs,ts}'],
  partials: ['partials/*.{hbs,js}'],
  emit: [{ template: 'fn', to: '{{@name}}.txt' }],
};

const fn = (body: string): Record<string, string> => ({ 'templates/fn.js': `module.exports = ${body};\n` });
const says = (files: Record<string, string>, options: Partial<CodegenOptions> = {}): Promise<string[]> =>
  refusal({ title: '', files, options: { ...OPTIONS, ...options } });

test('a function that throws is reported with its place', async () => {
  expect(await says(fn('(data) =>\n  data.nothing.more'))).toEqual([
    "templates/fn.js:2:16 error render: rendering templates/fn.js for specs/a.json failed: Cannot read properties of undefined (reading 'more')",
    '  2 |   data.nothing.more;',
    '    |                ^',
  ]);
});

test('an import of a function that throws is reported', async () => {
  const files = {
    ...fn("() => require('../lib').fail()"),
    'lib/index.js': "exports.fail = () => {\n  throw 'no';\n};\n",
  };
  expect(await says(files)).toEqual([
    'templates/fn.js error render: rendering templates/fn.js for specs/a.json failed: it threw no',
  ]);
  files['lib/index.js'] = "exports.fail = () => {\n  throw Object.assign(new Error('no'), { hint: 'say yes' });\n};\n";
  expect(await says(files)).toEqual([
    'lib/index.js:2:23 error render: rendering templates/fn.js for specs/a.json failed: no',
    "  2 |   throw Object.assign(new Error('no'), { hint: 'say yes' });",
    '    |                       ^',
    '  hint: say yes',
  ]);
});

test.each([
  ['a promise', 'async () => "text"', 'it returned a promise, and a template cannot be waited for'],
  ['nothing', '() => {}', 'it returned undefined'],
  ['null', '() => null', 'it returned null'],
  ['a number', '() => 1', 'it returned a value of type number'],
  ['an object', '() => ({})', 'it returned a value of type object'],
])('a function that returns %s', async (_what, body, message) => {
  expect(await says(fn(body))).toEqual([
    `templates/fn.js error render: rendering templates/fn.js for specs/a.json failed: ${message}`,
    '  hint: return the text of the file, a string',
  ]);
});

test('a later rejection of a returned promise is ignored', async () => {
  expect(await says(fn('async () => { throw new Error("late"); }'))).toEqual([
    'templates/fn.js error render: rendering templates/fn.js for specs/a.json failed: it returned a promise, and a template cannot be waited for',
    '  hint: return the text of the file, a string',
  ]);
});

test('an error in a library file names no pattern', async () => {
  expect(await says(fn('() => 1'), { emit: [{ template: 'fn', to: 'all.txt', each: 'library' }] })).toEqual([
    'templates/fn.js error render: rendering templates/fn.js failed: it returned a value of type number',
    '  hint: return the text of the file, a string',
  ]);
});

test.each([
  ['templates', fn('{}'), {}],
  ['partials', { ...fn('() => ""'), 'partials/p.js': 'exports.render = () => "";\n' }, {}],
])('a module of %s without a function as default export is an error', async (option, files, options) => {
  const file = option === 'templates' ? 'templates/fn.js' : 'partials/p.js';
  expect(await says(files, options)).toEqual([
    `${file} error module: the default export of this module of the option "${option}" is not a function`,
    '  hint: export (data, { path, name, key, source, partial }) => text; a module that is no template must not match the glob',
  ]);
});

test('a module that cannot be loaded is an error', async () => {
  expect(await says({ 'templates/fn.js': 'module.exports = 1 +;\n' })).toEqual([
    'templates/fn.js:1:21 error module: the module of the option "templates" cannot be loaded: Unexpected token \';\'',
    '  1 | module.exports = 1 +;',
    '    |                     ^',
  ]);
});

test('TypeScript works if Node supports it', async () => {
  const files = { 'templates/fn.ts': 'export default (data: { title: string }): string => data.title;\n' };
  const workspace = small(files, OPTIONS);
  const run = await workspace.run();
  const made = run.success ? workspace.read('generated/a.txt') : diagnosticsOf(run.output).split('\n');
  workspace.dispose();
  const version = process.versions.node;
  const strips = 'typescript' in process.features && Boolean(process.features.typescript);
  expect(made).toEqual(
    strips
      ? 'A'
      : [
          `templates/fn.ts error module: Node ${version} cannot run the .ts module of the option "templates"`,
          '  hint: use Node 22.18 or later, or a loader (NODE_OPTIONS="--import tsx"), or write the module in JavaScript, with types in JSDoc',
        ],
  );
});

test('TypeScript works in all threads with a loader that only `require` uses there, as tsx on Node 20', async () => {
  const files = {
    'loader.cjs': `const { transpileModule, ModuleKind } = require(${JSON.stringify(require.resolve('typescript'))});
require('node:module')._extensions['.ts'] = (module, file) => {
  const text = require('node:fs').readFileSync(file, 'utf8');
  module._compile(transpileModule(text, { compilerOptions: { module: ModuleKind.CommonJS } }).outputText, file);
};`,
    'templates/fn.ts':
      'export default (data: { title: string }): string => `${data.title} ${require("worker_threads").threadId}`;\n',
    ...Object.fromEntries(Array.from({ length: 40 }, (_none, at) => [`specs/${at}.json`, '{ "title": "A" }'])),
  };
  const workspace = small(files, { ...OPTIONS, workers: 2 });
  const driver = new Driver({ NODE_OPTIONS: `--require ${workspace.root}/loader.cjs` });
  try {
    const run = await workspace.runIn(driver);
    expect(diagnosticsOf(run.output)).toBe('');
    expect(run.success).toBe(true);
  } finally {
    await driver.kill();
    workspace.dispose();
  }
});

test('two files with one name are an error', async () => {
  expect(await says({ ...fn('() => ""'), 'templates/fn.hbs': '' })).toEqual([
    'error ambiguous-name: "fn" names two files: templates/fn.hbs and templates/fn.js',
    '  hint: rename one of them or narrow the glob',
  ]);
});

describe('partials', () => {
  const head = { 'partials/head.hbs': '{{title}}\n' };

  it('that do not exist', async () => {
    expect(await says({ ...head, ...fn('(data, { partial }) =>\n  partial("haed", data)') })).toEqual([
      'templates/fn.js:2:3 error unknown-partial: rendering for specs/a.json failed: there is no partial "haed"',
      '  2 |   partial("haed", data);',
      '    |   ^',
      '  hint: did you mean "head"?',
      '  partials come from the option "partials"',
    ]);
  });

  it('without a name', async () => {
    expect(await says(fn('(data, { partial }) => partial(data)'))).toEqual([
      'templates/fn.js:1:41 error render: rendering templates/fn.js for specs/a.json failed: partial() needs the name of a partial',
      '  1 | module.exports = (data, { partial }) => partial(data);',
      '    |                                         ^',
    ]);
  });

  it('that fail are named, the innermost first', async () => {
    const files = {
      ...fn('(data, { partial }) => partial("text")'),
      'partials/text.hbs': '{{#each title}}{{/each}}{{#with this}}{{> code}}{{/with}}\n',
      'partials/code.js': 'module.exports = () => undefined;\n',
    };
    expect(await says(files)).toEqual([
      'partials/code.js error render: rendering partials/code.js for specs/a.json failed: it returned undefined',
      '  hint: return the text of the file, a string',
    ]);
  });

  it('in Handlebars that fail in a helper', async () => {
    const files = {
      ...fn('(data, { partial }) => partial("text")'),
      'partials/text.hbs': 'x\n  {{fail}}\n',
      'code/h.cjs': 'exports.fail = () => {\n  throw new Error("no");\n};\n',
    };
    expect(await says(files, { helpers: 'code/h.cjs' })).toEqual([
      'partials/text.hbs:2:3 error render: rendering for specs/a.json failed: no',
      '  2 |   {{fail}}',
      '    |   ^',
      '  hint: thrown at code/h.cjs:2',
    ]);
  });

  it('that call each other endlessly', async () => {
    const files = {
      ...fn('(data, { partial }) => partial("text")'),
      'partials/text.hbs': '{{> code}}\n',
      'partials/code.js': 'module.exports = (data, { partial }) => partial("text");\n',
    };
    expect(await says(files)).toEqual([
      'templates/fn.js error render: rendering for specs/a.json failed: partials include each other without end',
    ]);
  });

  it('that are called after their template has returned', async () => {
    const workspace = small(
      {
        ...head,
        ...fn(
          '(data, { partial }) => { const before = globalThis.kept; globalThis.kept = partial; return before?.("head") ?? ""; }',
        ),
        'specs/b.json': '{}',
      },
      OPTIONS,
    );
    const { output } = await workspace.run({}, { newProcess: true });
    workspace.dispose();
    expect(diagnosticsOf(output).split('\n')[0]).toBe(
      'templates/fn.js:1:117 error render: rendering templates/fn.js for specs/b.json failed: partial() was called after the template had returned',
    );
  });
});

test('a function that calls itself endlessly is an error', async () => {
  const [line] = await says(fn('function endless() { return endless(); }'));
  expect(line).toMatch(
    /^templates\/fn\.js:1:\d+ error render: rendering templates\/fn\.js for specs\/a\.json failed: Maximum call stack size exceeded$/,
  );
});

describe('data', () => {
  it.each([
    ['a field', 'data.title = 1'],
    ['a list', 'data.list.sort()'],
    ['what is deep in it', 'data.list[0].a = 2'],
    ['by another name', 'delete data.title'],
    ['that is defined', 'Object.defineProperty(data, "x", { value: 1 })'],
  ])('cannot be modified: %s', async (_what, change) => {
    const files = {
      ...fn(`(data) => { ${change}; return ""; }`),
      'specs/a.json': '{ "title": "A", "list": [{ "a": 1 }, 2] }\n',
    };
    const lines = await says(files);
    expect(lines[0]).toMatch(/^templates\/fn\.js:1:\d+ error render: /);
    expect(lines[0]).toContain(
      "rendering templates/fn.js for specs/a.json failed: a template cannot change its data: the pattern's other templates see the same",
    );
  });

  it('of `source` cannot be modified', async () => {
    const lines = await says(
      {
        ...fn('(data, { source }) => { source.models.A.x = 1; return ""; }'),
        'specs/a.json': '{ "models": { "A": {} } }',
      },
      { items: '/models' },
    );
    expect(lines[0]).toMatch(/ failed: @source cannot be changed: all patterns of the file see the same$/);
  });

  it('is the result of prepare, frozen or not', async () => {
    const workspace = small(
      {
        ...fn(
          '({ list, date, map, fixed }) => [JSON.stringify(list), list.map((x) => x.a), [...list, 1].length, date.getTime(), map.get(1), fixed.a, Array.isArray(list), structuredClone(date).getTime()].join()',
        ),
        'code/prepare.cjs':
          'module.exports = () => Object.freeze({ list: Object.freeze([Object.freeze({ a: 1 })]), date: new Date(5), map: new Map([[1, 2]]), fixed: Object.freeze({ a: 3 }) });\n',
      },
      { ...OPTIONS, prepare: 'code/prepare.cjs' },
    );
    await workspace.succeed();
    expect(workspace.read('generated/a.txt')).toBe('[{"a":1}],1,2,5,2,3,true,5');
    workspace.dispose();
  });
});

describe('a read of a function', () => {
  const INPUTS = ['specs/*.{json,yaml}', 'templates/*'].map((glob) => `{workspaceRoot}/${glob}`);
  let workspace: Workspace;
  const run = (more: readonly unknown[] = [], env: Record<string, string> = {}): Promise<Run> =>
    workspace.run({}, { newProcess: true, env, context: contextOf([...INPUTS, ...more]) });
  afterEach(() => workspace.dispose());

  it('of a variable has to be an input', async () => {
    workspace = small({ ...fn('() => process.env.API_LEVEL') }, OPTIONS);
    expect(diagnosticsOf((await run([], { API_LEVEL: '4' })).output).split('\n')).toEqual([
      "templates/fn.js:1:36 error undeclared-read: this reads the environment variable API_LEVEL, which is not an input of the target: Nx's cache would miss changes of it",
      `  hint: add to the target's inputs: { "env": "API_LEVEL" }`,
    ]);
    expect(workspace.outputs()).toBeUndefined();
    for (const level of ['4', '9', '9']) {
      expect((await run([{ env: 'API_LEVEL' }], { API_LEVEL: level })).success).toBe(true);
      expect(workspace.read('generated/a.txt')).toBe(level);
    }
    expect((await run([{ env: 'API_LEVEL' }], { API_LEVEL: '9' })).counts).toBe('1/0/0 0/0/0');
  });

  it('of a file has to be an input, and its changes affect only files made by functions', async () => {
    workspace = small(
      {
        ...fn("() => require('node:fs').readFileSync(__dirname + '/../data.txt', 'utf8')"),
        'partials/p.js':
          "module.exports = () => require('node:fs').readFileSync(__dirname + '/../data.txt', 'utf8');\n",
        'templates/text.hbs': '{{> p}}',
        'data.txt': 'one',
      },
      {
        ...OPTIONS,
        emit: [
          { template: 'fn', to: 'fn' },
          { template: 'text', to: 'text' },
          { template: 'one', to: 'one' },
        ],
      },
    );
    const partials = '{workspaceRoot}/partials/*';
    expect((await run([partials])).output).toContain(
      'error undeclared-read: this reads data.txt, which is not an input',
    );
    const declared = [partials, '{workspaceRoot}/data.txt'];
    expect((await run(declared)).counts).toBe('0/3/0 0/0/0');
    expect((await run(declared)).counts).toBe('3/0/0 0/0/0');
    workspace.write({ 'data.txt': 'two' });
    expect((await run(declared)).counts).toBe('1/2/0 0/0/0');
    expect(['fn', 'text'].map((path) => workspace.read(`generated/${path}`))).toEqual(['two', 'two']);
  });

  it('through an import has to be an input', async () => {
    workspace = small({ ...fn("() => require('../lib/word')"), 'lib/word.js': "module.exports = 'w';\n" }, OPTIONS);
    expect(diagnosticsOf((await run()).output).split('\n')).toEqual([
      "lib/word.js error undeclared-read: this run reads the file, which is not an input of the target: Nx's cache would miss changes of it",
      '  hint: add to the target\'s inputs: "{workspaceRoot}/lib/word.js"',
    ]);
  });

  it('through a computed import is an error', async () => {
    workspace = small(
      { ...fn("() => require('../lib/' + 'word')"), 'lib/word.js': "module.exports = 'w';\n" },
      OPTIONS,
    );
    expect(diagnosticsOf((await run()).output).split('\n')[0]).toMatch(/^lib\/word\.js error computed-import: /);
  });
});
