import { LONG } from '../testing/tried';
import { DEFAULT_NX } from './support/base';
import { createWorkspace, type Workspace } from './support/workspace';

const VERSIONS = LONG ? ['22.7.12', '23.3.2', DEFAULT_NX] : [DEFAULT_NX];

const OPTIONS = {
  patterns: ['{projectRoot}/specs/**/*.yaml'],
  templates: ['{projectRoot}/templates/*.hbs'],
  emit: [{ template: 'out', to: '{{@name}}.txt' }],
  outputDir: '{projectRoot}/generated',
};

describe.each(VERSIONS)('on Nx %s', (nx) => {
  let workspace: Workspace;
  beforeAll(async () => {
    const copy = (from: string, to: string): object => ({
      command: `mkdir -p libs/t/build/${to} && cat libs/*/${from} > libs/t/build/${to}/x.js`,
      inputs: [`{projectRoot}/${from}`],
      cache: true,
      outputs: [`{projectRoot}/build/${to}`],
    });
    // In a negated glob, Nx 22 does not support `?`, so the reader would rerun needlessly.
    const odd = nx.startsWith('22.') ? 'a-b' : 'a,b';
    workspace = await createWorkspace({
      nx,
      files: {
        'libs/t/specs/a.yaml': 'title: one\n',
        'libs/t/specs/local/b.yaml': 'title: one\n',
        'libs/t/templates/out.hbs': '{{title}}\n',
        'libs/t/one.txt': 'one',
        'libs/t/two.txt': 'one',
        'libs/t/nx-workflow.json': {
          name: 't1',
          tasks: {
            generate: {
              executor: 'nx-workflow:codegen',
              options: OPTIONS,
              configurations: { ci: { outputDir: '{projectRoot}/generated-ci' } },
            },
            first: copy('one.txt', 'first'),
            second: { ...copy('two.txt', odd), outputs: [`{projectRoot}/build/${odd}/*.{js,css}`] },
            reader: {
              command: 'cat libs/t/build/*/x.js > libs/t/read.out',
              inputs: [],
              outputs: ['{projectRoot}/read.out'],
              dependsOn: ['^make', { task: 'first', outputs: ['!{projectRoot}/build/first/y'] }],
              after: ['second'],
            },
          },
        },
        'libs/t/project.json': { name: 't1', implicitDependencies: ['dep'] },
        'libs/dep/project.json': {
          name: 'dep',
          targets: { make: { ...copy('three.txt', 'third'), outputs: ['{workspaceRoot}/libs/t/build/third'] } },
        },
        'libs/dep/three.txt': 'one',
      },
    });
    workspace.write('.gitignore', 'node_modules\n.nx\nbuild\ngenerated*\nlocal\n*.out\n');
  });
  afterAll(() => workspace.dispose());

  const came = async (...args: string[]): Promise<string> => {
    const { output, tasks } = await workspace.nx(args);
    expect(output).not.toContain('is broken');
    const last = Object.entries(tasks).at(-1);
    return last ? last[1] : output;
  };

  test('the output folder of a configuration and of an override is restored', async () => {
    for (const [args, folder] of [
      [['t1:generate:ci'], 'libs/t/generated-ci'],
      [['t1:generate', '--outputDir=libs/t/generated-other'], 'libs/t/generated-other'],
    ] as const) {
      expect(await came('run-many', '-t', 'first', '-p', 't1')).toBeDefined();
      const first = await workspace.nx(['run', ...args]);
      expect([first.code, workspace.read(`${folder}/a.txt`)]).toEqual([0, 'one\n']);
      workspace.remove(folder);
      const again = await workspace.nx(['run', ...args]);
      expect(again.output).toContain('[local cache]');
      expect(workspace.read(`${folder}/a.txt`)).toBe('one\n');
    }
  });

  test('a spec that git ignores counts (Nx 23 and later)', async () => {
    await workspace.nx(['run', 't1:generate']);
    workspace.write('libs/t/specs/local/b.yaml', 'title: two\n');
    await workspace.nx(['run', 't1:generate']);
    const isHashed = !nx.startsWith('22.');
    expect(workspace.read('libs/t/generated/b.txt')).toBe(isHashed ? 'two\n' : 'one\n');
  });

  test('own outputs never cause a miss', async () => {
    await workspace.nx(['run', 't1:generate']);
    expect((await workspace.nx(['run', 't1:generate'])).output).toContain('1 out of 1');
    expect((await workspace.nx(['run', 't1:generate'])).output).toContain('1 out of 1');
  });

  test('outputs that only Nx knows are hashed, and those of order edges are not', async () => {
    const run = async (): Promise<string> => {
      const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'reader']);
      expect([code, output.includes('is broken')]).toEqual([0, false]);
      return tasks['t1:reader'] ?? '';
    };
    expect(await run()).toBe('ran');
    expect(await run()).toBe('cached');
    workspace.write('libs/dep/three.txt', 'two');
    expect(await run()).toBe('ran');
    workspace.write('libs/t/one.txt', 'two');
    expect(await run()).toBe('ran');
    workspace.write('libs/t/two.txt', 'two');
    expect(await run()).toBe('cached');
  });
});
