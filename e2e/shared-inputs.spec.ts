import { LONG } from '../testing/tried';
import { NX_VERSIONS } from './support/versions';
import { createWorkspace } from './support/workspace';

const write = (folder: string, text: string): string =>
  `node -e "const fs=require('fs');fs.mkdirSync(process.argv[1],{recursive:true});fs.writeFileSync(process.argv[1]+'/out.txt',process.argv[2])" ${folder} ${text}`;

const PROJECTS = Array.from({ length: 11 }, (_, at) => `p${at}`);

/** Two tasks that share their inputs by name, and one that hashes the outputs of many projects by one glob. */
const WORKFLOW = {
  name: 'flow',
  tasks: {
    one: { command: write('{projectRoot}/build/one', '1'), outputs: ['{projectRoot}/build/one'] },
    two: { command: write('{projectRoot}/build/two', '2'), outputs: ['{projectRoot}/build/two'], dependsOn: ['one'] },
    each: {
      project: 'libs/*',
      command: write('dist/{projectName}', '{projectName}'),
      inputs: ['{projectRoot}/{text,order}.txt'],
      outputs: ['{workspaceRoot}/dist/{projectName}'],
    },
    beside: {
      project: 'libs/*',
      command: write('{projectRoot}/beside', '{projectName}'),
      inputs: ['{projectRoot}/order.txt'],
      outputs: ['{projectRoot}/beside'],
    },
    all: { command: 'node -v', cache: true, inputs: [], dependsOn: ['each'], after: ['beside'] },
  },
};

const NX_JSON = {
  namedInputs: { default: ['{projectRoot}/**/*', '!{projectRoot}/notes/**/*', '{workspaceRoot}/shared.txt'] },
};

const FILES = {
  'flow/nx-workflow.json': WORKFLOW,
  'flow/src/a.txt': 'a\n',
  'flow/notes/a.txt': 'a\n',
  'shared.txt': 'a\n',
  ...Object.fromEntries(PROJECTS.map((name) => [`libs/${name}/project.json`, { name }])),
  ...Object.fromEntries(PROJECTS.map((name) => [`libs/${name}/text.txt`, 'a\n'])),
  ...Object.fromEntries(PROJECTS.map((name) => [`libs/${name}/order.txt`, 'a\n'])),
};

const VERSIONS = LONG ? NX_VERSIONS : NX_VERSIONS.filter(({ nx }) => nx === '24.0.0');

describe.each(VERSIONS)('on Nx $nx', (version) => {
  test('named inputs and a wide glob hash the same files as a list', async () => {
    const workspace = await createWorkspace({ ...version, files: FILES, nxJson: NX_JSON });
    const run = async (): Promise<string[]> => {
      const { code, output, tasks } = await workspace.nx(['run-many', '-t', 'two', 'all']);
      if (code !== 0) throw new Error(output);
      return Object.keys(tasks).filter((task) => tasks[task] === 'ran');
    };
    expect(await run()).toHaveLength(25);
    expect(await run()).toEqual([]);

    workspace.write('flow/notes/a.txt', 'b\n');
    workspace.write('flow/build/two/more.txt', 'b\n');
    expect(await run()).toEqual([]);
    workspace.write('shared.txt', 'b\n');
    expect((await run()).sort()).toEqual(['flow:one', 'flow:two']);
    workspace.write('flow/src/a.txt', 'b\n');
    expect((await run()).sort()).toEqual(['flow:one', 'flow:two']);

    // An order edge: the glob of the data edge must not match its outputs.
    const beside = WORKFLOW.tasks.beside.command.replace(/\{projectName\}$/, 'new');
    const tasks = { ...WORKFLOW.tasks, beside: { ...WORKFLOW.tasks.beside, command: beside } };
    workspace.write('flow/nx-workflow.json', { ...WORKFLOW, tasks });
    const ran = await run();
    expect(ran).toContain('p7:beside');
    expect(ran).not.toContain('flow:all');

    const each = WORKFLOW.tasks.each.command.replace(/\{projectName\}$/, 'new');
    workspace.write('flow/nx-workflow.json', {
      ...WORKFLOW,
      tasks: { ...tasks, each: { ...tasks.each, command: each } },
    });
    expect(await run()).toContain('flow:all');

    const shown = JSON.parse((await workspace.nx(['show', 'project', 'flow', '--json'])).stdout) as {
      targets: Record<string, { inputs: unknown[] }>;
      namedInputs: Record<string, unknown[]>;
    };
    expect(shown.targets['one']?.inputs[0]).toBe('nx-workflow:flow');
    expect(shown.namedInputs['nx-workflow:flow']).toContain('!{projectRoot}/build/one');
    expect(shown.targets['all']?.inputs).toContainEqual({ dependentTasksOutputFiles: 'dist/{*,*/**/*}' });
    workspace.dispose();
  }, 300_000);
});
