import { DEFAULT_NX } from './support/base';
import { createWorkspace, type Workspace } from './support/workspace';

let workspace: Workspace | undefined;

afterEach(() => {
  workspace?.dispose();
  workspace = undefined;
});

// `npm run test:long` tests other versions of Nx too.
const VERSIONS = process.env['NX_WORKFLOW_TEST_LONG'] ? [DEFAULT_NX, '23.3.2', '22.7.12'] : [DEFAULT_NX];

test.each(VERSIONS)(
  'from an empty workspace to cached code generation, by generators alone, on Nx %s',
  async (nx) => {
    workspace = await createWorkspace({
      nx,
      files: { 'libs/a/project.json': { name: 'a' }, 'libs/b/project.json': { name: 'b' } },
      nxJson: { plugins: [] },
    });
    const empty = workspace.read('nx.json');

    const dry = await generate('init', '--dry-run');
    expect(dry).toContain('NOTE: The "dryRun" flag means no changes were made.');
    expect(workspace.read('nx.json')).toBe(empty);
    expect(await generate('init')).toContain('UPDATE nx.json');
    expect(JSON.parse(workspace.read('nx.json')).plugins).toEqual(['nx-workflow']);
    expect(await generate('init')).toContain('nx-workflow is already set up; nothing changed');

    await generate('workflow', 'tokens', '--directory=libs/tokens');
    await generate('codegen', '--compile=oxc');
    await generate('pattern', 'spacing');
    await generate('template', 'index', '--each=library');
    await generate('template', 'styles', '--to={{kebabCase @name}}.css');
    const check =
      'node -e "require(process.argv[1]).answer === 42 || process.exit(1)" ./libs/tokens/generated/spacing.js';
    await generate('task', 'check', `--command=${check}`, '--dependsOn=generate', '--phase=test');
    await generate(
      'task',
      'both',
      '--command=node -v',
      '--project=libs/a,libs/b',
      '--after=check',
      '--dependsOn=collect',
    );
    const valid = await workspace.cli(['validate']);
    expect([valid.code, valid.stderr]).toEqual([0, '']);

    const first = await workspace.nx(['run-many', '-t', 'workflow']);
    expect(first.output).toContain('Successfully ran target workflow');
    expect(workspace.read('libs/tokens/generated/spacing.ts')).toBe(
      '// spacing. Generated from libs/tokens/patterns/spacing.yaml; change that file instead.\n' +
        'export const answer = 42;\nexport const greeting = "hello";\n',
    );
    for (const file of ['example.js', 'example.d.ts', 'example.styles.css', 'index.js']) {
      expect([file, workspace.exists(`libs/tokens/generated/${file}`)]).toEqual([file, file !== 'example.styles.css']);
    }
    const second = await workspace.nx(['run-many', '-t', 'workflow']);
    expect(second.tasks).toEqual({
      'a:both': 'ran',
      'b:both': 'ran',
      'tokens:check': 'ran',
      'tokens:collect': 'cached',
      'tokens:generate': 'cached',
      'tokens:generate-typecheck': 'cached',
      'tokens:report': 'cached',
    });
    // Generated files are ignored, all others are new.
    const status = await workspace.git(['status', '--short', '--untracked-files=all']);
    expect(status.split('\n').filter((line) => /generated|build/.test(line))).toEqual([]);

    const asWorkflow = await targetsOf('tokens', 'a', 'b');
    const back = await generate('convert', 'tokens', '--to=project-json');
    expect(back).toContain('the comments of the workflow file are lost');
    expect(workspace.exists('libs/tokens/nx-workflow.json')).toBe(false);
    expect(await targetsOf('tokens', 'a', 'b')).toEqual(asWorkflow);
    expect((await workspace.nx(['run-many', '-t', 'workflow'])).code).toBe(0);
  },
  300_000,
);

describe('convert', () => {
  const SCRIPTS = {
    clean: "node -e \"require('fs').rmSync('out',{recursive:true,force:true})\"",
    gen: 'node ../../make.js gen',
    'bundle:js': 'node ../../make.js js',
    'bundle:css': 'node ../../make.js css',
    prebuild: 'npm run clean',
    build: 'npm run gen && npm run bundle:js && npm run bundle:css',
    test: 'npm run build && node ../../make.js test',
  };

  test('scripts to a workflow and back: the same graph, and the same order', async () => {
    workspace = await createWorkspace({
      files: {
        'packages/a/package.json': { name: '@acme/a', version: '1.0.0', scripts: SCRIPTS },
        'make.js': "require('fs').appendFileSync(__dirname + '/log.txt', process.argv[2] + ' ');\n",
      },
      nxJson: { plugins: [] },
    });
    const manifest = JSON.parse(workspace.read('package.json')) as object;
    workspace.write('package.json', { ...manifest, workspaces: ['packages/*'] });
    expect((await workspace.nx(['run', '@acme/a:test'])).code).toBe(0);
    const byScripts = takeLog();
    expect(byScripts).toBe('gen js css test ');

    const output = await generate('convert', '@acme/a');
    expect(output).toContain('7 tasks in packages/a/nx-workflow.json');
    const valid = await workspace.cli(['validate']);
    expect([valid.code, valid.stdout]).toEqual([0, expect.any(String)]);
    const asWorkflow = await targetsOf('@acme/a');
    const byWorkflow = await taskGraph('test', 'workflow');
    expect(byWorkflow.dependencies['@acme/a:test']).toEqual(['@acme/a:build']);
    const names = ['build', 'bundle-css', 'bundle-js', 'clean', 'gen', 'prebuild', 'test', 'workflow'];
    expect(Object.keys(asWorkflow).sort()).toEqual(names.map((name) => `@acme/a:${name}`));
    expect((await workspace.nx(['run', '@acme/a:test'])).code).toBe(0);
    expect(takeLog()).toBe(byScripts);
    expect(await generate('convert', '@acme/a')).toContain('nothing to convert in packages/a; nothing changed');

    await generate('convert', '@acme/a', '--to=project-json');
    expect(workspace.exists('packages/a/nx-workflow.json')).toBe(false);
    expect(await targetsOf('@acme/a')).toEqual(asWorkflow);
    expect(await taskGraph('test', 'workflow')).toEqual(byWorkflow);
    expect((await workspace.nx(['run', '@acme/a:test'])).code).toBe(0);
    expect(takeLog()).toBe(byScripts);

    // And once more: from targets to the same workflow.
    await generate('convert', '@acme/a', '--from=targets');
    expect(await targetsOf('@acme/a')).toEqual(asWorkflow);
  }, 300_000);

  function takeLog(): string {
    const log = workspace!.read('log.txt');
    workspace!.remove('log.txt');
    return log;
  }
});

async function generate(generator: string, ...args: string[]): Promise<string> {
  const { code, output } = await workspace!.nx(['g', `nx-workflow:${generator}`, ...args]);
  if (code !== 0) throw new Error(`nx g nx-workflow:${generator} ${args.join(' ')} ended with ${code}\n${output}`);
  return output;
}

/** Nx's task graph for a run of some targets. */
async function taskGraph(...targets: string[]): Promise<{ roots: string[]; dependencies: Record<string, string[]> }> {
  const { code, output } = await workspace!.nx(['run-many', '-t', ...targets, '--graph=tasks.json']);
  if (code !== 0) throw new Error(output);
  const { tasks } = JSON.parse(workspace!.read('tasks.json')) as {
    tasks: { roots: string[]; dependencies: Record<string, { id: string }[]> };
  };
  workspace!.remove('tasks.json');
  const dependencies = Object.entries(tasks.dependencies).map(
    ([task, on]) => [task, on.map(({ id }) => id).sort()] as const,
  );
  return { roots: [...tasks.roots].sort(), dependencies: Object.fromEntries(dependencies) };
}

/**
 * The edges and inputs of the targets of some projects, except the workflow file itself, which only inferred targets
 * read.
 */
async function targetsOf(...projects: string[]): Promise<Record<string, object>> {
  const { code, output } = await workspace!.nx(['graph', '--file=graph.json']);
  if (code !== 0) throw new Error(output);
  const { graph } = JSON.parse(workspace!.read('graph.json')) as {
    graph: { nodes: Record<string, { data: { targets?: Record<string, Record<string, unknown>> } }> };
  };
  workspace!.remove('graph.json');
  const targets = projects.flatMap((project) =>
    Object.entries(graph.nodes[project]?.data.targets ?? {}).map(([name, target]) => ({
      id: `${project}:${name}`,
      target,
    })),
  );
  return Object.fromEntries(
    targets.map(({ id, target: { executor, options, configurations, dependsOn, inputs, outputs, cache } }) => [
      id,
      { executor, options, configurations, dependsOn, inputs: inputs && withoutFile(inputs), outputs, cache },
    ]),
  );
}

function withoutFile(inputs: unknown): unknown[] {
  return (inputs as unknown[]).filter((input) => !/"json":"[^"]*nx-workflow\.json"/.test(JSON.stringify(input)));
}
