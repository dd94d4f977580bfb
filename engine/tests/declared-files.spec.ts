import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CommandCompiler } from '../options';
import { small } from '../testing/small';
import { contextOf } from '../testing/target-context';
import { endDriver, type Run, type RunChanges, type Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
afterEach(() => workspace.dispose());

const SCRIPT = `const fs = require('fs');
const [input, output] = process.argv.slice(2);
fs.writeFileSync(output, fs.readFileSync(input, 'utf8') + fs.readFileSync(__dirname + '/config.json', 'utf8'));
`;
const COMMAND: CommandCompiler = {
  compiler: 'command',
  command: ['node', 'tools/cat.cjs', '{input}', '{output}'],
  extension: '.out',
  include: ['*.txt'],
};
const OPTION_INPUTS = ['specs/*', 'templates/*', 'code/*', 'tools/*.cjs'].map((glob) => `{workspaceRoot}/${glob}`);
const DECLARED = ['{workspaceRoot}/tools/**/*.json'];

const run = (inputs: readonly unknown[], changes: RunChanges = {}): Promise<Run> =>
  workspace.run({}, { ...changes, context: contextOf([...OPTION_INPUTS, ...inputs]) });

describe('a command without a depfile, and an input that no option names', () => {
  beforeEach(() => {
    workspace = small(
      { 'specs/b.json': '{ "title": "B" }\n', 'tools/config.json': '1', 'tools/cat.cjs': SCRIPT },
      { compile: [COMMAND] },
    );
  });

  const go = (changes?: RunChanges): Promise<Run> => run(DECLARED, changes);
  const compiled = (): string => `${workspace.read('generated/a.out')} ${workspace.read('generated/b.out')}`;

  it('compiles again if it is edited, with or without another change', async () => {
    expect((await go()).counts).toBe('0/2/0 0/2/0');
    workspace.write({ 'tools/config.json': '2' });
    expect((await go()).counts).toBe('2/0/0 0/2/0');
    workspace.write({ 'tools/config.json': '3' });
    workspace.edit('specs/b.json', '"B"', '"BB"');
    expect((await go()).counts).toBe('1/1/0 0/2/0');
    expect(compiled()).toBe('Hello A\n3 Hello BB\n3');
    expect((await go()).counts).toBe('2/0/0 2/0/0');
  });

  it('compiles again if one is added or removed', async () => {
    await go();
    workspace.write({ 'tools/more/other.json': '{}' });
    expect((await go()).counts).toBe('2/0/0 0/2/0');
    workspace.remove('tools/more/other.json');
    expect((await go()).counts).toBe('2/0/0 0/2/0');
  });

  it('detects the edit without state, after a failure, and with outputs from a cache', async () => {
    await go();
    const kept = join(dirname(workspace.root), 'kept');
    cpSync(workspace.output, kept, { recursive: true });
    rmSync(workspace.state, { recursive: true });
    workspace.write({ 'tools/config.json': '2' });
    expect((await go()).counts).toBe('2/0/0 0/2/0');

    workspace.write({ 'specs/b.json': '{', 'tools/config.json': '3' });
    expect((await go()).success).toBe(false);
    workspace.write({ 'specs/b.json': '{ "title": "B" }\n' });
    expect((await go()).counts).toBe('2/0/0 0/2/0');

    workspace.remove('generated');
    cpSync(kept, workspace.output, { recursive: true });
    expect((await go()).counts).toBe('2/0/0 0/2/0');
    expect(compiled()).toBe('Hello A\n3 Hello B\n3');
  });

  it('does not compile other files if a spec is edited', async () => {
    await go();
    workspace.edit('specs/b.json', '"B"', '"BB"');
    expect((await go()).counts).toBe('1/1/0 1/1/0');
  });

  it('ignores files that are not inputs, and git-ignored files unless an input includes them', async () => {
    const ignored = { fileset: '{workspaceRoot}/tools/ignored.json', includeIgnored: true };
    workspace.write({ '.gitignore': 'ignored.json\n', 'tools/ignored.json': '1' });
    await go();
    workspace.write({ 'tools/ignored.json': '2', 'tools/notes.txt': 'x' });
    expect((await go()).counts).toBe('2/0/0 2/0/0');
    await run([...DECLARED, ignored]);
    workspace.write({ 'tools/ignored.json': '3' });
    expect((await run([...DECLARED, ignored])).counts).toBe('2/0/0 0/2/0');
  });
});

describe('a package that starts a process, and an input that no option names', () => {
  const RUN = `exports.run = (file) => require('child_process').execFileSync('cat', [file], { encoding: 'utf8' });\n`;

  it('renders everything if it is edited, and only due files if a spec is', async () => {
    workspace = small(
      {
        'specs/b.json': '{ "title": "B" }\n',
        'templates/one.hbs': 'Hello {{title}} {{text}}\n',
        'data/x.txt': 'old',
        'node_modules/run/package.json': '{ "name": "run", "version": "1.0.0" }',
        'node_modules/run/index.js': RUN,
        'code/helpers.cjs': `const { run } = require('run');\nexports.text = () => run(__dirname + '/../data/x.txt');\n`,
      },
      { helpers: 'code/helpers.cjs' },
    );
    const inputs = ['{workspaceRoot}/data/*'];
    await run(inputs);
    workspace.write({ 'data/x.txt': 'new' });
    workspace.edit('specs/b.json', '"B"', '"BB"');
    expect((await run(inputs)).counts).toBe('0/2/0 0/0/0');
    expect(workspace.read('generated/a.txt')).toBe('Hello A new\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await run(inputs);
    workspace.edit('specs/b.json', '"BB"', '"B"');
    expect((await run(inputs)).counts).toBe('1/1/0 0/0/0');
  });
});
