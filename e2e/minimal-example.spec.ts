import { filesOf } from './support/examples';
import { createWorkspace, type Workspace } from './support/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ files: filesOf('minimal', 'apps/tokens') });
});

afterAll(() => {
  workspace.dispose();
});

test('the minimal example, copied as its README says, generates code and uses it', async () => {
  const first = await runWorkflow();
  expect(first).toMatchObject({ code: 0, tasks: { 'minimal:generate': 'ran', 'minimal:contrast': 'ran' } });
  expect(workspace.read('apps/tokens/generated/colors.mts')).toContain('export const ink: string = "#1c2430";\n');
  expect(workspace.exists('apps/tokens/generated/spacing.mjs')).toBe(true);
  expect(workspace.read('apps/tokens/build/contrast.txt')).toBe('ink on paper: 15.11 ok\naccent on paper: 7.07 ok\n');

  const second = await runWorkflow();
  expect(second).toMatchObject({ code: 0, tasks: { 'minimal:generate': 'cached', 'minimal:contrast': 'cached' } });
});

test('the check of colours is a cache hit after a change of a distance', async () => {
  await runWorkflow();
  workspace.edit('apps/tokens/tokens/spacing.yaml', '4px', '5px');
  const run = await runWorkflow();
  expect(run).toMatchObject({ code: 0, tasks: { 'minimal:generate': 'ran', 'minimal:contrast': 'cached' } });
  expect(run.stdout).toContain('[OPT-2] generation: fresh=1 rendered=1 pruned=0');
});

test('an unreadable colour fails the check, which names it', async () => {
  workspace.edit('apps/tokens/tokens/colors.yaml', '#9a3412', '#fa3412');
  const run = await runWorkflow();
  expect(run.code).not.toBe(0);
  // The type check, which no task waits for, may or may not have started.
  const { 'minimal:generate-typecheck': _typecheck, ...tasks } = run.tasks;
  expect(tasks).toEqual({ 'minimal:generate': 'ran', 'minimal:contrast': 'ran' });
  expect(run.output).toContain('accent on paper: 3.65 too faint, 4.5 is needed\n');
});

function runWorkflow(): ReturnType<Workspace['nx']> {
  return workspace.nx(['run', 'minimal:workflow']);
}
