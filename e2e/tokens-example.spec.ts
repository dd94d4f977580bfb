import { filesOf, packagesOf } from './support/examples';
import { createWorkspace, type Workspace } from './support/workspace';

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace({ files: filesOf('tokens', 'libs/design'), packages: packagesOf('tokens') });
});

afterAll(() => workspace.dispose());

test('the example of design tokens generates CSS, TypeScript and a picture, checks and tests them', async () => {
  const first = await workspace.nx(['run-many', '-t', 'workflow']);
  expect(first.output).toContain('generation: fresh=0 rendered=8 pruned=0');
  expect(first).toMatchObject({
    code: 0,
    tasks: { 'design-tokens:generate': 'ran', 'design-tokens:build': 'ran', 'design-tokens:test': 'ran' },
  });
  expect(workspace.list('libs/design/generated').filter((name) => name.endsWith('.svg'))).toEqual(['color.svg']);
});

test('a size without references renders its own two files, a colour also those of tokens that refer to it', async () => {
  workspace.edit('libs/design/tokens/size.yaml', '32px', '40px');
  const size = await workspace.nx(['run', 'design-tokens:generate']);
  expect(size.output).toContain('generation: fresh=6 rendered=2 pruned=0');
  workspace.edit('libs/design/tokens/color.yaml', '#9a3412', '#7c2d12');
  const color = await workspace.nx(['run', 'design-tokens:generate']);
  expect(color.output).toContain('generation: fresh=3 rendered=5 pruned=0');
  expect(workspace.read('libs/design/generated/button.mts')).toContain('"background": "#7c2d12"');
});

test('a cycle of references is an error', async () => {
  workspace.edit('libs/design/tokens/color.yaml', "'#7c2d12'", "'{color.link}'");
  const run = await workspace.nx(['run', 'design-tokens:generate']);
  expect(run.code).not.toBe(0);
  expect(run.output).toContain('{color.link} leads to {color.brand} leads to {color.link}, which is a circle');
  workspace.edit('libs/design/tokens/color.yaml', "'{color.link}'", "'#7c2d12'");
});

test('validate has no finding, and finds a misspelt field', async () => {
  const { code, stdout, stderr } = await workspace.cli(['validate']);
  expect([code, stdout, stderr]).toEqual([0, 'libs/design/nx-workflow.json: 3 tasks, no findings\n', '']);
  workspace.edit('libs/design/templates/css.hbs', '{{css}}', '{{cs}}');
  const finding = await workspace.cli(['validate']);
  expect(finding.code).toBe(1);
  expect(finding.stdout + finding.stderr).toContain('error unknown-field: the field "cs" is not in the data\n');
});
