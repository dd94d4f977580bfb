import { Watching } from './support/watching';
import { createWorkspace, type Workspace } from './support/workspace';

const FILES = {
  'app/nx-workflow.json': {
    name: 'app',
    tasks: {
      generate: {
        executor: 'nx-workflow:codegen',
        inputs: ['{projectRoot}/**/*', '!{projectRoot}/out*/**/*', { env: 'WORD' }],
        options: {
          patterns: ['{projectRoot}/specs/*.json'],
          templates: ['{projectRoot}/templates/*.hbs'],
          helpers: '{projectRoot}/code/helpers.mjs',
          emit: [{ template: 'text', to: '{{@name}}.txt' }],
          outputDir: '{projectRoot}/out',
        },
      },
    },
  },
  'app/specs/one.json': '{ "text": "one" }\n',
  'app/templates/text.hbs': '{{word text}}\n',
  'app/code/helpers.mjs': `export default { word: (text) => text + process.env.WORD };\n`,
  'app/.env': 'WORD=1\n',
};

describe('watch, when its configuration changes', () => {
  let workspace: Workspace;
  let watching: Watching;
  const edit = (path: string, from: string, to: string): void =>
    workspace.write(path, workspace.read(path).replace(from, to));

  beforeAll(async () => {
    workspace = await createWorkspace({ files: FILES });
    watching = new Watching(workspace.startCli(['watch', 'app:generate']));
    await watching.says('watch: fresh=0 rendered=1');
  });
  afterAll(async () => {
    await watching.stop('SIGKILL');
    workspace.dispose();
  });

  it('has the environment of the .env files', () => {
    expect(workspace.read('app/out/one.txt')).toBe('one1\n');
  });

  it('notices a new local import, and later changes of it', async () => {
    workspace.write(
      'app/code/helpers.mjs',
      `import { end } from './new/end.mjs';\nexport default { word: (text) => text + end + process.env.WORD };\n`,
    );
    await watching.says('watch: failed');
    workspace.write('app/code/new/end.mjs', `export const end = '!';\n`);
    await watching.says('watch: fresh=0 rendered=1');
    expect(workspace.read('app/out/one.txt')).toBe('one!1\n');
    edit('app/code/new/end.mjs', '!', '?');
    await watching.says('watch: fresh=0 rendered=1');
    expect(workspace.read('app/out/one.txt')).toBe('one?1\n');
    edit('app/specs/one.json', 'one', 'two');
    await watching.says('watch: fresh=0 rendered=1');
    expect(workspace.read('app/out/one.txt')).toBe('two?1\n');
  });

  it('reloads the options of an edited workflow file', async () => {
    edit('app/nx-workflow.json', '{{@name}}.txt', '{{@name}}.md');
    await watching.says('watch: the options or the environment have changed');
    await watching.says('watch: fresh=0 rendered=1 compiled=0 pruned=1');
    expect(workspace.list('app/out').filter((name) => !name.startsWith('.'))).toEqual(['one.md']);
  });

  it('keeps the old options if the new ones cannot be read, and reports that', async () => {
    const good = workspace.read('app/nx-workflow.json');
    workspace.write('app/nx-workflow.json', good.replace('"outputDir"', '"outputDri"'));
    expect(await watching.says('watch: the options cannot be reloaded, so the old ones stay: ')).toMatch(/: \S.*\n$/);
    edit('app/specs/one.json', 'two', 'three');
    await watching.says('watch: fresh=0 rendered=1');
    expect(workspace.read('app/out/one.md')).toBe('three?1\n');
    workspace.write('app/nx-workflow.json', good);
  });

  it('reloads options of nx.json', async () => {
    const nxJson = JSON.parse(workspace.read('nx.json')) as object;
    const options = { outputDir: '{projectRoot}/out-other' };
    workspace.write('nx.json', {
      ...nxJson,
      plugins: [],
      targetDefaults: {},
    });
    await watching.says('watch: the options cannot be reloaded, so the old ones stay: ');
    workspace.write('nx.json', nxJson);
    workspace.write('app/project.json', { name: 'app', targets: { generate: { options } } });
    await watching.says('watch: the options or the environment have changed');
    await watching.says('watch: fresh=0 rendered=1');
    expect(workspace.read('app/out-other/one.md')).toBe('three?1\n');
  });

  it('leaves no file stale: a run has nothing to do', async () => {
    expect((await workspace.cli(['check', 'app:generate'])).stdout).toBe('app:generate: up to date\n');
  });
});
