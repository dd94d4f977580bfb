import { Watching } from './support/watching';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        inputs: ['default'],
        options: {
          patterns: ['{projectRoot}/specs/**/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          partials: ['{projectRoot}/templates/parts/*.hbs'],
          helpers: '{projectRoot}/code/helpers.mjs',
          prepare: '{projectRoot}/code/prepare.js',
          emit: [{ template: 'greeting', to: '{{@name}}.ts' }],
          outputDir: '{projectRoot}/generated',
          compile: [{ compiler: 'typescript' }],
        },
      },
    },
  },
  'app/specs/hello.json': '{ "text": "Hello" }\n',
  'app/specs/bye.json': '{ "text": "Bye" }\n',
  'app/templates/greeting.hbs': '{{> banner}}\nexport const text: string = {{json (shout text)}};\n',
  'app/templates/parts/banner.hbs': '// generated\n',
  'app/code/helpers.mjs': `import { loud } from './loud.mjs';\nexport default { shout: loud };\n`,
  'app/code/loud.mjs': 'export const loud = (text) => text.toUpperCase();\n',
  'app/code/prepare.js': 'module.exports = (spec) => spec;\n',
};

describe('watch, in the packed package', () => {
  let workspace: Workspace;
  let watching: Watching;
  const start = (): Watching => new Watching(workspace.startCli(['watch', 'app:generate']));
  const edit = (path: string, from: string, to: string): void =>
    workspace.write(path, workspace.read(path).replace(from, to));

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
    watching = start();
  });
  afterAll(async () => {
    await watching.stop('SIGKILL');
    workspace.dispose();
  });

  it('runs the target once at the start', async () => {
    expect(await watching.says('watch: ')).toBe(
      'manifest: none yet, so everything is generated\nwatch: fresh=0 rendered=2 compiled=2 pruned=0 (_ ms)\n',
    );
    expect(workspace.read('app/generated/bye.ts')).toBe('// generated\nexport const text: string = "BYE";\n');
  });

  it('renders one changed pattern, and the users of a changed partial', async () => {
    edit('app/specs/bye.json', 'Bye', 'So long');
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
    edit('app/templates/parts/banner.hbs', 'generated', 'made');
    expect(await watching.says('watch: ')).toBe('watch: fresh=0 rendered=2 compiled=2 pruned=0 (_ ms)\n');
    expect(workspace.read('app/generated/bye.ts')).toBe('// made\nexport const text: string = "SO LONG";\n');
  });

  it('reloads changed code: an ES module that the helpers import, a CommonJS module', async () => {
    edit('app/code/loud.mjs', 'text.toUpperCase()', 'text + "!"');
    await watching.says('watch: fresh=0 rendered=2');
    expect(workspace.read('app/generated/bye.ts')).toContain('"So long!"');
    edit('app/code/prepare.js', '=> spec', '=> ({ text: "(" + spec.text + ")" })');
    await watching.says('watch: fresh=0 rendered=2');
    expect(workspace.read('app/generated/bye.ts')).toContain('"(So long)!"');
  });

  it('watches files that modules read, also those that they read once and remember', async () => {
    const before = workspace.read('app/code/prepare.js');
    workspace.write('app/data/word.txt', 'word');
    workspace.write('app/data/more/one', '');
    workspace.write(
      'app/code/prepare.js',
      `const fs = require('fs');
const word = fs.readFileSync(__dirname + '/../data/word.txt', 'utf8');
module.exports = () => ({ text: word + fs.readdirSync(__dirname + '/../data/more') });
`,
    );
    await watching.says('watch: fresh=0 rendered=2');
    expect(workspace.read('app/generated/bye.ts')).toContain('"wordone!"');
    await watching.says('watch: fresh=2 rendered=0');
    workspace.write('app/data/word.txt', 'other');
    await watching.says('watch: fresh=0 rendered=2');
    expect(workspace.read('app/generated/bye.ts')).toContain('"otherone!"');
    workspace.write('app/data/more/two', '');
    await watching.says('watch: fresh=0 rendered=2');
    expect(workspace.read('app/generated/bye.ts')).toContain('"otherone,two!"');
    workspace.write('app/code/prepare.js', before);
    await watching.says('watch: fresh=0 rendered=2');
  });

  it('notices new folders and deleted files', async () => {
    workspace.write('app/specs/more/deep/third.json', '{ "text": "Third" }\n');
    await watching.says('watch: fresh=2 rendered=1');
    edit('app/specs/more/deep/third.json', 'Third', '3');
    await watching.says('watch: fresh=2 rendered=1');
    workspace.remove('app/specs/more');
    await watching.says('watch: fresh=2 rendered=0 compiled=0 pruned=1');
    expect(workspace.exists('app/generated/third.ts')).toBe(false);
  });

  it('reports errors, keeps the last good files, and continues', async () => {
    workspace.write('app/specs/bye.json', '{ "text": }\n');
    expect(await watching.says('watch: failed')).toContain(`app/specs/bye.json:1:11 error spec-syntax`);
    expect(workspace.read('app/generated/bye.ts')).toContain('"(So long)!"');
    workspace.write('app/specs/bye.json', '{ "text": "Bye" }\n');
    // Not the whole output: on a busy machine, the file may be read while it is being written, and then again.
    expect(await watching.says('watch: fresh')).toMatch(/^watch: fresh=1 rendered=1 compiled=1 pruned=0 \(_ ms\)$/m);
    edit('app/code/loud.mjs', 'export const', 'export cost');
    expect(await watching.says('watch: failed')).toContain('error module: ');
    edit('app/code/loud.mjs', 'export cost', 'export const');
    await watching.says('watch: fresh=2 rendered=0');
  });

  it('ignores files that are not inputs', async () => {
    workspace.write('app/specs/notes.txt', 'x');
    edit('app/specs/hello.json', 'Hello', 'Hi');
    expect(await watching.says('watch: ')).toBe('watch: fresh=1 rendered=1 compiled=1 pruned=0 (_ ms)\n');
  });

  it('fails rounds while the output folder contains a hand-written file', async () => {
    workspace.write('app/generated/own.txt', 'x');
    edit('app/specs/hello.json', 'Hi', 'Hey');
    expect(await watching.says('watch: failed')).toContain('app/generated/own.txt error stray-file: ');
    expect(workspace.read('app/generated/own.txt')).toBe('x');
    workspace.remove('app/generated/own.txt');
    edit('app/specs/hello.json', 'Hey', 'Hi');
    expect(await watching.says('watch: fresh=')).toContain('pruned=0');
  });

  it('ends with exit code 0 on Ctrl-C, and leaves everything up to date', async () => {
    expect(await watching.stop('SIGINT')).toBe(0);
    expect((await workspace.cli(['check', 'app:generate'])).stdout).toBe('app:generate: up to date\n');
  });

  it('can be ended in the middle of a round, and the next run recovers', async () => {
    const many = Array.from({ length: 400 }, (_, index) => `app/specs/many/${index}.json`);
    for (const path of many) workspace.write(path, '{ "text": "many" }\n');
    watching = start();
    // As soon as there are files in the staging folder; on a fast machine, at the end of the round.
    const hasBegun = (): boolean =>
      workspace.list('app/generated').some((name) => name.startsWith('.codegen-staging-') || name === '0.ts');
    while (!hasBegun()) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await watching.stop('SIGTERM')).toBe(0);
    const { code } = await workspace.nx(['run', 'app:generate']);
    expect(code).toBe(0);
    expect(workspace.list('app/generated').filter((name) => name.startsWith('.codegen-'))).toEqual([
      '.codegen-manifest.json',
    ]);
    expect((await workspace.cli(['check', 'app:generate'])).stdout).toBe('app:generate: up to date\n');
  });

  it('refuses --json', async () => {
    const { code, stderr } = await workspace.cli(['watch', 'app:generate', '--json']);
    expect(code).toBe(2);
    expect(stderr).toContain("nx-workflow: Unknown option '--json'");
  });
});
