import { createWorkspace, type Workspace } from './support/workspace';

const COPY = {
  command: 'mkdir -p {projectRoot}/build/copy && cp {projectRoot}/in.txt {projectRoot}/build/copy/in.txt',
  inputs: ['{projectRoot}/in.txt'],
  outputs: ['{projectRoot}/build/copy'],
};

/** Nx mutates the dependencies of a target while it resolves them, and plugins may run in its process. */
describe.each([true, false])(
  'a task on two projects, with plugins in processes of their own: %s',
  (isolatesPlugins) => {
    let workspace: Workspace;
    beforeAll(async () => {
      workspace = await createWorkspace({
        isolatesPlugins,
        // With another plugin, an unknown target may be defined by that.
        nxJson: { plugins: ['nx-workflow', './plugin.cjs'] },
        files: {
          'plugin.cjs': `exports.name = 'other';\nexports.createNodes = ['**/no-such-file', () => []];\n`,
          'libs/a/project.json': { name: 'a' },
          'libs/b/project.json': { name: 'b' },
          'libs/a/in.txt': 'one',
          'libs/b/in.txt': 'one',
          'libs/b/nx-workflow.json': {
            name: 'flow',
            tasks: {
              first: { project: 'libs/a', ...COPY },
              second: COPY,
              audit: {
                project: ['libs/b', 'libs/a'],
                command:
                  'mkdir -p {projectRoot}/build/audit && cp {projectRoot}/build/copy/in.txt {projectRoot}/build/audit',
                dependsOn: [{ target: 'first' }, { target: 'second' }],
                inputs: [],
                outputs: ['{projectRoot}/build/audit'],
              },
            },
          },
        },
      });
      await run();
    });
    afterAll(() => workspace.dispose());

    async function run(): Promise<Readonly<Record<string, 'ran' | 'cached'>>> {
      const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'workflow']);
      if (code !== 0) throw new Error(output);
      return tasks;
    }

    it('reruns if the outputs of the upstream task changed', async () => {
      workspace.write('libs/a/in.txt', 'two');
      expect(await run()).toEqual({ 'a:first': 'ran', 'a:audit': 'ran', 'b:second': 'cached', 'b:audit': 'cached' });
      expect(workspace.read('libs/a/build/audit/in.txt')).toBe('two');
      workspace.write('libs/b/in.txt', 'two');
      expect(await run()).toEqual({ 'a:first': 'cached', 'a:audit': 'cached', 'b:second': 'ran', 'b:audit': 'ran' });
    });
  },
);
