import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadGraph } from '../graph/load-graph';
import { explainRun } from '../graph/explain';
import type { CodegenOptions } from '../options';
import { expectClean, settingsOf } from '../testing/delta-run';
import { installedPackage } from '../testing/installed-package';
import { diagnosticsOf, small } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, snapshot, type Workspace } from '../testing/workspace';

const PRETTIER = resolve(__dirname, '../../node_modules/prettier');
const made: Workspace[] = [];

afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
});
afterAll(endDriver);

const TEMPLATE = 'export const a = {title:  "{{title}}"}';
const FORMATTED = 'export const a = { title: "A" };\n';
const PLUGIN = `module.exports = {
  languages: [{ name: 'Shout', parsers: ['shout'], extensions: ['.shout'] }],
  parsers: { shout: { parse: (text) => ({ text }), astFormat: 'shout', locStart: () => 0, locEnd: () => 0 } },
  printers: { shout: { print: (path) => (path.getValue?.() ?? path.node).text.toUpperCase() + '!' } },
};
`;

type Files = Readonly<Record<string, string>>;

/** A target that generates TypeScript. */
function target(files: Files = {}, options: Partial<CodegenOptions> = {}): Workspace {
  const one = small(
    { 'templates/one.hbs': TEMPLATE, ...files },
    { emit: [{ template: 'one', to: '{{@name}}.ts' }], format: 'prettier', ...options },
  );
  made.push(one);
  return one;
}

/** With the installed prettier. */
function workspace(files: Files = {}, options: Partial<CodegenOptions> = {}): Workspace {
  const one = target(files, options);
  symlinkSync(PRETTIER, join(one.root, 'node_modules/prettier'));
  return one;
}

/** With a prettier that records its calls. */
function counting(files: Files = {}, options: Partial<CodegenOptions> = {}): Workspace {
  const one = target(files, options);
  one.write({
    'node_modules/prettier/package.json': '{ "name": "prettier", "version": "3.0.0", "main": "index.js" }',
    'node_modules/prettier/index.js': `const real = require(${JSON.stringify(PRETTIER)});
const { appendFileSync } = require('node:fs');
const log = ${JSON.stringify(join(one.state, '..', 'formatted'))};
appendFileSync(log, 'loaded\\n');
module.exports = {
  ...real,
  format: (text, options) => {
    appendFileSync(log, require('node:path').basename(options.filepath) + '\\n');
    return real.format(text, options);
  },
};
`,
  });
  return one;
}

/** Files that the recording prettier has formatted since the last call. */
function formatted(one: Workspace): string[] {
  const log = join(one.state, '..', 'formatted');
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n').filter(Boolean) : [];
  const before = seen.get(one) ?? 0;
  seen.set(one, lines.length);
  return lines.slice(before);
}
const seen = new WeakMap<Workspace, number>();

const text = (one: Workspace, path = 'a.ts'): string => one.read(`generated/${path}`);

/** Reasons of due files. */
async function reasons(one: Workspace, options: Partial<CodegenOptions> = {}): Promise<string[]> {
  const graph = await loadGraph(settingsOf(one, options));
  if (Array.isArray(graph)) throw new Error(JSON.stringify(graph));
  return explainRun(graph).flatMap((file) => file.reasons);
}

test('prettier reading package.json files is not a read of the helpers', async () => {
  const one = workspace(
    { 'package.json': '{ "name": "root" }', 'code/helpers.cjs': 'exports.own = () => 1;\n' },
    { helpers: 'code/helpers.cjs' },
  );
  const inputs = ['{workspaceRoot}/specs/*', '{workspaceRoot}/templates/*', '{workspaceRoot}/partials/*'];
  const { counts } = await one.succeed({}, { context: contextOf([...inputs, '{workspaceRoot}/code/*']) });
  expect(counts).toBe('0/1/0 0/0/0');
  expect(one.outputs()?.['a.ts']).toBe(FORMATTED);
});

describe('prettier 3', () => {
  it('formats supported files so that its check passes', async () => {
    const emit: CodegenOptions['emit'] = [
      { template: 'one', to: '{{@name}}.ts' },
      { template: 'doc', to: 'docs/{{@name}}.md' },
      { template: 'doc', to: '{{@name}}.unknown' },
      { template: 'doc', to: '{{@name}}' },
    ];
    const one = workspace({ 'templates/doc.hbs': '* a\n* {{title}}\n', '.prettierignore': 'generated\n' }, { emit });
    await one.succeed();
    expect(text(one)).toBe(FORMATTED);
    expect(text(one, 'docs/a.md')).toBe('- a\n- A\n');
    expect(text(one, 'a.unknown')).toBe('* a\n* A\n');
    expect(text(one, 'a')).toBe('* a\n* A\n');
    one.remove('.prettierignore');
    execFileSync(process.execPath, [join(PRETTIER, 'bin/prettier.cjs'), '--check', 'generated/**/*.{ts,md}'], {
      cwd: one.root,
    });
  });

  it('formats only changed files, and is loaded only then', async () => {
    const specs = Object.fromEntries([...Array(20).keys()].map((at) => [`specs/p${at}.json`, `{ "title": "${at}" }`]));
    const one = counting(specs);
    await one.succeed();
    expect(formatted(one)).toHaveLength(1 + 21);
    expect((await one.succeed()).counts).toBe('21/0/0 0/0/0');
    expect(formatted(one)).toEqual([]);
    one.write({ 'specs/p7.json': '{ "title": "seven" }' });
    expect((await one.succeed({}, { newProcess: true })).counts).toBe('20/1/0 0/0/0');
    expect(formatted(one)).toEqual(['loaded', 'p7.ts']);
    await expectClean(one);
  });

  it('does not format an equal text again', async () => {
    const one = counting(
      { 'specs/b.json': '{ "title": "B" }', 'helpers.js': 'module.exports = { up: (text) => text };' },
      { helpers: 'helpers.js' },
    );
    one.write({ 'templates/one.hbs': 'export const a = {title:  "{{up title}}"}' });
    await one.succeed();
    formatted(one);
    one.edit('helpers.js', '=> text', '=> text + (text === "B" ? "!" : "")');
    expect((await one.succeed()).counts).toBe('0/2/0 0/0/0');
    expect(formatted(one)).toEqual(['b.ts']);
    expect(text(one)).toBe(FORMATTED);
    await expectClean(one);
    // A file that was edited is formatted even if its text is known.
    one.write({ 'generated/a.ts': 'by hand' });
    formatted(one);
    await one.succeed();
    expect(formatted(one)).toEqual(['a.ts']);
    expect(text(one)).toBe(FORMATTED);
  });

  it('detects added, changed and removed configuration at any level', async () => {
    const one = counting({}, { outputDir: 'libs/demo/generated' });
    const now = (): string => one.read('libs/demo/generated/a.ts');
    await one.succeed();
    expect(now()).toBe(FORMATTED);
    const steps: [file: string, content: string | undefined, result: string][] = [
      ['.prettierrc', 'semi: false\n', 'export const a = { title: "A" }\n'],
      ['.prettierrc', 'semi: false\nsingleQuote: true\n', "export const a = { title: 'A' }\n"],
      [
        'libs/demo/prettier.config.mjs',
        'export default { bracketSpacing: false };\n',
        'export const a = {title: "A"};\n',
      ],
      ['libs/demo/prettier.config.mjs', undefined, "export const a = { title: 'A' }\n"],
      ['libs/package.json', '{ "prettier": { "quoteProps": "consistent" } }', FORMATTED],
      ['libs/package.json', '{ "prettier": { "semi": false }, "name": "x" }', 'export const a = { title: "A" }\n'],
      [
        '.editorconfig',
        'root = true\n[*.ts]\nmax_line_length = 10\n',
        'export const a =\n  {\n    title:\n      "A",\n  }\n',
      ],
      ['.editorconfig', undefined, 'export const a = { title: "A" }\n'],
      ['libs/package.json', '{}', "export const a = { title: 'A' }\n"],
      ['.prettierrc', undefined, FORMATTED],
    ];
    for (const [file, content, result] of steps) {
      if (content === undefined) one.remove(file);
      else one.write({ [file]: content });
      const run = await one.succeed({}, { newProcess: true });
      expect([file, content, now(), run.counts]).toEqual([file, content, result, '0/1/0 0/0/0']);
      await expectClean(one);
      expect((await one.succeed()).counts).toBe('1/0/0 0/0/0');
    }
    // Other parts of a package.json do not matter.
    formatted(one);
    one.write({ 'libs/package.json': '{ "version": "2.0.0" }' });
    expect((await one.succeed()).counts).toBe('1/0/0 0/0/0');
    expect(formatted(one)).toEqual([]);
  });

  it('is identified by version and bytes', async () => {
    const one = counting();
    await one.succeed();
    formatted(one);
    one.edit('node_modules/prettier/package.json', '3.0.0', '3.0.1');
    expect(await reasons(one)).toEqual([expect.stringMatching(/^prettier is 3\.0\.1\+\w{16}, was 3\.0\.0\+\w{16}$/)]);
    expect((await one.succeed({}, { newProcess: true })).counts).toBe('0/1/0 0/0/0');
    one.edit('node_modules/prettier/index.js', 'real.format(text, options)', 'real.format(text + ";1", options)');
    const late = await one.run();
    expect(diagnosticsOf(late.output)).toBe(
      [
        'error module: the package "prettier" has changed since this process loaded it',
        '  hint: run the command again: code is loaded once in a process',
      ].join('\n'),
    );
    await one.succeed({}, { newProcess: true });
    expect(text(one)).toBe(`${FORMATTED}1;\n`);
  });

  it('uses plugins of its configuration, and identifies them by bytes', async () => {
    const emit: CodegenOptions['emit'] = [{ template: 'doc', to: '{{@name}}.shout' }];
    const one = workspace(
      {
        'templates/doc.hbs': 'hello {{title}}',
        '.prettierrc': 'plugins: [prettier-plugin-shout]\n',
        'node_modules/prettier-plugin-shout/package.json': '{ "name": "prettier-plugin-shout", "version": "1.0.0" }',
        'node_modules/prettier-plugin-shout/index.js': PLUGIN,
      },
      { emit },
    );
    await one.succeed();
    expect(text(one, 'a.shout')).toBe('HELLO A!');
    one.edit('node_modules/prettier-plugin-shout/index.js', "'!'", "'?'");
    expect((await reasons(one))[0]).toMatch(/^prettier-plugin-shout is 1\.0\.0\+\w{16}, was 1\.0\.0\+\w{16}$/);
    await one.succeed({}, { newProcess: true });
    expect(text(one, 'a.shout')).toBe('HELLO A?');
    // A local plugin, named by configuration in code.
    one.remove('.prettierrc');
    one.write({
      'prettier.config.cjs': "module.exports = { plugins: ['./tools/shout.cjs'] };\n",
      'tools/shout.cjs': PLUGIN,
    });
    await one.succeed({}, { newProcess: true });
    expect(text(one, 'a.shout')).toBe('HELLO A!');
    one.edit('tools/shout.cjs', "'!'", "'.'");
    expect(await reasons(one)).toEqual(['tools/shout.cjs changed']);
    await one.succeed({}, { newProcess: true });
    expect(text(one, 'a.shout')).toBe('HELLO A.');
    // A computed name.
    one.write({ 'prettier.config.cjs': "module.exports = { plugins: ['./to' + 'ols/shout.cjs'] };\n" });
    const run = await one.run({}, { newProcess: true });
    expect(diagnosticsOf(run.output)).toBe(
      [
        'prettier.config.cjs error format: the plugin "tools/shout.cjs" has a computed name',
        '  hint: write its name as a literal, or import the plugin in the configuration',
      ].join('\n'),
    );
  });

  it('tracks imports and reads of its configuration', async () => {
    const one = workspace({
      'prettier.config.mjs':
        "import { semi } from './shared.mjs';\nexport default { semi, singleQuote: process.env.QUOTE === 'single' };\n",
      'shared.mjs': 'export const semi = true;\n',
    });
    await one.succeed({}, { newProcess: true });
    one.edit('shared.mjs', 'true', 'false');
    expect(await reasons(one)).toContain('shared.mjs changed');
    await one.succeed({}, { newProcess: true });
    expect(text(one)).toBe('export const a = { title: "A" }\n');
    await one.succeed({}, { newProcess: true, env: { QUOTE: 'single' } });
    expect(text(one)).toBe("export const a = { title: 'A' }\n");
  });

  it('gives the same bytes in all threads', async () => {
    const specs = Object.fromEntries([...Array(60).keys()].map((at) => [`specs/p${at}.json`, `{ "title": "${at}" }`]));
    const one = workspace(
      { ...specs, 'templates/all.hbs': 'export const all = [{{#each patterns}}"{{title}}",{{/each}}]' },
      {
        emit: [
          { template: 'one', to: '{{@name}}.ts' },
          { template: 'all', to: 'all.ts', each: 'library' },
        ],
      },
    );
    await one.succeed({ workers: 1 });
    const alone = snapshot(one.output);
    expect(alone?.['all.ts']).toMatch(/^export const all = \[\n {2}"A",/);
    one.remove('generated');
    await one.succeed({ workers: 2 });
    expect(snapshot(one.output)).toEqual(alone);
  });

  it('formats before compiling', async () => {
    const one = workspace(
      {},
      {
        compile: [
          { compiler: 'command', include: ['*.ts'], command: ['cp', '{input}', '{output}'], extension: '.out' },
        ],
      },
    );
    await one.succeed();
    expect(text(one, 'a.out')).toBe(FORMATTED);
  });

  it('formats included files, and explains a change of the option', async () => {
    const one = counting(
      { 'specs/b.json': '{ "title": "B" }' },
      { format: { formatter: 'prettier', include: ['b.*'] } },
    );
    await one.succeed();
    expect(formatted(one)).toEqual(['loaded', 'b.ts']);
    expect(text(one)).toBe(TEMPLATE.replace('{{title}}', 'A'));
    const options = { format: 'prettier' };
    expect((await reasons(one, options))[0]).toBe('option "format" is prettier, was prettier, b.*');
    await one.succeed(options);
    expect(text(one)).toBe(FORMATTED);
    await one.succeed({ format: undefined } as unknown as Partial<CodegenOptions>);
    expect(text(one)).toBe(TEMPLATE.replace('{{title}}', 'A'));
  });
});

describe('prettier 2', () => {
  it('formats, and reports the place of an error', async () => {
    const one = target({ '.prettierrc.toml': 'semi = false\n' });
    symlinkSync(installedPackage('prettier@2.8.8'), join(one.root, 'node_modules/prettier'));
    await one.succeed({}, { newProcess: true });
    expect(text(one)).toBe('export const a = { title: "A" }\n');
    one.write({ 'specs/a.json': '{ "title": "\\" :" }' });
    expect(diagnosticsOf((await one.run({}, { newProcess: true })).output)).toMatch(
      /^generated\/a\.ts:1:\d+ error format: prettier: .* \(made by templates\/one\.hbs from specs\/a\.json\)\n {2}1 \| export const a = \{title: {2}"" :"\}/,
    );
  });
});

describe('an error', () => {
  const says = async (one: Workspace, options: Partial<CodegenOptions> = {}): Promise<string> => {
    const run = await one.run(options, { newProcess: true });
    expect(run.success).toBe(false);
    expect(one.outputs()).toBeUndefined();
    return diagnosticsOf(run.output);
  };

  it('in generated code names template, pattern and line', async () => {
    const one = workspace({ 'templates/one.hbs': 'export const a = 1;\nexport const b = {{title}} }' });
    expect(await says(one)).toBe(
      [
        'generated/a.ts:2:20 error format: prettier: Declaration or statement expected. (made by templates/one.hbs from specs/a.json)',
        '  2 | export const b = A }',
        '    |                    ^',
      ].join('\n'),
    );
  });

  it('if the formatter is not installed', async () => {
    expect(await says(target())).toBe(
      [
        'error missing-formatter: the option "format" needs the package prettier, which is not installed',
        '  hint: npm install --save-dev prettier',
      ].join('\n'),
    );
    expect(await says(target({}, { format: 'biome' }))).toBe(
      [
        'error missing-formatter: the option "format" needs the package @biomejs/biome, which is not installed',
        '  hint: npm install --save-dev @biomejs/biome',
      ].join('\n'),
    );
  });

  it('in the configuration', async () => {
    expect(await says(workspace({ '.prettierrc.json': '{ "semi": ' }))).toMatch(
      /^\.prettierrc\.json error format: prettier cannot take its configuration: /,
    );
    expect(await says(workspace({ '.prettierrc.json': '{ "plugins": ["prettier-plugin-none"] }' }))).toBe(
      '.prettierrc.json error format: prettier cannot take its configuration: the plugin "prettier-plugin-none" is not installed',
    );
  });

  it('if the target generates configuration of the formatter', async () => {
    const one = workspace({}, { emit: [{ template: 'one', to: '.editorconfig' }] });
    expect(await says(one)).toBe(
      [
        'generated/.editorconfig error format: prettier would take this file for its own configuration (made by templates/one.hbs from specs/a.json)',
        '  hint: make it by a target of its own',
      ].join('\n'),
    );
  });
});

describe('a module', () => {
  const MODULE = 'module.exports = (text, { path }) => `// ${path}\\n${text}\\n`;\n';
  const format = 'tools/format.cjs';

  it('formats synchronously or asynchronously', async () => {
    const one = target({ [format]: MODULE }, { format });
    await one.succeed();
    expect(text(one)).toBe('// generated/a.ts\nexport const a = {title:  "A"}\n');
    one.write({ [format]: 'module.exports = async (text) => (await null) ?? text.trim() + ";\\n";\n' });
    expect(await reasons(one)).toEqual(['tools/format.cjs changed']);
    expect((await one.succeed()).counts).toBe('0/1/0 0/0/0');
    expect(text(one)).toBe('export const a = {title:  "A"};\n');
    await expectClean(one);
  });

  it('is user code: its imports and reads are tracked', async () => {
    const one = target(
      {
        [format]:
          "const { end } = require('./end.cjs');\nmodule.exports = (text) => text + end + (process.env.MARK ?? '') + require('node:fs').readFileSync('tools/more.txt', 'utf8');\n".replace(
            "'tools/more.txt'",
            "require('node:path').join(__dirname, 'more.txt')",
          ),
        'tools/end.cjs': "exports.end = ';';\n",
        'tools/more.txt': '1',
      },
      { format },
    );
    const end = (): string => text(one).slice(text(one).indexOf('}') + 1);
    await one.succeed({}, { newProcess: true });
    expect(end()).toBe(';1');
    one.write({ 'tools/more.txt': '2' });
    await one.succeed({}, { newProcess: true });
    expect(end()).toBe(';2');
    one.edit('tools/end.cjs', "';'", "'!'");
    await one.succeed({}, { newProcess: true });
    expect(end()).toBe('!2');
    await one.succeed({}, { newProcess: true, env: { MARK: 'm' } });
    expect(end()).toBe('!m2');
  });

  it('reports its errors', async () => {
    const says = async (module: string): Promise<string> => {
      const one = target({ [format]: module }, { format });
      const run = await one.run();
      expect(one.outputs()).toBeUndefined();
      return diagnosticsOf(run.output);
    };
    const by = '(made by templates/one.hbs from specs/a.json)';
    expect(await says('module.exports = {};')).toBe(
      'tools/format.cjs error module: the default export of the option "format" is not a function\n  hint: export (text, { path }) => text',
    );
    expect(await says('module.exports = () => 1;')).toBe(
      `generated/a.ts error format: tools/format.cjs gave no text but number ${by}\n  hint: return the whole text`,
    );
    expect(await says("\nmodule.exports = () => { throw new Error('no'); };")).toBe(
      `generated/a.ts error format: tools/format.cjs: no ${by}\n  hint: thrown at tools/format.cjs:2`,
    );
    expect(
      await says(
        "module.exports = async () => { throw Object.assign(new Error('no'), { loc: { line: 1, column: 8 } }); };",
      ),
    ).toBe(
      `generated/a.ts:1:8 error format: tools/format.cjs: no ${by}\n  1 | export const a = {title:  "A"}\n    |        ^`,
    );
    expect(
      await says(
        'module.exports = () => { setTimeout(() => { throw new Error("late"); }); return new Promise(() => 0); };',
      ),
    ).toMatch(/late/);
    const missing = target({}, { format });
    expect(diagnosticsOf((await missing.run()).output)).toBe(
      'error missing-file: the option "format" names tools/format.cjs, which does not exist\n  hint: check the path; it is relative to the workspace\'s root',
    );
  });
});
