import { createWorkspace, type Workspace } from './support/workspace';

let workspace: Workspace | undefined;

afterEach(() => {
  workspace?.dispose();
  workspace = undefined;
});

test('from an empty workspace to cached code generation, by generators alone', async () => {
  workspace = await createWorkspace({ nxJson: { plugins: [] } });
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
  const check = 'node -e \\"require(process.argv[1]).answer === 42 || process.exit(1)\\"'.replaceAll('\\', '');
  await generate('task', 'check', `--command=${check} ./libs/tokens/generated/spacing.js`, '--dependsOn=generate');
  const valid = await workspace.cli(['validate']);
  expect(`${valid.stdout}${valid.stderr}`).toMatch(/no findings|all right|ok/i);

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
  expect(second.output).toMatch(
    /Nx read the output from the cache instead of running the command for [34] out of 5 tasks/,
  );
  // Everything generated is ignored, all else is new.
  const status = await workspace.git(['status', '--short', '--untracked-files=all']);
  expect(status.split('\n').filter((line) => /generated|build/.test(line))).toEqual([]);
});

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

  test('scripts to a workflow and back: the same graph, and the same order of work', async () => {
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
    expect(Object.keys(asWorkflow)).toEqual([
      ...['build', 'bundle-css', 'bundle-js', 'clean', 'gen', 'prebuild', 'test', 'workflow'],
    ]);
    expect((await workspace.nx(['run', '@acme/a:test'])).code).toBe(0);
    expect(takeLog()).toBe(byScripts);
    expect(await generate('convert', '@acme/a')).toContain('nothing to convert in packages/a; nothing changed');

    await generate('convert', '@acme/a', '--to=project-json');
    expect(workspace.exists('packages/a/nx-workflow.json')).toBe(false);
    expect(await targetsOf('@acme/a')).toEqual(asWorkflow);
    expect((await workspace.nx(['run', '@acme/a:test'])).code).toBe(0);
    expect(takeLog()).toBe(byScripts);

    // And once more: from targets to the same workflow.
    await generate('convert', '@acme/a', '--from=targets');
    expect(await targetsOf('@acme/a')).toEqual(asWorkflow);
  });

  /** What decides when a target runs and what it is hashed by. */
  async function targetsOf(project: string): Promise<Record<string, object>> {
    const { code, output } = await workspace!.nx(['graph', '--file=graph.json']);
    if (code !== 0) throw new Error(output);
    const { graph } = JSON.parse(workspace!.read('graph.json')) as {
      graph: { nodes: Record<string, { data: { targets: Record<string, Record<string, unknown>> } }> };
    };
    workspace!.remove('graph.json');
    const targets = Object.entries(graph.nodes[project]?.data.targets ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      targets.map(([name, { executor, options, dependsOn, inputs, outputs, cache }]) => [
        name,
        { executor, options, dependsOn, inputs, outputs, cache },
      ]),
    );
  }

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
