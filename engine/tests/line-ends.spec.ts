import { execFileSync } from 'node:child_process';
import { renameSync, rmSync } from 'node:fs';
import { LIBRARY, FILES, patterns } from '../testing/library';
import { endDriver, Workspace } from '../testing/workspace';

afterAll(endDriver);

let workspace: Workspace;
afterEach(() => workspace.dispose());

/** Commits the workspace with its generated files and replaces it by a fresh clone, as git creates it on Windows. */
async function cloned(files: Readonly<Record<string, string>>): Promise<void> {
  workspace = new Workspace(LIBRARY, { ...FILES, ...patterns(3), ...files, '.gitignore': 'node_modules\n' });
  await workspace.succeed();
  const { root } = workspace;
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.com', 'commit', '-q', '-m', 'all');
  git('clone', '-q', '-c', 'core.autocrlf=true', root, `${root}-clone`);
  renameSync(`${root}/node_modules`, `${root}-clone/node_modules`);
  rmSync(root, { recursive: true });
  renameSync(`${root}-clone`, root);
  rmSync(workspace.state, { recursive: true });
}

it('with `eol=lf` in .gitattributes, generated code is fresh in a clone with core.autocrlf', async () => {
  await cloned({ '.gitattributes': '* text=auto eol=lf\n' });
  const outputs = workspace.outputs();
  expect((await workspace.succeed()).counts).toBe('8/0/0 4/0/0');
  expect(workspace.outputs()).toEqual(outputs);
});

it('without it, the run explains the change of the manifest', async () => {
  await cloned({});
  expect((await workspace.succeed()).output).toContain(
    'manifest: damaged by other line ends (core.autocrlf of git; "* text=auto eol=lf" in .gitattributes helps), so everything is generated again\n',
  );
});
